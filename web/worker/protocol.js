// @ts-check
/**
 * Every message between a page and its worker, in one table.
 *
 * A page holds a `Remote<DreamWorker>` or `Remote<NeuronWorker>` (comlink); calls are answered or rejected,
 * events flow the other way through the listener that was given to `open`.
 * Nothing here runs: both sides read these types.
 */

/** @typedef {'webgpu' | 'wasm-threads' | 'wasm'} Backend */
/** @typedef {'default' | 'tiny'} NetworkConfig */

/**
 * @typedef {object} OpenOptions
 * @property {string} siteRoot    absolute address of the site's root, ending in `/`
 * @property {string} buildId     the page's build id; the worker refuses files of another build
 * @property {Backend | 'auto'} backend  what `?backend=` asks for
 * @property {NetworkConfig} config      what `?config=` asks for
 * @property {number} seed        0 to 2^32 - 1; fixes pictures, first weights and every sample
 */

/**
 * A batch of pictures, ready for `putImageData`: RGBA, 8 bits each, row by row.
 * @typedef {object} PictureBatch
 * @property {number} count
 * @property {number} size    pixels per side (32)
 * @property {Uint8ClampedArray<ArrayBuffer>} rgba   count * size * size * 4 bytes
 */

/**
 * @typedef {object} Opened
 * @property {Backend} backend
 * @property {string} backendReason     one sentence: why this rung of the ladder
 * @property {PictureBatch} pictures    the nine originals
 * @property {string[]} pictureNames    what each of the nine shows, for people who can't see it
 * @property {number} parameters        learnable numbers in the whole network
 */

/**
 * Losses by name, in the order the training graph reports them:
 * `pixel`, `feature`, `kl`, `adversarial`, `discriminator`.
 * @typedef {Record<string, number>} Losses
 */

/**
 * What any worker says while it loads, told apart by `type`.
 * - `stage`: loading entered a new stage.
 * - `bytes`: something was downloaded; `loaded` never falls, `total` never changes.
 *
 * @typedef {{type: 'stage', label: string, index: number, count: number}
 *   | {type: 'bytes', loaded: number, total: number}} LoadingEvent */

/**
 * What the dream's worker says without being asked, told apart by `type`.
 * - `training`: at most ten times a second while training, and after each single step.
 * - `tiles`: new pictures for the mosaic, at the refresh rate and after each single step.
 * - `reconstructions`: the nine as the network rebuilds them; at least every 50 steps.
 * - `state`: training started or paused.
 * - `failure`: training stopped by itself; `message` says what happened and what to do.
 *
 * @typedef {LoadingEvent
 *   | {type: 'training', step: number, losses: Losses, stepsPerSecond: number, elapsedSeconds: number,
 *      heapBytes: number, liveTensors: number}
 *   | {type: 'tiles', step: number, pictures: PictureBatch}
 *   | {type: 'reconstructions', step: number, error: number, errors: number[], pictures: PictureBatch}
 *   | {type: 'state', state: 'running' | 'paused'}
 *   | {type: 'failure', message: string}} DreamEvent
 */

/**
 * @typedef {object} DreamWorker
 * @property {(options: OpenOptions, listener: (event: DreamEvent) => void) => Promise<Opened>} open
 *   Loads Python, the backend and the graphs; rejects with an `Error` whose message can be shown.
 * @property {() => Promise<void>} start    trains until `pause`
 * @property {() => Promise<void>} pause    settles when the step in progress is done
 * @property {() => Promise<void>} singleStep   one training step, from a pause
 * @property {(seed: number) => Promise<Opened>} reset    begins again with the seed given
 * @property {(count: number, secondsPerRefresh: number) => Promise<void>} setMosaic
 *   How many tiles to dream (1 to 400), and how often (0.05 to 60 seconds); draws at once.
 */

/**
 * What a user's script says while it runs, told apart by `type`.
 * - `printed`: text of its streams in order, `value` being its last line's value; at most every
 *   50 ms, and `cut` where it was too much and only its end is here.
 * - `picture`: something it shows, and what that is in words; at most every 50 ms.
 *
 * @typedef {{stream: 'output' | 'errors' | 'value', text: string}} PrintedText
 * @typedef {{type: 'printed', parts: PrintedText[], cut: boolean}
 *   | {type: 'picture', description: string, png: Uint8Array<ArrayBuffer>}} ScriptEvent
 */

/**
 * @typedef {object} ScriptError
 * @property {number | null} line     from 1; null where the error has no line of the script
 * @property {number | null} column   from 1; only syntax errors have one
 * @property {string} message         one line, with the exception's name
 */

/**
 * @typedef {object} ScriptOutcome
 * @property {'done' | 'error' | 'stopped'} status
 * @property {ScriptError | null} error   there where the status is `error`
 * @property {any} result      what the room takes from the script's names; null without
 * @property {boolean} [lost]  Python itself broke down: this worker can only be ended
 */

/**
 * What the worker of a room with scripts also answers; events go to the listener of `open`, which
 * must know `ScriptEvent`: a listener that came with the call would not hear before its end.
 *
 * @typedef {object} ScriptCalls
 * @property {(source: string, interrupt: Uint8Array<SharedArrayBuffer> | null) => Promise<ScriptOutcome>} runScript
 *   Runs a script to its end; a 2 written to `interrupt` stops it. Null: only the worker's end does.
 */

/**
 * @typedef {object} NeuronOptions
 * @property {string} siteRoot    absolute address of the site's root, ending in `/`
 * @property {string} buildId     the page's build id; the worker refuses files of another build
 */

/**
 * @typedef {object} NeuronWorker
 * @property {(options: NeuronOptions, listener: (event: LoadingEvent) => void) => Promise<void>} open
 *   Loads Python; rejects with an `Error` whose message can be shown.
 */

export {};
