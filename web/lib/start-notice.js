/**
 * Says why a page cannot start, where its module script never runs: opened as a file, a script
 * that did not arrive or may not be read, or a browser without modules. A classic script, so that
 * it runs in all these cases.
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
      'This page does not run from a file: in the site’s folder run “python3 -m http.server” and open http://localhost:8000/.',
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
      if (!(event.target instanceof HTMLScriptElement)) return;
      say(
        // So it is in a sandboxed frame, whose requests come from nowhere to its own host.
        self.origin === 'null'
          ? 'This frame may not read the scripts of its own page. Either the frame needs “allow-same-origin” in its sandbox, or the host of the page must send the header “Access-Control-Allow-Origin: *”.'
          : `The script ${event.target.src} did not arrive: reload the page to try again.`,
      );
    },
    true,
  );
})();
