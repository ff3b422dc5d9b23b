/**
 * Which labels to draw: all of 2,000 cost 64 ms a frame and nobody can read them.
 *
 * One label to a cell of the screen, the most important node first; nodes that the investigator
 * chose always keep theirs. Font size is one of five classes, because a size computed per frame
 * clips the texts.
 */

import type { GraphNode } from "./model";

export const CELL_WIDTH = 130;
export const CELL_HEIGHT = 36;
export const MAX_EDGE_LABELS = 80;
export const FONT_SIZES = [10, 14, 20, 28, 40] as const;

export interface Candidate {
  readonly id: string;
  /** Pixels of the screen. */
  readonly x: number;
  readonly y: number;
  readonly importance: number;
  readonly always: boolean;
}

/** Ids of the nodes whose label is drawn. */
export function chooseLabels(
  candidates: readonly Candidate[],
  width: number,
  height: number,
): Set<string> {
  const chosen = new Set<string>();
  const taken = new Set<string>();
  const order = [...candidates].sort(
    (a, b) =>
      Number(b.always) - Number(a.always) ||
      b.importance - a.importance ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  for (const one of order) {
    if (one.x < 0 || one.y < 0 || one.x > width || one.y > height) continue;
    const cell = `${Math.floor(one.x / CELL_WIDTH)},${Math.floor(one.y / CELL_HEIGHT)}`;
    if (!one.always && taken.has(cell)) continue;
    taken.add(cell);
    chosen.add(one.id);
  }
  return chosen;
}

/** Edges whose label is drawn, the longest on the screen first: short ones have no room. */
export function chooseEdgeLabels(
  lengths: Iterable<readonly [string, number]>,
  least = 70,
): Set<string> {
  return new Set(
    [...lengths]
      .filter(([, length]) => length >= least)
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, MAX_EDGE_LABELS)
      .map(([id]) => id),
  );
}

/** Index into `FONT_SIZES` that keeps texts near 12 pixels on the screen. */
export function fontBand(zoom: number): number {
  const wanted = 12 / zoom;
  const found = FONT_SIZES.findIndex((size) => size >= wanted);
  return found === -1 ? FONT_SIZES.length - 1 : found;
}

const CLASS_WEIGHT = { A: 0, B: 1, C: 4, D: 8 } as const;

/** Class before degree: an investigator looks for the red ones. */
export function importance(node: GraphNode): number {
  const byClass = node.riskClass === null ? 0 : CLASS_WEIGHT[node.riskClass];
  return byClass + Math.log2(1 + node.degree) + (node.kind === "enterprise" ? 1 : 0);
}
