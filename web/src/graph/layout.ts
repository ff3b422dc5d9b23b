/** Places of nodes: forces for a network, rings by hop, a tree from the centre. All are deterministic. */

import { type Bodies, settle } from "./forces";
import { adjacency, type GraphEdge, hopsFrom, otherEnd, type Point } from "./model";

export interface ForceRequest {
  /** Number of nodes; the nodes themselves are rows 0 to count - 1. */
  readonly count: number;
  /** Pairs of rows, one pair an edge. */
  readonly links: Int32Array;
  /** x, y by row; NaN where a node has no place yet. */
  readonly start: Float32Array;
  /** 0 free, 1 keeps near its place, 2 does not move. */
  readonly hold: Uint8Array;
}

const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const SPACING = 26;
/** A picture as small as this has room for a name under every node. */
const SMALL = 150;
const ROOM_FOR_A_NAME = 74;
/** A picture as large as this is cooled faster: it is read as a whole, not node by node. */
const LARGE = 800;

/** Runs the forces to rest and returns x, y by row. */
export function runForce(request: ForceRequest): Float32Array {
  const { count, links, hold } = request;
  const degree = new Uint32Array(count);
  for (const row of links) degree[row] = (degree[row] ?? 0) + 1;
  const bodies = seeded(request);
  const fewer = Float64Array.from({ length: links.length / 2 }, (_, tie) =>
    Math.min(degree[links[2 * tie] ?? 0] ?? 1, degree[links[2 * tie + 1] ?? 0] ?? 1),
  );
  const springs = {
    links,
    length: fewer.map((ties) => 46 + 9 * Math.sqrt(Math.min(ties, 60))),
    strength: fewer.map((ties) => 1 / Math.max(1, Math.min(ties, 12))),
  };
  const settled = hold.some((one) => one > 0);
  settle(bodies, springs, {
    from: settled ? 0.5 : 1,
    decay: count > LARGE ? 0.075 : 0.028,
    apart: count > SMALL ? 2 * SPACING : ROOM_FOR_A_NAME,
  });
  const places = new Float32Array(2 * count);
  for (let row = 0; row < count; row += 1) {
    places[2 * row] = bodies.x[row] ?? 0;
    places[2 * row + 1] = bodies.y[row] ?? 0;
  }
  return places;
}

/** Nodes with a place keep it; new ones start round a neighbour that has one, or on a spiral. */
function seeded({ count, links, start, hold }: ForceRequest): Bodies {
  const near = new Map<number, number>();
  const known = (row: number) => !Number.isNaN(start[2 * row] ?? Number.NaN);
  for (let at = 0; at + 1 < links.length; at += 2) {
    const [a, b] = [links[at] ?? 0, links[at + 1] ?? 0];
    if (known(a) && !known(b) && !near.has(b)) near.set(b, a);
    if (known(b) && !known(a) && !near.has(a)) near.set(a, b);
  }
  const bodies: Bodies = {
    x: new Float64Array(count),
    y: new Float64Array(count),
    homeX: new Float64Array(count),
    homeY: new Float64Array(count),
    pull: new Float64Array(count).fill(0.035),
    fixed: hold.map((one) => Number(one === 2)),
  };
  for (let row = 0; row < count; row += 1) {
    const angle = row * GOLDEN_ANGLE;
    const parent = near.get(row);
    const from = known(row) ? row : parent;
    const apart = from === row ? 0 : from === undefined ? SPACING * Math.sqrt(0.5 + row) : 60;
    bodies.x[row] = (from === undefined ? 0 : (start[2 * from] ?? 0)) + apart * Math.cos(angle);
    bodies.y[row] = (from === undefined ? 0 : (start[2 * from + 1] ?? 0)) + apart * Math.sin(angle);
    if (known(row) && hold[row] === 1) {
      bodies.homeX[row] = bodies.x[row] ?? 0;
      bodies.homeY[row] = bodies.y[row] ?? 0;
      bodies.pull[row] = 0.5;
    }
  }
  return bodies;
}

/** Parent of every node but the roots on a shortest way, and the nodes of each hop in that order. */
function ranks(
  ids: readonly string[],
  edges: readonly GraphEdge[],
  roots: readonly string[],
): string[][] {
  const near = adjacency(edges);
  const hops = hopsFrom(roots, near);
  const present = new Set(ids);
  const levels: string[][] = [roots.filter((id) => present.has(id))];
  const placed = new Set(levels[0]);
  while ((levels.at(-1)?.length ?? 0) > 0) {
    const next: string[] = [];
    for (const id of levels.at(-1) ?? []) {
      const children = (near.get(id) ?? []).map((edge) => otherEnd(edge, id)).sort();
      for (const child of children) {
        if (present.has(child) && !placed.has(child) && (hops.get(child) ?? 0) === levels.length) {
          placed.add(child);
          next.push(child);
        }
      }
    }
    levels.push(next);
  }
  levels.pop();
  const left = ids.filter((id) => !placed.has(id));
  return left.length > 0 ? [...levels, left] : levels;
}

const RING_STEP = 95;
const RING_ROOM = 64;

/** Rings by hop, children beside their parent; a hop with many nodes takes several rings. */
export function rings(
  ids: readonly string[],
  edges: readonly GraphEdge[],
  roots: readonly string[],
): Map<string, Point> {
  const places = new Map<string, Point>();
  let radius = 0;
  for (const [hop, level] of ranks(ids, edges, roots).entries()) {
    if (hop === 0 && level.length === 1) {
      places.set(level[0] ?? "", { x: 0, y: 0 });
      continue;
    }
    const wanted = (level.length * RING_ROOM) / (2 * Math.PI);
    radius += RING_STEP;
    // n sub-rings from `radius` on hold the level if their circumferences together do.
    let sub = 1;
    while (sub * radius + (RING_STEP * 0.6 * sub * (sub - 1)) / 2 < wanted) sub += 1;
    for (const [at, id] of level.entries()) {
      const angle = (2 * Math.PI * at) / level.length - Math.PI / 2;
      const own = radius + (at % sub) * RING_STEP * 0.6;
      places.set(id, { x: own * Math.cos(angle), y: own * Math.sin(angle) });
    }
    radius += (sub - 1) * RING_STEP * 0.6;
  }
  return places;
}

const ROW_STEP = 120;
const ROW_ROOM = 92;
const ROW_MOST = 24;

/** Rows by hop under the roots; a long row is folded. */
export function rows(
  ids: readonly string[],
  edges: readonly GraphEdge[],
  roots: readonly string[],
): Map<string, Point> {
  const places = new Map<string, Point>();
  let y = 0;
  for (const level of ranks(ids, edges, roots)) {
    for (let first = 0; first < level.length; first += ROW_MOST) {
      const row = level.slice(first, first + ROW_MOST);
      for (const [at, id] of row.entries())
        places.set(id, { x: (at - (row.length - 1) / 2) * ROW_ROOM, y });
      y += first + ROW_MOST < level.length ? ROW_STEP / 2 : ROW_STEP;
    }
  }
  return places;
}
