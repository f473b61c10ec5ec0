"""A stand-in for fxhash's SDK, and a page's portrait as arrays."""

from __future__ import annotations

import base64
import json

import numpy as np

DRAWN = 240_000  # ms; 200 steps on one thread take 15 s on a quiet machine

# Every call is noted with its time. Whatever else gives chance is counted, and gives the numbers
# that it is told to, so that a picture that depends on it would be another.
_STAND_IN = """
(() => {
  if (globalThis.$fx) return;
  const hash = HASH, other = OTHER;
  const calls = (globalThis.tokenCalls = []);
  const counts = (globalThis.chanceCounts = { random: 0, getRandomValues: 0 });
  const note = (name, value) => calls.push({ name, value, at: performance.now() });
  let state = [...hash].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  const step = () => (state = (state * 1664525 + 1013904223) >>> 0) / 2 ** 32;
  globalThis.$fx = {
    get hash() { note('hash'); return hash; },
    isPreview: PREVIEW,
    rand() { note('rand'); return step(); },
    features(features) { note('features', features); },
    preview() { note('preview'); },
  };
  let turn = other;
  const { random } = Math;
  Math.random = () => { counts.random += 1; return other ? (turn++ % 997) / 997 : random(); };
  const real = crypto.getRandomValues.bind(crypto);
  crypto.getRandomValues = (array) => {
    counts.getRandomValues += 1;
    return other ? array.fill(turn++) : real(array);
  };
})();
"""

_READ = """() => {
  const canvas = document.querySelector('#portrait-picture');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(''));
}"""


def stand_in(token_hash, *, other=0, preview=False):
    """The script of a host that shows a hash; other: where the page's other chance begins."""
    values = {"HASH": token_hash, "OTHER": other, "PREVIEW": preview}
    script = _STAND_IN
    for name, value in values.items():
        script = script.replace(name, json.dumps(value))
    return script


def wait_for_portrait(frame):
    """Wait in a page or a frame; what the room fails with fails the test."""
    frame.wait_for_selector(
        "html[data-portrait=shown], html[data-state=error]", timeout=DRAWN, state="attached"
    )
    assert frame.locator("#failure-text").text_content() == ""


def portrait_in(frame):
    """(160, 160, 4) bytes."""
    return np.frombuffer(base64.b64decode(frame.evaluate(_READ)), np.uint8).reshape(160, 160, 4)
