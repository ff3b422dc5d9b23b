/** Brings the graph library from what it holds to what is wanted, by difference. */

import type { Core, ElementDefinition } from "cytoscape";
import type { Look } from "./elements";
import { FONT_SIZES } from "./lod";
import type { Point } from "./model";

export interface NodeMark extends Look {
  readonly importance: number;
  readonly always: boolean;
}

export interface EdgeMark extends Look {
  readonly source: string;
  readonly target: string;
}

/** What is drawn differently for a while. */
export interface Marks {
  readonly chosen: string | null;
  /** Nodes and edges that stay bright; null dims nothing. */
  readonly bright: ReadonlySet<string> | null;
  /** Edges of the way to show bold. */
  readonly way: ReadonlySet<string>;
}

const TRANSIENT = new Set([
  "labelled",
  "above",
  "dim",
  "chosen",
  "way",
  ...FONT_SIZES.map((_, band) => `font-${band}`),
]);

export function update(
  cy: Core,
  nodes: readonly NodeMark[],
  edges: readonly EdgeMark[],
  pos: ReadonlyMap<string, Point>,
): void {
  const held = new Set(cy.elements().map((element) => element.id()));
  cy.batch(() => {
    if (held.size > 0) removeOthers(cy, new Set([...nodes, ...edges].map((one) => one.id)));
    const added: ElementDefinition[] = [];
    for (const one of nodes) {
      const point = pos.get(one.id);
      if (point === undefined) continue;
      const { id, label, classes } = one;
      if (!held.has(id)) {
        const position = { ...point };
        added.push({ group: "nodes", data: { id, label }, position, classes: [...classes] });
        continue;
      }
      const element = cy.getElementById(id);
      refresh(element, one);
      const { x, y } = element.position();
      if (x !== point.x || y !== point.y) element.position({ ...point });
    }
    for (const one of edges) {
      if (!pos.has(one.source) || !pos.has(one.target)) continue;
      const { id, label, source, target, classes } = one;
      if (held.has(id)) refresh(cy.getElementById(id), one);
      else
        added.push({
          group: "edges",
          data: { id, label, source, target },
          classes: [...classes],
        });
    }
    cy.add(added);
  });
}

function removeOthers(cy: Core, wanted: ReadonlySet<string>): void {
  cy.elements()
    .filter((element) => !wanted.has(element.id()))
    .remove();
}

function refresh(element: ReturnType<Core["getElementById"]>, look: Look): void {
  if (element.data("label") !== look.label) element.data("label", look.label);
  const held = element.classes() as unknown as string[];
  const wanted = [...look.classes, ...held.filter((one) => TRANSIENT.has(one))];
  if (held.length !== wanted.length || wanted.some((one) => !element.hasClass(one)))
    element.classes(wanted);
}

export function mark(cy: Core, { chosen, bright, way }: Marks): void {
  const plain = chosen === null && bright === null && way.size === 0;
  cy.batch(() => {
    (plain ? cy.elements(".dim, .chosen, .way") : cy.elements()).forEach((element) => {
      const id = element.id();
      const flags: [string, boolean][] = [
        ["dim", bright !== null && !bright.has(id)],
        ["chosen", id === chosen],
        ["way", way.has(id)],
      ];
      for (const [name, on] of flags) {
        if (element.hasClass(name) !== on) element.toggleClass(name, on);
      }
    });
  });
}
