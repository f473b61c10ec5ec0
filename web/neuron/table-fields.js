// @ts-check
/** Which columns of a table are the inputs and the label, and which classes are told apart. */

import { byId, make } from '../lib/elements.js';

/** @typedef {import('../worker/protocol.js').TableChoice} TableChoice */
/** @typedef {import('../worker/protocol.js').TableColumns} TableColumns */

const MOST_INPUTS = 3;
const NONE = '';

/**
 * @param {string} label
 * @param {string[]} options
 * @param {string} chosen
 */
function field(label, options, chosen) {
  const id = `column-${label.toLowerCase().replace(' ', '-')}`;
  const choices = options.map((value) =>
    make('option', { value, selected: value === chosen }, value === NONE ? 'None' : value),
  );
  const select = make('select', { id }, ...choices);
  return {
    select,
    element: make('div', { className: 'field' }, make('label', { htmlFor: id }, label), select),
  };
}

export class TableFields {
  #section = byId('table');
  #host = byId('table-fields');

  hide() {
    this.#section.hidden = true;
  }

  /**
   * @param {TableColumns} columns
   * @param {TableChoice} choice   of now; without features, Python chooses them
   * @param {(choice: TableChoice) => void} onChange
   */
  show({ columns, label, classes }, choice, onChange) {
    const names = columns.filter((name) => name !== label);
    const features = choice.features ?? [];
    const options = [NONE, ...new Set([...names, ...features])];
    const labels = field('Label', columns, label);
    const inputs = Array.from({ length: MOST_INPUTS }, (_, index) =>
      field(`Input ${index + 1}`, options, features[index] ?? NONE),
    );
    const kinds =
      classes.length > 2
        ? [0, 1].map((index) =>
            field(`Class ${index + 1}`, [NONE, ...classes], choice.classes?.[index] ?? NONE),
          )
        : [];
    labels.select.addEventListener('change', () => onChange({ label: labels.select.value }));
    const chosen = (/** @type {typeof inputs} */ fields) =>
      fields.map(({ select }) => select.value).filter((value) => value !== NONE);
    for (const { select } of [...inputs, ...kinds])
      select.addEventListener('change', () => {
        const picked = { features: chosen(inputs), classes: chosen(kinds) };
        // Of two classes the second is still to be chosen.
        if (kinds.length > 0 && picked.classes.length < 2) return;
        onChange({
          label,
          ...(picked.features.length > 0 && { features: picked.features }),
          ...(kinds.length > 0 && { classes: picked.classes }),
        });
      });
    this.#host.replaceChildren(...[labels, ...inputs, ...kinds].map(({ element }) => element));
    this.#section.hidden = false;
  }
}
