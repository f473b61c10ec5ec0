/** Names this build; the bundler writes it in. Page, worker and graphs must carry the same one. */
declare const BUILD_ID: string;

/** fxhash's SDK, where fxhash shows the page; see docs/token.md. */
declare const $fx:
  | {
      hash?: string;
      isPreview?: boolean;
      rand?: () => number;
      features?: (features: Record<string, string | number>) => void;
      preview?: () => void;
    }
  | undefined;

/** What Art Blocks puts before a script; a `let` of its page, so no property of `window`. */
declare const tokenData: { hash?: string } | undefined;
