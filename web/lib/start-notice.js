/**
 * Says why a page cannot start, where its module script never runs: opened as a file,
 * a script that did not arrive, or a browser without modules. A classic script, so that it runs
 * in all three cases.
 */
(() => {
  /** @param {string} sentence */
  function say(sentence) {
    document.documentElement.dataset.state = 'error';
    const place = document.querySelector('[data-start-notice]');
    if (!place?.hasAttribute('hidden')) return;
    place.textContent = sentence;
    place.removeAttribute('hidden');
  }

  if (location.protocol === 'file:') {
    say(
      'This page does not run from a file: in the project’s folder run “python3 build.py serve” and open the address it prints.',
    );
    return;
  }
  if (!('noModule' in HTMLScriptElement.prototype)) {
    say('This page needs a newer browser: this one has no JavaScript modules.');
    return;
  }
  addEventListener(
    'error',
    (event) => {
      if (event.target instanceof HTMLScriptElement) {
        say(`The script ${event.target.src} did not arrive: reload the page to try again.`);
      }
    },
    true,
  );
})();
