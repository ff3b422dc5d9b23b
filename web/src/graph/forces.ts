/**
 * Forces between nodes on plain arrays: springs, repulsion, a pull to a place of one's own, no overlap.
 *
 * The model is that of d3-force (velocity Verlet; the strengths mean the same), but repulsion is counted
 * exactly only between neighbouring cells of a grid and by the middle of a cell farther out. Two thousand
 * nodes take less than half of what a quadtree takes, and the order of all sums is fixed: the same places each time.
 */

export interface Bodies {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Place a body is pulled to, and how strongly, 0 to 1. */
  readonly homeX: Float64Array;
  readonly homeY: Float64Array;
  readonly pull: Float64Array;
  /** 1 for a body that does not move. */
  readonly fixed: Uint8Array;
}

export interface Springs {
  /** Rows of the two ends, pair by pair. */
  readonly links: Int32Array;
  readonly length: Float64Array;
  readonly strength: Float64Array;
}

export interface Rules {
  readonly from: number;
  /** Share of the heat that a step takes away. */
  readonly decay: number;
  /** Pixels between two bodies; also the least width of a cell, so that what touches is in neighbouring cells. */
  readonly apart: number;
}

const COLDEST = 0.001;
const FRICTION = 0.6;
const REPULSION = -190;
const FARTHEST = 900;
/** Cells a side at most: far repulsion costs bodies times cells that hold any. */
const MOST_CELLS = 16;

/** Moves the bodies until they are cold; their places are changed in place. */
export function settle(bodies: Bodies, springs: Springs, { from, decay, apart }: Rules): void {
  const count = bodies.x.length;
  if (count === 0) return;
  const vx = new Float64Array(count);
  const vy = new Float64Array(count);
  const bias = biases(springs.links, count);
  const grid = new Grid(count, apart);
  for (let heat = from * (1 - decay); heat >= COLDEST; heat *= 1 - decay) {
    stretch(bodies, springs, bias, vx, vy, heat);
    grid.fill(bodies);
    repel(bodies, grid, vx, vy, heat);
    for (let row = 0; row < count; row += 1) {
      const pull = at(bodies.pull, row) * heat;
      vx[row] = at(vx, row) + (at(bodies.homeX, row) - at(bodies.x, row)) * pull;
      vy[row] = at(vy, row) + (at(bodies.homeY, row) - at(bodies.y, row)) * pull;
    }
    part(bodies, grid, vx, vy);
    for (let row = 0; row < count; row += 1) {
      if (bodies.fixed[row] === 1) {
        vx[row] = 0;
        vy[row] = 0;
        continue;
      }
      vx[row] = at(vx, row) * FRICTION;
      vy[row] = at(vy, row) * FRICTION;
      bodies.x[row] = at(bodies.x, row) + at(vx, row);
      bodies.y[row] = at(bodies.y, row) + at(vy, row);
    }
  }
}

function at(values: Float64Array, row: number): number {
  return values[row] as number;
}

/** Share of a spring's move that its second end takes: the one with fewer ties moves more. */
function biases(links: Int32Array, count: number): Float64Array {
  const degree = new Float64Array(count);
  for (const row of links) degree[row] = at(degree, row) + 1;
  return Float64Array.from({ length: links.length / 2 }, (_, tie) => {
    const [a, b] = [at(degree, links[2 * tie] as number), at(degree, links[2 * tie + 1] as number)];
    return a / (a + b);
  });
}

function stretch(
  { x, y }: Bodies,
  { links, length, strength }: Springs,
  bias: Float64Array,
  vx: Float64Array,
  vy: Float64Array,
  heat: number,
): void {
  for (let tie = 0; tie < bias.length; tie += 1) {
    const a = links[2 * tie] as number;
    const b = links[2 * tie + 1] as number;
    if (a === b) continue;
    const wide = at(x, b) + at(vx, b) - at(x, a) - at(vx, a) || tiny(a, b);
    const high = at(y, b) + at(vy, b) - at(y, a) - at(vy, a) || tiny(b, a);
    const long = Math.sqrt(wide * wide + high * high);
    const by = ((long - at(length, tie)) / long) * heat * at(strength, tie);
    const share = at(bias, tie);
    vx[b] = at(vx, b) - wide * by * share;
    vy[b] = at(vy, b) - high * by * share;
    vx[a] = at(vx, a) + wide * by * (1 - share);
    vy[a] = at(vy, a) + high * by * (1 - share);
  }
}

/** Parts two bodies in the same place, always the same way. */
function tiny(a: number, b: number): number {
  return a < b ? 1e-3 : -1e-3;
}

/** Square cells over the picture; bodies sorted by cell, and the middle of each cell that holds any. */
export class Grid {
  across = 1;
  down = 1;
  /** First place in `order` of each cell, and one more. */
  first = new Int32Array(1);
  readonly order: Int32Array;
  readonly cell: Int32Array;
  /** Number of cells that hold a body; the arrays below have a row for each. */
  full = 0;
  readonly column: Float64Array;
  readonly line: Float64Array;
  readonly held: Float64Array;
  readonly middleX: Float64Array;
  readonly middleY: Float64Array;

  constructor(
    count: number,
    readonly apart: number,
  ) {
    this.order = new Int32Array(count);
    this.cell = new Int32Array(count);
    this.column = new Float64Array(count);
    this.line = new Float64Array(count);
    this.held = new Float64Array(count);
    this.middleX = new Float64Array(count);
    this.middleY = new Float64Array(count);
  }

  fill({ x, y }: Bodies): void {
    const [left, right] = ends(x);
    const [top, bottom] = ends(y);
    const side =
      Math.max(this.apart, (right - left) / MOST_CELLS, (bottom - top) / MOST_CELLS) + 1e-9;
    this.across = Math.floor((right - left) / side) + 1;
    this.down = Math.floor((bottom - top) / side) + 1;
    const { order, cell, across } = this;
    const first = new Int32Array(across * this.down + 1);
    for (let row = 0; row < x.length; row += 1) {
      const line = Math.floor((at(y, row) - top) / side);
      const own = line * across + Math.floor((at(x, row) - left) / side);
      cell[row] = own;
      first[own + 1] = (first[own + 1] as number) + 1;
    }
    for (let one = 1; one < first.length; one += 1)
      first[one] = (first[one] as number) + (first[one - 1] as number);
    const next = first.slice();
    for (let row = 0; row < x.length; row += 1) {
      const own = cell[row] as number;
      order[next[own] as number] = row;
      next[own] = (next[own] as number) + 1;
    }
    this.first = first;
    this.weigh(x, y);
  }

  private weigh(x: Float64Array, y: Float64Array): void {
    this.full = 0;
    for (let own = 0; own + 1 < this.first.length; own += 1) {
      const from = this.first[own] as number;
      const to = this.first[own + 1] as number;
      if (from === to) continue;
      let [sumX, sumY] = [0, 0];
      for (let place = from; place < to; place += 1) {
        sumX += at(x, this.order[place] as number);
        sumY += at(y, this.order[place] as number);
      }
      this.column[this.full] = own % this.across;
      this.line[this.full] = Math.floor(own / this.across);
      this.held[this.full] = to - from;
      this.middleX[this.full] = sumX / (to - from);
      this.middleY[this.full] = sumY / (to - from);
      this.full += 1;
    }
  }

  /** Calls with every pair of bodies in the same or in neighbouring cells, once. */
  pairs(each: (a: number, b: number) => void): void {
    const { across, down, first, order } = this;
    for (let cell = 0; cell < across * down; cell += 1) {
      const from = first[cell] as number;
      const to = first[cell + 1] as number;
      if (from === to) continue;
      const column = cell % across;
      for (const next of [cell, cell + 1, cell + across - 1, cell + across, cell + across + 1]) {
        if (next >= across * down || Math.abs((next % across) - column) > 1) continue;
        const begin = first[next] as number;
        const end = first[next + 1] as number;
        for (let one = from; one < to; one += 1)
          for (let two = next === cell ? one + 1 : begin; two < end; two += 1)
            each(order[one] as number, order[two] as number);
      }
    }
  }
}

function ends(values: Float64Array): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

function repel(bodies: Bodies, grid: Grid, vx: Float64Array, vy: Float64Array, heat: number): void {
  const { x, y } = bodies;
  const by = REPULSION * heat;
  const farthest = FARTHEST * FARTHEST;
  grid.pairs((a, b) => {
    const wide = at(x, b) - at(x, a) || tiny(a, b);
    const high = at(y, b) - at(y, a) || tiny(b, a);
    const square = wide * wide + high * high;
    const weight = by / (square < 1 ? Math.sqrt(square) : square);
    vx[a] = at(vx, a) + wide * weight;
    vy[a] = at(vy, a) + high * weight;
    vx[b] = at(vx, b) - wide * weight;
    vy[b] = at(vy, b) - high * weight;
  });
  const { across, cell, full } = grid;
  for (let row = 0; row < x.length; row += 1) {
    const own = cell[row] as number;
    const column = own % across;
    const line = Math.floor(own / across);
    const ownX = at(x, row);
    const ownY = at(y, row);
    let dx = 0;
    let dy = 0;
    for (let one = 0; one < full; one += 1) {
      const side = at(grid.column, one) - column;
      const rise = at(grid.line, one) - line;
      if (side >= -1 && side <= 1 && rise >= -1 && rise <= 1) continue;
      const wide = at(grid.middleX, one) - ownX;
      const high = at(grid.middleY, one) - ownY;
      const square = wide * wide + high * high;
      if (square > farthest) continue;
      const weight = at(grid.held, one) / square;
      dx += wide * weight;
      dy += high * weight;
    }
    vx[row] = at(vx, row) + dx * by;
    vy[row] = at(vy, row) + dy * by;
  }
}

/** Bodies nearer than they may be are pushed off each other. */
function part({ x, y }: Bodies, grid: Grid, vx: Float64Array, vy: Float64Array): void {
  const { apart } = grid;
  grid.pairs((a, b) => {
    const wide = at(x, a) + at(vx, a) - at(x, b) - at(vx, b) || tiny(a, b);
    const high = at(y, a) + at(vy, a) - at(y, b) - at(vy, b) || tiny(b, a);
    const square = wide * wide + high * high;
    if (square >= apart * apart) return;
    const long = Math.sqrt(square);
    const by = (apart - long) / long / 2;
    vx[a] = at(vx, a) + wide * by;
    vy[a] = at(vy, a) + high * by;
    vx[b] = at(vx, b) - wide * by;
    vy[b] = at(vy, b) - high * by;
  });
}
