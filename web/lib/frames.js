// @ts-check
/** Drawing happens in animation frames, so a hidden page draws nothing. */

/**
 * @param {(now: number) => void} draw   `now` in milliseconds
 * @returns {() => void} asks for one drawing in the next frame, however often it is called
 */
export function onNextFrame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame((now) => {
      asked = false;
      draw(now);
    });
  };
}

/** @returns {boolean} whether the user asked for less motion */
export function wantsLessMotion() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
