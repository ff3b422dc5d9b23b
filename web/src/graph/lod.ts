/**
 * Which labels to draw: all of 2,000 cost 64 ms a frame and nobody can read them.
 *
 * The most important node first; a label that would lie on one already chosen is left out, but
 * nodes that the investigator chose always keep theirs. Font size is one of five classes, because
 * a size computed per frame clips the texts.
 */

import type { GraphNode } from "./model";

export const MAX_LABELS = 140;
export const MAX_EDGE_LABELS = 80;
export const FONT_SIZES = [10, 14, 20, 28, 40] as const;

/** Pixels of the screen that texts are kept near. */
const WANTED_SIZE = 12;
const LINE_HEIGHT = 18;
/** Words on edges are a little smaller than names. */
const EDGE_LINE = 14;
export const EDGE_FONT = 0.8;
/** Columns of the screen that labels are looked up by. */
const COLUMN = 160;
/** Smaller nodes are dots that a name may cover. */
const LEAST_RADIUS = 7;
/** Part of a node, from its middle, that no name covers: its letter. */
const CORE = 0.7;

export interface Candidate {
  readonly id: string;
  /** Pixels of the screen. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly importance: number;
  readonly always: boolean;
}

/** Where a name stands: below its node, or above it where there is no room below. */
export type Side = "below" | "above";

/**
 * Nodes whose label is drawn, and on which side.
 *
 * `radius` is half a node in pixels of the screen; a label that would cover another node stands above its own
 * or is left out where nodes are large enough to be read.
 */
export function chooseLabels(
  candidates: readonly Candidate[],
  width: number,
  height: number,
  radius = 0,
): Map<string, Side> {
  const chosen = new Map<string, Side>();
  const columns = new Map<number, Placed[]>();
  const order = [...candidates].sort(
    (a, b) =>
      Number(b.always) - Number(a.always) ||
      b.importance - a.importance ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  const spans = (one: Candidate) => {
    const from = Math.floor((one.x - one.width / 2) / COLUMN);
    const to = Math.floor((one.x + one.width / 2) / COLUMN);
    return Array.from({ length: to - from + 1 }, (_, at) => from + at);
  };
  const bodies = radius < LEAST_RADIUS ? new Map<number, Candidate[]>() : byColumn(candidates);
  const sides: readonly Side[] = radius < LEAST_RADIUS ? ["below"] : ["below", "above"];
  const core = radius * CORE;
  const free = (one: Candidate, middle: number) =>
    spans(one).every(
      (column) =>
        (bodies.get(column) ?? []).every(
          (other) =>
            other === one ||
            Math.abs(other.x - one.x) >= one.width / 2 + core ||
            Math.abs(other.y - middle) >= LINE_HEIGHT / 2 + core,
        ) &&
        (columns.get(column) ?? []).every(
          (other) =>
            Math.abs(other.middle - middle) >= LINE_HEIGHT ||
            Math.abs(other.x - one.x) >= (other.width + one.width) / 2,
        ),
    );
  for (const one of order) {
    if (one.x < 0 || one.y < 0 || one.x > width || one.y > height) continue;
    if (!one.always && chosen.size >= MAX_LABELS) continue;
    // A name that is always there stays where it is looked for; names of districts have two lines.
    const side = one.always ? "below" : sides.find((at) => free(one, middleOf(one, at, radius)));
    if (side === undefined) continue;
    chosen.set(one.id, side);
    const placed = { x: one.x, width: one.width, middle: middleOf(one, side, radius) };
    for (const column of spans(one)) columns.set(column, [...(columns.get(column) ?? []), placed]);
  }
  return chosen;
}

interface Placed {
  readonly x: number;
  readonly width: number;
  readonly middle: number;
}

/** Height of the middle of a name, pixels of the screen. */
function middleOf({ y }: Candidate, side: Side, radius: number): number {
  const away = radius + LINE_HEIGHT / 2;
  return side === "below" ? y + away : y - away;
}

function byColumn(candidates: readonly Candidate[]): Map<number, Candidate[]> {
  const columns = new Map<number, Candidate[]>();
  for (const one of candidates) {
    const column = Math.floor(one.x / COLUMN);
    const held = columns.get(column);
    if (held === undefined) columns.set(column, [one]);
    else held.push(one);
  }
  return columns;
}

/** Pixels that a text takes on the screen: Chinese letters are as wide as they are high. */
export function labelWidth(text: string): number {
  let units = 0;
  for (const letter of text) units += letter > "\u2e7f" ? 1 : 0.56;
  return units * WANTED_SIZE + 6;
}

export interface EdgeCandidate {
  readonly id: string;
  /** Middle of the edge, pixels of the screen. */
  readonly x: number;
  readonly y: number;
  /** Pixels that the text takes. */
  readonly width: number;
  /** Pixels from end to end. */
  readonly length: number;
}

/** Middle and half width and height of what no label of an edge may lie on, pixels of the screen. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly wide: number;
  readonly high: number;
}

/** Boxes of nodes, and of the names of those that have one. */
export function boxesOf(
  candidates: readonly Candidate[],
  named: ReadonlyMap<string, Side>,
  radius: number,
): Box[] {
  return candidates.flatMap((one) => {
    const body = { x: one.x, y: one.y, wide: radius, high: radius };
    const side = named.get(one.id);
    if (side === undefined) return [body];
    const middle = middleOf(one, side, radius);
    return [body, { x: one.x, y: middle, wide: one.width / 2, high: LINE_HEIGHT / 2 }];
  });
}

/** Edges whose label is drawn, the longest on the screen first: short ones have no room, and none lies on another. */
export function chooseEdgeLabels(
  candidates: Iterable<EdgeCandidate>,
  taken: readonly Box[] = [],
  least = 70,
): Set<string> {
  const chosen: EdgeCandidate[] = [];
  const order = [...candidates]
    .filter(({ length }) => length >= least)
    .sort((a, b) => b.length - a.length || (a.id < b.id ? -1 : 1));
  for (const one of order) {
    if (chosen.length === MAX_EDGE_LABELS) break;
    const free = chosen.every(
      (other) =>
        Math.abs(other.y - one.y) >= EDGE_LINE ||
        Math.abs(other.x - one.x) >= (other.width + one.width) / 2,
    );
    const covered = taken.some(
      (box) =>
        Math.abs(box.y - one.y) < box.high + EDGE_LINE / 2 &&
        Math.abs(box.x - one.x) < box.wide + one.width / 2,
    );
    if (free && !covered) chosen.push(one);
  }
  return new Set(chosen.map(({ id }) => id));
}

/** Index into `FONT_SIZES` that keeps texts nearest to 12 pixels on the screen. */
export function fontBand(zoom: number): number {
  const off = FONT_SIZES.map((size) => Math.abs(Math.log((size * zoom) / WANTED_SIZE)));
  return off.indexOf(Math.min(...off));
}

const CLASS_WEIGHT = { A: 0, B: 1, C: 4, D: 8 } as const;

/** Class before degree: an investigator looks for the red ones. */
export function importance(node: GraphNode): number {
  const byClass = node.riskClass === null ? 0 : CLASS_WEIGHT[node.riskClass];
  return byClass + Math.log2(1 + node.degree) + (node.kind === "enterprise" ? 3 : 0);
}
