// @ts-check
/** What the sprite room and its two workers say to each other. */

/** @typedef {import('./protocol.js').Backend} Backend */
/** @typedef {import('./protocol.js').LoadingEvent} LoadingEvent */
/** @typedef {import('./protocol.js').RuntimeOptions} RuntimeOptions */
/** @typedef {import('../sprites/sprite-model.js').Axis} Axis */
/** @typedef {import('../sprites/sprite-model.js').Light} Light */

/**
 * What there is to draw with.
 * @typedef {object} SpritesOpened
 * @property {Backend} backend
 * @property {string} backendReason   one clause
 * @property {string | null} adapter
 * @property {string} model           the first digits of the graphs' SHA-256
 * @property {Axis[]} axes            of labels, one or two
 * @property {[number, number, number][]} palette   red, green and blue of indices 1 and up
 */

/**
 * What the network is told: a name of each axis that it is told of, in the order of the axes.
 * @typedef {Record<string, string>} Labels
 */

/**
 * How one sprite was made: the same again gives the same sprite.
 * @typedef {object} Recipe
 * @property {string} model              as in `SpritesOpened`, of the model that drew or will draw it
 * @property {Labels} labels
 * @property {number} seed               0 to 4294967295
 * @property {number} temperature
 * @property {Lineage} [lineage]         of a child
 */

/**
 * @typedef {object} Lineage
 * @property {[string, string]} names    of the parents
 * @property {number} share              of the first parent that was drawn anew
 * @property {[Uint8Array, Uint8Array]} [parents]   their palette indices; unknown where the child
 *   came from a file
 */

/**
 * Some rows of the sprite being drawn, whole and final; `top` is the first of them.
 * @typedef {{type: 'rows', draw: number, top: number, pixels: Uint8Array}} RowsEvent
 */

/** @typedef {LoadingEvent | RowsEvent} SpritesEvent */

/**
 * @typedef {object} SpritesWorker
 * @property {(options: RuntimeOptions, listener: (event: SpritesEvent) => void) => Promise<SpritesOpened>} open
 * @property {(draw: number, recipe: Recipe) => Promise<Drawn | null>} draw   `draw` is the
 *   caller's number of it, which its rows bear; null: stopped
 * @property {() => Promise<void>} stop     the drawing ends at the next row
 * @property {() => Promise<void>} end      where this runs in the page, which cannot end it as a worker
 * @property {(pixels: Uint8Array, light: Light) => Promise<Uint8Array>} shade   indices of any
 *   number of sprites
 */

/**
 * @typedef {object} Drawn
 * @property {Uint8Array} pixels     palette indices (32, 32)
 * @property {number} blocks         of 2 x 2 pixels that were painted
 * @property {number} milliseconds
 */

/** @typedef {'png' | 'sheet' | 'json' | 'idle' | 'zip' | 'gpl' | 'hex' | 'pal'} FileKind */

/**
 * A sprite for a file: as it is shown, with what it was drawn from.
 * @typedef {object} SpriteRecord
 * @property {Recipe} recipe
 * @property {Light | null} light
 * @property {Uint8Array} pixels
 */

/**
 * What a check of a PNG found, and the sprites in it where it was made here.
 * @typedef {object} Checked
 * @property {{name: string, passed: boolean, text: string}[]} findings
 * @property {{recipe: Recipe, pixels: Uint8Array}[]} sprites
 */

/**
 * @typedef {object} FilesWorker
 * @property {(options: {siteRoot: string, buildId: string}, onShare: (share: number) => void) => Promise<void>} open
 *   loads Python; `onShare` hears how much of it is there, 0 to 1
 * @property {(kind: FileKind, sprites: SpriteRecord[]) => Promise<NamedBytes[]>} files
 * @property {(png: Uint8Array) => Promise<Checked>} check
 */

/**
 * @typedef {object} NamedBytes
 * @property {string} name
 * @property {string} type   MIME
 * @property {Uint8Array<ArrayBuffer>} bytes
 */

export {};
