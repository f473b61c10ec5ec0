// @ts-check
/** The editor of a Python script: CodeMirror, loaded when somebody wants to see the script. */

import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
  isolateHistory,
  redoDepth,
  undoDepth,
} from '@codemirror/commands';
import { pythonLanguage } from '@codemirror/lang-python';
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { EditorState, StateEffect, StateField, Transaction } from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';

/** @type {import('@codemirror/state').StateEffectType<number | null>} */
const setWrongLine = StateEffect.define();
const wrongLineMark = Decoration.line({ class: 'python-wrong-line' });

/** The line that failed, until it is changed. */
const wrongLine = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setWrongLine)) continue;
      if (effect.value === null) return Decoration.none;
      const { from } = transaction.state.doc.line(effect.value);
      return Decoration.set(wrongLineMark.range(from));
    }
    const { changes, startState } = transaction;
    return marks.update({ filter: (from) => !touches(changes, startState, from) }).map(changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * @param {import('@codemirror/state').ChangeSet} changes
 * @param {EditorState} before
 * @param {number} position   somewhere in the line that is asked for
 */
function touches(changes, before, position) {
  const { from, to } = before.doc.lineAt(position);
  return changes.touchesRange(from, to) !== false;
}

/**
 * Tab indents, so there must be a way out for the keyboard: after Escape, and until another
 * key, Tab moves on. (By itself the editor would only wait for two seconds.)
 */
const escapeThenTab = EditorView.domEventHandlers({
  focus: (_, view) => view.setTabFocusMode(false),
  keydown: (event, view) => {
    if (!['Tab', 'Shift'].includes(event.key)) view.setTabFocusMode(event.key === 'Escape');
  },
});

/** @param {string} before @param {string} after */
function difference(before, after) {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

export class ScriptEditor {
  #view;

  /**
   * @param {HTMLElement} parent
   * @param {object} options
   * @param {string} options.text
   * @param {string} options.describedBy   id of the hint
   * @param {() => void} options.onRun     Ctrl or Cmd and Enter
   * @param {() => void} options.onChange
   */
  constructor(parent, { text, describedBy, onRun, onChange }) {
    const run = () => {
      onRun();
      return true;
    };
    this.#view = new EditorView({
      parent,
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        bracketMatching(),
        indentOnInput(),
        indentUnit.of('    '),
        EditorState.tabSize.of(4),
        pythonLanguage,
        syntaxHighlighting(classHighlighter),
        wrongLine,
        escapeThenTab,
        keymap.of([
          { key: 'Mod-Enter', run },
          { key: 'Ctrl-Enter', run },
          indentWithTab,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        EditorView.contentAttributes.of({
          'aria-label': 'Python script',
          'aria-describedby': describedBy,
        }),
        EditorView.updateListener.of((update) => update.docChanged && onChange()),
      ],
    });
  }

  /** The script, its lines ending in `\n`. */
  get text() {
    return this.#view.state.doc.toString();
  }

  /**
   * Puts another script into the place of this one. One step of undoing brings this one back,
   * unless it can be `forgotten` because nobody has ever typed anything.
   * @param {string} text
   * @param {{forgotten?: boolean}} [options]
   */
  replace(text, { forgotten = false } = {}) {
    const { state } = this.#view;
    const untouched = undoDepth(state) + redoDepth(state) === 0;
    this.#view.dispatch({
      changes: difference(this.text, text),
      annotations:
        forgotten && untouched ? Transaction.addToHistory.of(false) : isolateHistory.of('full'),
    });
  }

  /** @param {number | null} line   from 1; null: none is wrong */
  markLine(line) {
    const lines = this.#view.state.doc.lines;
    this.#view.dispatch({ effects: setWrongLine.of(line === null ? null : Math.min(line, lines)) });
  }

  /** @param {number} line @param {number | null} column   from 1 */
  goTo(line, column) {
    const { doc } = this.#view.state;
    const { from, length } = doc.line(Math.min(line, doc.lines));
    const anchor = from + Math.min((column ?? 1) - 1, length);
    this.#view.dispatch({ selection: { anchor }, scrollIntoView: true });
    this.focus();
  }

  focus() {
    this.#view.focus();
  }
}
