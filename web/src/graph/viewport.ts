/** Where the picture lies on the screen, and how it is drawn while it moves. */

import type { Core } from "cytoscape";
import type { Point } from "./model";

/** A small picture is not blown up. */
const MOST_ZOOM = 1.15;
const LEAST_ZOOM = 0.04;
/** Pixels of the screen between the picture and its edge: half a node, its name and air. */
const MARGIN = 52;
/** Above so many nodes a drag moves the picture as it is and draws it again at its end. */
const LARGE = 600;

/** The view with all points in it, in the middle; null without points. */
export function fitted(
  points: readonly Point[],
  width: number,
  height: number,
): { zoom: number; pan: Point } | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  if (points.length === 0 || width <= 0 || height <= 0) return null;
  const wide = Math.max(width - 2 * MARGIN, width / 2) / Math.max(right - left, 1);
  const high = Math.max(height - 2 * MARGIN, height / 2) / Math.max(bottom - top, 1);
  const zoom = Math.max(Math.min(wide, high, MOST_ZOOM), LEAST_ZOOM);
  return {
    zoom,
    pan: {
      x: width / 2 - (zoom * (left + right)) / 2,
      y: height / 2 - (zoom * (top + bottom)) / 2,
    },
  };
}

/** Cytoscape takes this choice only when it is made, before it is known how large the picture is. */
export function drawAsOnePicture(cy: Core, nodes: number): void {
  const { renderer } = cy as unknown as { renderer?: () => { textureOnViewport?: boolean } };
  const drawing = renderer?.call(cy);
  if (drawing !== undefined) drawing.textureOnViewport = nodes > LARGE;
}
