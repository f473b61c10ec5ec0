// @ts-check
/**
 * The Python is open: whoever uses a page can see, change and run the script behind it.
 *
 * The panel knows nothing of rooms and workers. A room gives it the script and something that
 * runs scripts, which a `ScriptRunner` is:
 *
 *     const runner = new ScriptRunner({ calls: () => client.calls, restart: reopen });
 *     const panel = new PythonPanel(byId('python'), {
 *       original: () => client.calls.script(),
 *       run: (source, onEvent) => runner.run(source, onEvent),
 *       stop: () => runner.stop(),
 *       onOutcome: (outcome) => show(outcome.result),
 *     });
 *
 * The listener that the room gave to its worker's `open` hands `ScriptEvent`s to `runner.hear`.
 */

import { make, setText } from '../elements.js';
import { Output } from './output.js';

/** @typedef {import('./editor.js').ScriptEditor} ScriptEditor */
/** @typedef {import('./script-runner.js').PanelOutcome} PanelOutcome */
/** @typedef {import('./script-runner.js').RestartEvent} RestartEvent */
/** @typedef {import('../../worker/protocol.js').ScriptEvent} ScriptEvent */

/**
 * @typedef {object} Script
 * @property {() => string | Promise<string>} original   the script behind what the page shows now
 * @property {(source: string, onEvent: (event: ScriptEvent | RestartEvent) => void) => Promise<PanelOutcome>} run
 *   settles when Python is ready for the next; rejects with an `Error` that can be shown
 * @property {() => void} stop
 * @property {(outcome: PanelOutcome) => void} [onOutcome]   told how each run ended
 */

const STOPPED = 'The script was stopped. Python is still running, with everything it had loaded.';
const RESTARTED = 'The script was stopped by ending Python, which has started again.';
const RESTARTING = 'Ending Python and starting it again.';

let panels = 0;

/** @param {unknown} cause */
function messageOf(cause) {
  return cause instanceof Error ? cause.message : String(cause);
}

/** @param {string} label @param {() => void} onClick @param {string} [looks] */
function button(label, onClick, looks = '') {
  const made = make('button', { type: 'button', className: `button ${looks}` }, label);
  made.addEventListener('click', onClick);
  return made;
}

/** @param {...string} names */
function keys(...names) {
  return names.flatMap((name) => [make('kbd', {}, name), ' ']);
}

function hintOfKeys() {
  const apple = /Mac|iPhone|iPad/.test(navigator.platform);
  return make(
    'p',
    { className: 'small quiet python-hint', id: `python-hint-${panels}` },
    ...keys(apple ? '⌘' : 'Ctrl', 'Enter'),
    'runs it. ',
    ...keys('Tab'),
    'indents; ',
    ...keys('Esc'),
    'and then ',
    ...keys('Tab'),
    'leaves the editor.',
  );
}

/** @param {PanelOutcome} outcome @param {number} duration   in ms */
function statusOf({ status, error }, duration) {
  if (status === 'done') return `Done in ${(duration / 1000).toFixed(1)} s.`;
  if (status === 'stopped') return 'Stopped.';
  return error?.line ? `There is an error in line ${error.line}.` : 'There is an error.';
}

export class PythonPanel {
  #script;
  /** @type {ScriptEditor | null} */ #editor = null;
  /** The script that ran last. */
  #ran = '';
  /** The script as the page gave it last. */
  #original = '';
  /** Counts the questions for the original, so that only the last answer counts. */
  #asked = 0;
  #loading = false;
  #running = false;

  #toggle = button('Show the Python', () => this.#showOrHide(), 'python-toggle');
  #run = button('Run', () => this.#start(), 'python-run');
  #stop = button('Stop', () => this.#askToStop());
  #bringBack = button('Original', () => this.#takeOriginal());
  #status = make('p', { className: 'small python-status' });
  #stale = make(
    'p',
    { className: 'small quiet', hidden: true },
    'The page has changed since you began to edit; “Original” gives the script of what it shows now.',
  );
  #frame = make('div', { className: 'python-editor' });
  #output = new Output((line, column) => this.#editor?.goTo(line, column));
  #hint;
  #body;

  /**
   * @param {HTMLElement} host   empty; becomes the panel
   * @param {Script} script
   */
  constructor(host, script) {
    this.#script = script;
    panels += 1;
    this.#hint = hintOfKeys();
    this.#body = make(
      'div',
      { className: 'python-body', id: `python-body-${panels}`, hidden: true },
      make(
        'div',
        { className: 'python-work' },
        this.#frame,
        make(
          'div',
          { className: 'python-controls' },
          this.#run,
          this.#stop,
          this.#bringBack,
          this.#status,
        ),
        this.#stale,
        this.#hint,
      ),
      this.#output.element,
    );
    this.#toggle.setAttribute('aria-controls', this.#body.id);
    this.#toggle.setAttribute('aria-expanded', 'false');
    this.#status.setAttribute('role', 'status');
    host.classList.add('python-panel');
    host.append(this.#toggle, this.#body);
    this.#showState();
  }

  /** The page shows something else: takes its script, unless the user has changed the one here. */
  async refresh() {
    const editor = this.#editor;
    if (!editor) return;
    const original = await this.#askForOriginal();
    if (original === undefined) return;
    const edited = this.#isEdited();
    if (edited && original !== this.#original) this.#stale.hidden = false;
    this.#original = original;
    if (!edited) editor.replace(original, { forgotten: true });
    this.#showState();
  }

  /**
   * Adds what functions of a script print and show when the script itself has ended.
   * @param {ScriptEvent} event
   */
  hear(event) {
    this.#output.add(event);
  }

  /**
   * Tells an error of the functions of the script that ran last, and marks its line.
   * @param {import('../../worker/protocol.js').ScriptError} error
   */
  tellError(error) {
    this.#output.addError(error);
    const editor = this.#editor;
    if (error.line && editor?.text === this.#ran) editor.markLine(error.line);
  }

  async #takeOriginal() {
    const original = await this.#askForOriginal();
    if (original === undefined) return;
    this.#original = original;
    this.#editor?.replace(original);
    this.#editor?.focus();
    this.#showState();
  }

  /** @returns {Promise<string | undefined>} undefined: it failed, or was asked for again since */
  async #askForOriginal() {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const original = await this.#script.original();
      return asked === this.#asked ? original : undefined;
    } catch (cause) {
      setText(this.#status, messageOf(cause));
      return undefined;
    }
  }

  async #showOrHide() {
    const open = this.#body.hidden;
    this.#body.hidden = !open;
    this.#toggle.setAttribute('aria-expanded', String(open));
    setText(this.#toggle, open ? 'Hide the Python' : 'Show the Python');
    if (!open || this.#editor || this.#loading) return;
    this.#loading = true;
    setText(this.#status, 'Loading the editor.');
    try {
      await this.#load();
      setText(this.#status, '');
    } catch (cause) {
      setText(this.#status, `The editor could not be loaded: ${messageOf(cause)}`);
    }
    this.#loading = false;
    this.#showState();
  }

  async #load() {
    const [{ ScriptEditor }, original] = await Promise.all([
      import('./editor.js'),
      this.#script.original(),
    ]);
    this.#original = original;
    this.#editor = new ScriptEditor(this.#frame, {
      text: original,
      describedBy: this.#hint.id,
      onRun: () => this.#start(),
      onChange: () => this.#showState(),
    });
  }

  #isEdited() {
    return this.#editor !== null && this.#editor.text !== this.#original;
  }

  #showState() {
    const edited = this.#isEdited();
    if (!edited) this.#stale.hidden = true;
    this.#bringBack.disabled = !edited;
    this.#run.disabled = !this.#editor || this.#running;
    this.#stop.disabled = !this.#running;
  }

  async #start() {
    const editor = this.#editor;
    if (!editor || this.#running) return;
    this.#setRunning(true);
    this.#output.clear();
    editor.markLine(null);
    setText(this.#status, 'Running.');
    const source = editor.text;
    this.#ran = source;
    const began = performance.now();
    try {
      const outcome = await this.#script.run(source, (event) => this.#hear(event));
      setText(this.#status, statusOf(outcome, performance.now() - began));
      this.#showEnd(outcome);
      const line = outcome.error?.line;
      if (line && editor.text === source) editor.markLine(line);
      this.#script.onOutcome?.(outcome);
    } catch (cause) {
      setText(this.#status, 'Failed.');
      this.#output.addError({ line: null, column: null, message: messageOf(cause) });
    }
    this.#setRunning(false);
  }

  /**
   * The focus goes from the button that can no longer be pressed to the one that now can.
   * @param {boolean} running
   */
  #setRunning(running) {
    const [from, to] = running ? [this.#run, this.#stop] : [this.#stop, this.#run];
    const focused = document.activeElement === from;
    this.#running = running;
    this.#showState();
    if (focused) to.focus();
  }

  #askToStop() {
    setText(this.#status, 'Stopping.');
    this.#script.stop();
  }

  /** @param {ScriptEvent | RestartEvent} event */
  #hear(event) {
    if (event.type === 'restart') setText(this.#status, RESTARTING);
    else this.#output.add(event);
  }

  /** @param {PanelOutcome} outcome */
  #showEnd({ status, error, restarted }) {
    if (error) this.#output.addError(error);
    if (status === 'stopped') this.#output.addNote(restarted ? RESTARTED : STOPPED);
    else if (restarted) this.#output.addNote('Python has started again.');
  }
}
