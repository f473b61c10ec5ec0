// @ts-check
/** The neuron room's worker: Python runs here, so that the page never waits. */

import * as Comlink from 'comlink';
import { readableError } from './errors.js';
import { NeuronRoom } from './neuron.js';

const room = new NeuronRoom();

/** Every call is answered, and what fails is told in one sentence. @type {import('./protocol.js').NeuronWorker} */
const api = {
  open: (options, listener) => readableError(room.open(options, listener)),
};

Comlink.expose(api);
