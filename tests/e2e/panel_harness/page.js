// @ts-check
/** The least room that a panel can be in: a worker with Python, a point, a script about it. */

import * as Comlink from '../../../web/node_modules/comlink/dist/esm/comlink.mjs';
import { byId } from '../../../web/lib/elements.js';
import { PythonPanel } from '../../../web/lib/python-panel/python-panel.js';
import { ScriptRunner } from '../../../web/lib/python-panel/script-runner.js';
import { buildId, siteRoot } from '../../../web/lib/site.js';
import { connectWorker } from '../../../web/lib/worker-client.js';

const root = document.documentElement;
/** @type {any} */
let client;

async function open() {
  client?.close();
  root.dataset.state = 'loading';
  client = connectWorker(siteRoot(), '../tests/e2e/panel_harness/worker.js');
  const listener = (/** @type {any} */ event) => runner.hear(event);
  await client.calls.open({ siteRoot: siteRoot().href, buildId }, Comlink.proxy(listener));
  root.dataset.state = 'ready';
  root.dataset.opened = String(Number(root.dataset.opened ?? 0) + 1);
}

const runner = new ScriptRunner({ calls: () => client.calls, restart: open });
const point = /** @type {HTMLInputElement} */ (byId('point'));
const panel = new PythonPanel(byId('python'), {
  original: () => `# The point on the page\nx = ${point.value}\nprint("x is", x)\n`,
  run: (source, onEvent) => runner.run(source, onEvent),
  stop: () => runner.stop(),
  onOutcome: (outcome) => {
    byId('result').textContent = JSON.stringify(outcome);
  },
});
point.addEventListener('change', () => panel.refresh());
open();
