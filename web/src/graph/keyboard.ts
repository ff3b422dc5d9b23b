/** Keys of the canvas: arrows walk along ties to the node that lies most in that direction. */

import { type GraphEdge, otherEnd, type Point } from "./model";

export type Direction = "left" | "right" | "up" | "down";

export type KeyStep =
  | { readonly does: "walk"; readonly to: Direction }
  | { readonly does: "expand" | "collapse" | "pin" | "undo" | "redo" | "fit" | "leave" };

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** What a key does on the canvas; null leaves it to the browser. */
export function keyStep(pressed: Pressed): KeyStep | null {
  const { key } = pressed;
  if (pressed.altKey) return null;
  if (pressed.ctrlKey || pressed.metaKey) {
    if (key.toLowerCase() === "z") return { does: pressed.shiftKey ? "redo" : "undo" };
    return key.toLowerCase() === "y" ? { does: "redo" } : null;
  }
  const to = ARROWS[key];
  if (to !== undefined) return { does: "walk", to };
  if (key === "Enter") return { does: "expand" };
  if (key === "Delete") return { does: "collapse" };
  if (key === "p" || key === "P") return { does: "pin" };
  if (key === "0") return { does: "fit" };
  return key === "Escape" ? { does: "leave" } : null;
}

const VECTOR: Readonly<Record<Direction, Point>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/** Neighbour within 75 degrees of the direction, the straightest and nearest first; null if none. */
export function walk(
  from: string,
  to: Direction,
  edges: Iterable<GraphEdge>,
  pos: ReadonlyMap<string, Point>,
): string | null {
  const here = pos.get(from);
  if (here === undefined) return null;
  const way = VECTOR[to];
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const edge of edges) {
    if (edge.source !== from && edge.target !== from) continue;
    const other = otherEnd(edge, from);
    const there = pos.get(other);
    if (there === undefined || other === from) continue;
    const [dx, dy] = [there.x - here.x, there.y - here.y];
    const length = Math.hypot(dx, dy) || 1;
    const straight = (dx * way.x + dy * way.y) / length;
    if (straight < 0.26) continue;
    const cost = length / straight ** 2;
    if (cost < least || (cost === least && best !== null && other < best)) {
      least = cost;
      best = other;
    }
  }
  return best;
}
