// @ts-check
/** Files that are dropped anywhere on the page, and the sign that says they can be. */

/**
 * @param {HTMLElement} sign   shown while files are held over the page
 * @param {(dropped: DataTransfer) => void} take   must read it before it returns
 */
export function onDrop(sign, take) {
  const show = (/** @type {DragEvent} */ event, /** @type {boolean} */ shown) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    sign.hidden = !shown;
  };
  document.addEventListener('dragover', (event) => show(event, true));
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) show(event, false);
  });
  // Before an editor hears of it, which would take the file's text for its own.
  const drop = (/** @type {DragEvent} */ event) => {
    show(event, false);
    if (!event.dataTransfer?.files.length) return;
    event.stopPropagation();
    take(event.dataTransfer);
  };
  document.addEventListener('drop', drop, { capture: true });
}
