// @ts-check
/** What is drawn over the shades: points, lines, the crosshair. */

/** @typedef {import('./board.js').Board} Board */
/** @typedef {import('../worker/protocol.js').Shade} Shade */

/**
 * @typedef {object} Marks
 * @property {Board} board
 * @property {Shade['lines']} lines
 * @property {boolean} hidden        the lines are hidden neurons'
 * @property {number} third          what a third input is held at
 * @property {number[] | null} crosshair   0 to 1
 * @property {number | null} held    the point that is being moved
 * @property {number} margin         device pixels around the square
 */

/** Points differ in shape as well as in colour: a disc and a diamond, in pixels. */
const SHAPES = [
  ['..###..', '.#####.', '#######', '#######', '#######', '.#####.', '..###..'],
  [
    '....#....',
    '...###...',
    '..#####..',
    '.#######.',
    '#########',
    '.#######.',
    '..#####..',
    '...###...',
    '....#....',
  ],
];
/** Of a shape's pixels, so many would fill the square from side to side, within these CSS pixels */
const ACROSS = 300;
const CELL = { least: 1.5, most: 2.4 };
/** From the slice of a third input, points fade until here */
const FAR = 0.5;
/** Where the points of a model of one input stand, by class */
const HEIGHTS = [0.35, 0.65];

/** @param {number[]} point @param {number} kind @returns {[number, number]} on the square */
export function placeOf(point, kind) {
  return [point[0], point.length > 1 ? point[1] : HEIGHTS[kind]];
}

/** @param {number} kind @param {number} cell @returns {Path2D} around 0, 0 */
function shapePath(kind, cell) {
  const path = new Path2D();
  const rows = SHAPES[kind];
  const corner = (-rows.length * cell) / 2;
  for (const [y, row] of rows.entries()) {
    const first = row.indexOf('#');
    const width = row.lastIndexOf('#') - first + 1;
    path.rect(corner + first * cell, corner + y * cell, width * cell, cell);
  }
  return path;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {(property: string) => string} style   of a custom property
 * @param {number} ratio    device pixels per CSS pixel
 * @param {Marks} marks
 */
export function drawMarks(context, style, ratio, marks) {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  const side = width - 2 * marks.margin;
  const at = (/** @type {number} */ x, /** @type {number} */ y) =>
    /** @type {const} */ ([
      marks.margin + Math.round(x * side),
      marks.margin + Math.round((1 - y) * side),
    ]);
  drawLines(context, style, ratio, marks, at);
  drawPoints(context, style, ratio, marks, at);
  if (marks.crosshair)
    drawCrosshair(context, style, ratio, at(marks.crosshair[0], marks.crosshair[1] ?? 0.5));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {(property: string) => string} style
 * @param {number} ratio
 * @param {Marks} marks
 * @param {(x: number, y: number) => readonly [number, number]} at
 */
function drawLines(context, style, ratio, { lines, hidden }, at) {
  for (const [index, line] of lines.entries()) {
    if (!line) continue;
    const [x0, y0, x1, y1] = line;
    context.beginPath();
    context.moveTo(...at(x0, y0));
    context.lineTo(...at(x1, y1));
    context.setLineDash(hidden ? [8 * ratio, 6 * ratio] : []);
    strokeOutlined(context, style, ratio);
    context.setLineDash([]);
    if (hidden)
      drawLabel(
        context,
        style,
        ratio,
        `${index + 1}`,
        at(x0 + (x1 - x0) * 0.08, y0 + (y1 - y0) * 0.08),
      );
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {(property: string) => string} style
 * @param {number} ratio
 * @param {string} text
 * @param {readonly [number, number]} place
 */
function drawLabel(context, style, ratio, text, [x, y]) {
  const side = 20 * ratio;
  context.fillStyle = style('--ink');
  context.fillRect(x - side / 2, y - side / 2, side, side);
  context.fillStyle = style('--ground');
  context.font = `700 ${14 * ratio}px ${style('--text-face')}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, x, y + ratio);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {(property: string) => string} style
 * @param {number} ratio
 * @param {Marks} marks
 * @param {(x: number, y: number) => readonly [number, number]} at
 */
function drawPoints(context, style, ratio, { board, third, held, margin }, at) {
  const side = (context.canvas.width - 2 * margin) / ratio;
  const cell = Math.round(Math.min(Math.max(side / ACROSS, CELL.least), CELL.most) * ratio);
  const paths = [0, 1].map((kind) => shapePath(kind, cell));
  const colours = [style('--class-0'), style('--class-1')];
  const outline = style('--ground');
  for (const [index, point] of board.points.entries()) {
    const kind = board.classes[index];
    const away = point.length > 2 ? Math.abs(point[2] - third) : 0;
    context.save();
    context.globalAlpha = Math.max(0.15, 1 - away / FAR);
    context.translate(...at(...placeOf(point, kind)));
    context.strokeStyle = outline;
    context.lineWidth = 3 * ratio;
    context.stroke(paths[kind]);
    context.fillStyle = colours[kind];
    context.fill(paths[kind]);
    if (index === held) {
      context.strokeStyle = style('--ink');
      context.lineWidth = 2 * ratio;
      context.strokeRect(-12 * ratio, -12 * ratio, 24 * ratio, 24 * ratio);
    }
    context.restore();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {(property: string) => string} style
 * @param {number} ratio
 * @param {readonly [number, number]} place
 */
function drawCrosshair(context, style, ratio, [x, y]) {
  const [near, far] = [10 * ratio, 22 * ratio];
  context.beginPath();
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ]) {
    context.moveTo(x + dx * near, y + dy * near);
    context.lineTo(x + dx * far, y + dy * far);
  }
  strokeOutlined(context, style, ratio);
}

/**
 * Strokes the path in ink with an edge of ground, to be seen on every shade.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {(property: string) => string} style
 * @param {number} ratio
 */
function strokeOutlined(context, style, ratio) {
  for (const [colour, wide] of /** @type {const} */ ([
    ['--ground', 5],
    ['--ink', 2],
  ])) {
    context.strokeStyle = style(colour);
    context.lineWidth = wide * ratio;
    context.stroke();
  }
}
