// @ts-check
/**
 * Every message between a page and its worker, in one table.
 *
 * A page holds a `Remote<DreamWorker>`, `Remote<GalleryWorker>` or `Remote<NeuronWorker>` (comlink); calls are answered or rejected,
 * events flow the other way through the listener that was given to `open`.
 * Nothing here runs: both sides read these types.
 */

/** @typedef {'webgpu' | 'wasm-threads' | 'wasm'} Backend */
/** @typedef {'default' | 'tiny'} NetworkConfig */

/**
 * @typedef {object} RuntimeOptions
 * @property {string} siteRoot    absolute address of the site's root, ending in `/`
 * @property {string} buildId     the page's build id; the worker refuses files of another build
 * @property {Backend | 'auto'} backend  what `?backend=` asks for
 * @property {string | null} [gpuTrouble]  why the graphics processor is not to be used
 */

/** @typedef {Pick<RuntimeOptions, 'backend' | 'gpuTrouble'>} BackendWish */

/**
 * @typedef {object} NetworkOptions
 * @property {NetworkConfig} config      what `?config=` asks for
 * @property {number | string} seed   0 to 2^32 - 1; fixes pictures, first weights and every sample.
 *   Or a token's hash, of which Python makes the seed
 *
 * @typedef {RuntimeOptions & NetworkOptions & {lifeline: string}} OpenOptions
 *   `lifeline`: the name of a lock that the worker holds as long as it lives
 */

/**
 * The room's settings that are kept with a training; what is left out, the page decides.
 * @typedef {{depth?: number | null, refresh?: number, scale?: number | null}} View
 */

/**
 * A training kept in this browser, from its first save to its reset.
 * @typedef {object} KeptRun
 * @property {string} id
 * @property {number} seed
 * @property {number} step
 * @property {number} savedAt   milliseconds since 1970
 * @property {View} view
 * @property {boolean} damaged  one of its two saves can't be read
 */

/**
 * A batch of pictures, ready for `putImageData`: RGBA, 8 bits each, row by row.
 * @typedef {object} PictureBatch
 * @property {number} count
 * @property {number} size    pixels per side (32)
 * @property {Uint8ClampedArray<ArrayBuffer>} rgba   count * size * size * 4 bytes
 */

/**
 * A tile by itself. Its code is the place in the network's latent space that it was dreamed from:
 * a text to be handed back as it is.
 *
 * @typedef {object} Tile
 * @property {Uint8ClampedArray<ArrayBuffer>} rgba   size * size * 4 bytes
 * @property {string} code
 * @property {number} step    of the training when it was dreamed
 * @property {number} depth   that it was dreamed at
 */

/** @typedef {{step: number, pictures: PictureBatch}} Portrait   one picture, of a token's dreams */

/** @typedef {{name: string, bytes: Uint8Array<ArrayBuffer>}} NamedFile */

/**
 * @typedef {object} Opened
 * @property {number} seed
 * @property {number} step              steps done
 * @property {Backend} backend
 * @property {string} backendReason     one sentence: why this rung of the ladder
 * @property {string | null} adapter    the graphics processor that computes, null for none
 * @property {PictureBatch} pictures    the nine originals
 * @property {string[]} pictureNames    what each of the nine shows, for people who can't see it
 * @property {number[]} own             which of the nine, from 0, are not the seed's
 * @property {number} parameters        learnable numbers in the whole network
 * @property {boolean} captured         a step's commands were recorded once and are replayed
 */

/**
 * Losses by name, in the order the training graph reports them:
 * `colour`, `feature`, `kl`, `adversarial`, `discriminator`.
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
 * - `token`: once it is opened with a token's hash: its seed, its features for its host, and the
 *   step that its portrait is of; before any graph is loaded.
 * - `training`: at most ten times a second while training, and after each single step;
 *   `pythonSeconds` is what of `stepSeconds` was not spent in the graph.
 * - `tiles`: new pictures for the mosaic, at the refresh rate and after each single step; `steps`:
 *   at which each was dreamed, `step` at the latest.
 * - `walk`: the pictures on the way from one tile to another, while there is a walk, with `tiles`.
 * - `metrics`: what `tiles` of the tiles shown are like, every few seconds: `diversity` and
 *   `flatness` over those of the nine (1: as varied, as flat), `present` of the nine, and the mean
 *   `distance` to the nearest of them (0: a copy).
 * - `reconstructions`: the nine as the network rebuilds them; at least every 50 steps.
 * - `time-lapse`: how many frames of the one being made are done.
 * - `state`: training started or paused.
 * - `fault`: a function of the user's script failed, and training pauses where it was; `restored`:
 *   it had diverged and is back at `step`. What such functions print and show comes as `ScriptEvent`.
 * - `kept`: the training was saved, and `training` is its training.npz; `problem` says in a
 *   sentence why that will not outlive the page, null where it does.
 * - `recovered`: training went wrong and goes on from an earlier step; `message` says why.
 * - `failure`: training stopped by itself; `message` says what happened and what to do. Where what
 *   computes is `broken`, the worker is of no more use, and `message` is a clause: why.
 *
 * @typedef {LoadingEvent | ScriptEvent
 *   | {type: 'token', seed: number, features: Record<string, string | number>, steps: number}
 *   | {type: 'training', step: number, losses: Losses, stepsPerSecond: number, stepSeconds: number,
 *      pythonSeconds: number, elapsedSeconds: number, heapBytes: number, liveTensors: number}
 *   | {type: 'tiles', step: number, steps: number[], depth: number, codes: string[],
 *      pictures: PictureBatch}
 *   | {type: 'walk', step: number, pictures: PictureBatch}
 *   | {type: 'metrics', step: number, tiles: number, diversity: number, present: number,
 *      flatness: number, distance: number}
 *   | {type: 'reconstructions', step: number, error: number, errors: number[], pictures: PictureBatch}
 *   | {type: 'time-lapse', done: number, total: number}
 *   | {type: 'state', state: 'running' | 'paused'}
 *   | {type: 'fault', step: number, error: ScriptError, restored: boolean}
 *   | {type: 'kept', run: string, seed: number, step: number, savedAt: number,
 *      training: Uint8Array<ArrayBuffer>, problem: string | null}
 *   | {type: 'recovered', step: number, message: string}
 *   | {type: 'failure', message: string, broken: boolean}} DreamEvent
 */

/**
 * @typedef {object} DreamCalls
 * @property {(options: OpenOptions, listener: (event: DreamEvent) => void) => Promise<Opened>} open
 *   Loads Python, the backend and the graphs; rejects with an `Error` whose message can be shown.
 * @property {() => Promise<void>} start    trains until `pause`
 * @property {() => Promise<void>} pause    settles when the step in progress is done
 * @property {() => Promise<void>} end      where this runs in the page, which cannot end it as a worker
 * @property {(wish: BackendWish) => Promise<Backend>} bestBackend   that a room opened so would be on
 * @property {() => Promise<Portrait>} portrait
 *   Trains a network without a step up to the portrait's, and pauses; on one thread of wasm it is
 *   the same wherever and whenever it is drawn.
 * @property {() => Promise<void>} singleStep   one training step, from a pause
 * @property {(seed: number) => Promise<Opened>} reset    begins again with the seed given
 * @property {(count: number, secondsPerRefresh: number) => Promise<void>} setMosaic
 *   How many tiles to dream (1 to 400), and how often (0.05 to 60 seconds); draws at once.
 * @property {(depth: number | null) => Promise<void>} setDepth
 *   How deeply to dream: 0 raw, 2 scenes, 8 memories, null as training goes; draws at once.
 * @property {(ends: [string, string] | []) => Promise<void>} setWalk
 *   Dreams of the way between the codes of two tiles too, or no longer; draws at once.
 * @property {(tile: Tile) => Promise<NamedFile>} tileFile   a PNG that says where it is from
 * @property {() => Promise<NamedFile[]>} save
 *   a zip of the network's four files, then each of them; training goes on
 * @property {() => Promise<void>} keep   saves the training in this browser, if it is not saved yet
 * @property {(view: View) => Promise<void>} setView   what is kept with it from now on
 * @property {() => Promise<KeptRun[]>} kept   newest first, without the one that goes on here or in
 *   another tab
 * @property {(id: string, training: Uint8Array<ArrayBuffer> | null) => Promise<Opened>} goOn
 *   Goes on, paused, with a run that is kept; from `training`, or from its newest save that is
 *   whole. Rejects where there is none.
 * @property {(run: KeptRun) => Promise<void>} forget   a run as it was listed; rejects with an
 *   `Error` whose message can be shown where it goes on in another tab, or has since then
 * @property {() => Promise<void>} show   draws the tiles and the nine as they are; from a pause
 * @property {(files: NamedFile[]) => Promise<Opened>} load
 *   Goes on, paused, from the four files, a zip of them, or training.npz alone. Rejects with an
 *   `Error` whose message can be shown where they are none; training is then as it was.
 * @property {() => Promise<string>} originalScript   what it trains by where nobody changes it
 * @property {() => Promise<void>} useOriginal        trains by that again, from the next step on
 *
 * @typedef {{changed: string[]}} LeftForDream   the functions that are the user's now
 */

/**
 * What has begun anew, and the training that `takeBack` goes back to; null where none was lost.
 * @typedef {object} Renewed
 * @property {Opened} opened
 * @property {{seed: number, step: number} | null} before
 */

/**
 * The tiles on the wall, `rgba` one after another, and the newest one's step and depth.
 * @typedef {object} Shown
 * @property {Uint8ClampedArray<ArrayBuffer>} rgba
 * @property {number} columns
 * @property {number} step
 * @property {number} depth
 */

/**
 * Calls that cannot be carried out reject with an `Error` whose message can be shown, and leave
 * training as it was.
 *
 * @typedef {object} PictureCalls
 * @property {(files: NamedFile[]) => Promise<Renewed & {learned: string[], remarks: string[]}>} learn
 *   Begins anew with these too, in place of the seed's first pictures; names of what is learned,
 *   a sentence for each that is not and for what became of others.
 * @property {(kept: number[]) => Promise<Renewed>} keepOwn
 *   Begins anew without the own pictures that are not among these places.
 * @property {(seed: number) => Promise<Renewed>} beginSeed   anew, with a seed's pictures alone
 * @property {() => Promise<Renewed>} takeBack   goes on, paused, from what the last of these ended
 * @property {(bytes: Uint8Array<ArrayBuffer>) => Promise<Record<string, string>>} facts
 *   What a PNG of dreams says it is of, by name: `seed` and `step`, which are numbers in range, and
 *   others, which are to be doubted; `latent` in a tile's. Empty for all other files.
 * @property {(shown: Shown, more: Record<string, string>) => Promise<NamedFile>} snapshot
 *   A PNG of the tiles; `more` facts for its texts, by name.
 * @property {(columns: number) => Promise<NamedFile | null>} timeLapse
 *   A GIF of the tiles as they learned, training goes on; null once stopped.
 * @property {() => Promise<void>} stopTimeLapse
 *
 * @typedef {DreamCalls & PictureCalls & ScriptCalls} DreamWorker   a script's result is a
 *   `LeftForDream`; it runs between two steps, and what it defines trains from the next one on
 */

/**
 * A saved network on a wall of the gallery.
 * @typedef {object} Wall
 * @property {number} id
 * @property {string} title       of its zip or folder; "Seed 7" where files came loose
 * @property {number} seed
 * @property {number} step
 * @property {string} config
 * @property {number} parameters  learnable numbers in the whole network
 * @property {boolean} encodes    whether its encoder is there: without it, there is no depth
 * @property {Record<string, string | number> | null} traits   of the seed; null where the
 *   pictures are not the seed's own
 * @property {string} remark      a sentence on the pictures; empty where nothing is to be said
 * @property {[number, number, number][]} colours   of the palette it paints with, R, G, B
 * @property {string[]} nineNames   what the nine show; empty where they are not there
 * @property {PictureBatch | null} nine
 */

/**
 * Dreams on a wall. `depth`: the one they were drawn at. `nearest`: for each, which of the nine it
 * is most like, from 0; empty where the nine are not there.
 * @typedef {PictureBatch & {depth: number, nearest: number[]}} Dreams
 */

/**
 * @typedef {object} SortedFiles
 * @property {{name: string, paths: string[]}[]} exports   the name is empty where files came loose
 * @property {string[]} problems    a sentence for each file or folder that is none
 */

/** @typedef {{name: string, bytes: Uint8Array<ArrayBuffer>}} PngFile */

/**
 * Calls that cannot be carried out reject with an `Error` whose message can be shown, and leave
 * every wall as it was.
 *
 * @typedef {object} GalleryWorker
 * @property {(options: RuntimeOptions, listener: (event: LoadingEvent) => void) =>
 *   Promise<{backend: Backend, backendReason: string}>} open
 * @property {(paths: string[]) => Promise<SortedFiles>} sort   which files are whose, by their names
 * @property {(name: string, files: Record<string, Uint8Array<ArrayBuffer>>) => Promise<Wall>} hang
 *   the files of one export, by path
 * @property {(wall: number, count: number, depth: number | null) => Promise<Dreams>} show
 *   all tiles, 1 to 400; a depth of null is the one that suits the network
 * @property {(wall: number, kept: number[]) => Promise<Dreams & {indices: number[]}>} refresh
 *   a few tiles dreamed anew, none of those kept
 * @property {(wall: number, start: number, end: number, frames: number) => Promise<Dreams>} walk
 * @property {(wall: number, columns: number, scale: number) => Promise<PngFile>} png
 * @property {(wall: number, stride: number, scale: number) => Promise<PngFile>} walkPng
 *   every so many of the last walk's pictures, in a row
 * @property {(wall: number) => Promise<void>} remove
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
 * What the inputs and the two classes mean. With `low` and `high` in the feature's own units;
 * points are told as shares of that range, 0 to 1.
 *
 * @typedef {object} FeaturesToTell
 * @property {string[]} names        one for each input, 1 to 3
 * @property {number[]} low
 * @property {number[]} high
 * @property {string[]} class_names  two
 * @property {string} label          what is being told
 * @property {number[]} [zero]         what the model takes as 0, where that is not `low`
 * @property {number[]} [one]          what it takes as 1
 */

/**
 * @typedef {FeaturesToTell & {ticks: [number, string][][]}} Features
 *   `ticks`: for each input, places from 0 to 1 on its axis and what stands there
 */

/**
 * @typedef {object} Dataset
 * @property {number[][]} points    (N, inputs), 0 to 1
 * @property {number[]} classes     N of 0 and 1
 * @property {Features} features
 * @property {string[]} notes       sentences to show
 */

/**
 * What is chosen of a table; what is left out, Python chooses.
 * @typedef {object} TableChoice
 * @property {string[]} [features]   columns, one to three
 * @property {string} [label]        the column with the classes
 * @property {string[]} [classes]    two of its values
 */

/**
 * @typedef {object} TableColumns
 * @property {string[]} columns
 * @property {string} label       the column that holds the classes
 * @property {string[]} classes   its values; none where they are too many to be classes
 * @property {string[] | null} chosen   two of more, until somebody chooses; null where there is
 *   no choice
 */

/**
 * A model at one moment of its training.
 * @typedef {object} Frame
 * @property {number} epoch
 * @property {number[]} values      the parameters, each -4 to 4
 * @property {number[][]} pixels    their bytes as pixels: R, G, B or R, G, B, A, 0 to 255
 * @property {number} [loss]        with `accuracy` (0 to 1) where the model was trained here
 * @property {number} [accuracy]
 */

/**
 * @typedef {object} Parameter
 * @property {number} pixel     which pixel of the strip holds it, from 0
 * @property {'R' | 'G' | 'B' | 'A'} channel
 * @property {string} neuron    "neuron", "hidden neuron 1", "output neuron"
 * @property {string} name      "weight of Rain chance", "bias"
 */

/**
 * @typedef {object} Cost
 * @property {'float' | 'rounded' | 'pixel'} name
 * @property {number} loss
 * @property {number} accuracy   0 to 1
 * @property {number[][]} pixels   0 to 255; whole but for `float`
 */

/**
 * @typedef {object} Model
 * @property {number} inputs
 * @property {number} hidden
 * @property {Features} features
 * @property {Parameter[]} parameters   in the order of `Frame.values`
 * @property {Frame[]} frames    a whole run of at most 200, the pixel to keep last; or that alone
 * @property {Cost[]} cost       empty where the model was not trained here
 * @property {boolean} tooHard   a single neuron did so badly that a hidden layer may help
 * @property {string} link       the end of an address, from `#` on
 * @property {string} script     Python that makes the same model
 */

/**
 * @typedef {object} TrainingOptions
 * @property {number[][]} points
 * @property {number[]} classes
 * @property {FeaturesToTell} features
 * @property {number} hidden   0 to 16 neurons
 * @property {number} epochs   1 to 20000
 * @property {number} rate     learning rate, above 0
 * @property {number} seed     0 to 2^32 - 1
 */

/**
 * @typedef {object} ShadeWish
 * @property {number} frame    which of the model's frames
 * @property {number} width    places across
 * @property {number} height
 * @property {number} third    what a third input is held at, 0 to 1
 */

/**
 * How sure a model is everywhere on the square of its first two inputs.
 * @typedef {object} Shade
 * @property {number} width
 * @property {number} height
 * @property {Uint8Array<ArrayBuffer>} bytes   probabilities of class 1, 0 to 255, upper row first
 * @property {([number, number, number, number] | null)[]} lines   where each neuron's sum is 0, as
 *   x, y, x, y of its ends, the y upwards; null outside the square
 */

/**
 * @typedef {object} Prediction
 * @property {string[]} told         the inputs in their own units: "Rain chance 0.75"
 * @property {number} probability    of class 1
 * @property {0 | 1} class
 * @property {string} name           of that class
 * @property {number} certainty      the probability of that class
 * @property {string[]} outside      sentences about typed inputs beyond what was learned from
 */

/**
 * What a user's script leaves: a model, and the points it learned from where it did.
 * @typedef {object} LeftByScript
 * @property {Model} model
 * @property {number[][]} points    (N, inputs), 0 to 1
 * @property {number[]} classes     N of 0 and 1
 */

/** @typedef {LoadingEvent | ScriptEvent} NeuronEvent */

/**
 * Calls that cannot be carried out reject with an `Error` whose message can be shown, and leave
 * the model as it was.
 *
 * @typedef {object} NeuronCalls
 * @property {(options: NeuronOptions, listener: (event: NeuronEvent) => void) => Promise<void>} open
 *   Loads Python; rejects with an `Error` whose message can be shown.
 * @property {(name: string) => Promise<Dataset>} example   umbrella, sunscreen, escalate or xor
 * @property {(data: Uint8Array, choice: TableChoice) => Promise<Dataset>} openCsv
 * @property {(data: Uint8Array, label?: string) => Promise<TableColumns>} csvColumns
 *   what there is to choose; a label is suggested if not told
 * @property {(features: FeaturesToTell, hidden: number) => Promise<Model>} begin
 *   a model that has learned nothing
 * @property {(features: FeaturesToTell) => Promise<Model>} describe
 *   gives the model's inputs and classes other names
 * @property {(options: TrainingOptions) => Promise<Model>} train
 * @property {(data: Uint8Array) => Promise<Model>} openPng
 * @property {(link: string) => Promise<Model>} openLink   the end of an address, with `#` or without
 * @property {(wish: ShadeWish) => Promise<Shade>} shade
 * @property {(inputs: number[], frame: number, raw: boolean) => Promise<Prediction>} predict
 *   `raw`: in the features' own units, else 0 to 1
 * @property {(points: number[][], classes: number[]) => Promise<{right: number, count: number}>} evaluate
 *   how many points the pixel gets right
 * @property {() => Promise<{name: string, bytes: Uint8Array<ArrayBuffer>}>} png   the model's file
 * @property {(model: Model) => Promise<Model>} restore   becomes the model of an answer again
 *
 * @typedef {NeuronCalls & ScriptCalls} NeuronWorker   a script's result is a `LeftByScript`
 */

export {};
