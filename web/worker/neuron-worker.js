// @ts-check
/** The neuron room's worker: Python runs here, so that the page never waits. */

import { readableError } from './errors.js';
import { expose } from './expose.js';
import { NeuronRoom } from './neuron.js';

/** Every call is answered, and what fails is told in one sentence. @returns {import('./protocol.js').NeuronWorker} */
export function createApi() {
  const room = new NeuronRoom();
  return {
    open: (options, listener) => readableError(room.open(options, listener)),
    example: (name) => readableError(room.example(name)),
    openCsv: (data, choice) => readableError(room.openCsv(data, choice)),
    csvColumns: (data, label) => readableError(room.csvColumns(data, label)),
    begin: (features, hidden) => readableError(room.begin(features, hidden)),
    describe: (features) => readableError(room.describe(features)),
    train: (options) => readableError(room.train(options)),
    openPng: (data) => readableError(room.openPng(data)),
    openLink: (link) => readableError(room.openLink(link)),
    shade: (wish) => readableError(room.shade(wish)),
    predict: (inputs, frame, raw) => readableError(room.predict(inputs, frame, raw)),
    evaluate: (points, classes) => readableError(room.evaluate(points, classes)),
    png: () => readableError(room.png()),
    restore: (model) => readableError(room.restore(model)),
    runScript: (source, interrupt) => readableError(room.runScript(source, interrupt)),
  };
}

expose(createApi);
