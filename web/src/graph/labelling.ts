/** Puts labels on the drawn elements: when the pointer is up and the picture has stood still for a moment. */

import type { Core } from "cytoscape";
import type { EdgeMark, NodeMark } from "./difference";
import {
  type Box,
  boxesOf,
  chooseEdgeLabels,
  chooseLabels,
  EDGE_FONT,
  type EdgeCandidate,
  FONT_SIZES,
  fontBand,
  labelWidth,
  type Side,
} from "./lod";
import type { Point } from "./model";

/** What the labels are chosen from. */
export interface Labelled {
  readonly nodes: readonly NodeMark[];
  readonly edges: readonly EdgeMark[];
  readonly pos: ReadonlyMap<string, Point>;
  readonly bright: ReadonlySet<string> | null;
}

const IDLE_MS = 120;
/** Below this zoom there is no room for a word on an edge. */
const LEAST_EDGE_ZOOM = 0.55;
/** Pixels of the picture. */
const HALF_A_NODE = 15;
const FONT_CLASSES = FONT_SIZES.map((_, band) => `font-${band}`).join(" ");

export function labelsWhenIdle(
  cy: Core,
  latest: () => Labelled,
): { now: () => void; soon: () => void; stop: () => void } {
  let timer: number | undefined;
  let down = false;
  const soon = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => (down ? soon() : label(cy, latest())), IDLE_MS);
  };
  cy.on("tapstart", () => {
    down = true;
  });
  cy.on("tapend", () => {
    down = false;
  });
  cy.on("viewport resize", soon);
  const now = () => label(cy, latest());
  return { now, soon, stop: () => window.clearTimeout(timer) };
}

function label(cy: Core, { nodes, edges, pos, bright }: Labelled): void {
  const zoom = cy.zoom();
  const pan = cy.pan();
  const candidates = nodes.flatMap((one) => {
    const point = pos.get(one.id);
    if (point === undefined || (bright !== null && !bright.has(one.id))) return [];
    const x = point.x * zoom + pan.x;
    const y = point.y * zoom + pan.y;
    const { id, importance, always } = one;
    return [{ id, x, y, width: labelWidth(one.label), importance, always }];
  });
  const font = `font-${fontBand(zoom)}`;
  cy.batch(() => {
    const radius = HALF_A_NODE * zoom;
    const named = chooseLabels(candidates, cy.width(), cy.height(), radius);
    show(cy, "node", new Set(named.keys()), font);
    raise(cy, named);
    const taken = zoom < LEAST_EDGE_ZOOM ? [] : boxesOf(candidates, named, radius);
    show(cy, "edge", edgesToLabel(cy, edges, pos, bright, taken), font);
  });
}

/** Takes labels off the elements that lose them and gives them to those that have none. */
function show(cy: Core, group: "node" | "edge", chosen: ReadonlySet<string>, font: string): void {
  cy.elements(`${group}.labelled`).forEach((element) => {
    if (!chosen.has(element.id())) element.removeClass("labelled");
  });
  for (const id of chosen) {
    const element = cy.getElementById(id);
    if (element.hasClass("labelled") && element.hasClass(font)) continue;
    element.removeClass(FONT_CLASSES).addClass(`labelled ${font}`);
  }
}

/** Puts names above their nodes where there is no room below. */
function raise(cy: Core, named: ReadonlyMap<string, Side>): void {
  cy.elements("node.above").forEach((element) => {
    if (named.get(element.id()) !== "above") element.removeClass("above");
  });
  for (const [id, side] of named) if (side === "above") cy.getElementById(id).addClass("above");
}

function edgesToLabel(
  cy: Core,
  edges: readonly EdgeMark[],
  pos: ReadonlyMap<string, Point>,
  bright: ReadonlySet<string> | null,
  taken: readonly Box[],
): Set<string> {
  const zoom = cy.zoom();
  const pan = cy.pan();
  if (zoom < LEAST_EDGE_ZOOM) return new Set();
  const { x1, y1, x2, y2 } = cy.extent();
  const candidates: EdgeCandidate[] = [];
  for (const edge of edges) {
    if (edge.label === "" || (bright !== null && !bright.has(edge.id))) continue;
    const [a, b] = [pos.get(edge.source), pos.get(edge.target)];
    if (a === undefined || b === undefined) continue;
    const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
    if (x < x1 || x > x2 || y < y1 || y > y2) continue;
    candidates.push({
      id: edge.id,
      x: x * zoom + pan.x,
      y: y * zoom + pan.y,
      width: labelWidth(edge.label) * EDGE_FONT,
      length: zoom * Math.hypot(a.x - b.x, a.y - b.y),
    });
  }
  return chooseEdgeLabels(candidates, taken);
}
