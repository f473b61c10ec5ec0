/** Names this build; the bundler writes it in. Page, worker and graphs must carry the same one. */
declare const BUILD_ID: string;
