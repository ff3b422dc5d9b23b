/**
 * The drawing surface. Cytoscape is made once and gets only the difference between two pictures.
 *
 * Invariant: the graph library holds what the props say and nothing else; React owns the state.
 */

import cytoscape, { type Core, type ElementDefinition, type EventObject } from "cytoscape";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import type { Mode } from "../theme";
import type { Look } from "./elements";
import { chooseEdgeLabels, chooseLabels, FONT_SIZES, fontBand, labelWidth } from "./lod";
import type { Point } from "./model";
import { stylesheet } from "./style";

export interface NodeMark extends Look {
  readonly importance: number;
  readonly always: boolean;
}

export interface EdgeMark extends Look {
  readonly source: string;
  readonly target: string;
}

export interface CanvasHandle {
  fit(): void;
  /** Picture of the whole graph as a PNG, with a margin. */
  png(): Promise<Blob>;
  /** Brings a node into view without moving the picture more than needed. */
  reveal(id: string): void;
  core(): Core | null;
}

export interface CanvasProps {
  readonly nodes: readonly NodeMark[];
  readonly edges: readonly EdgeMark[];
  readonly pos: ReadonlyMap<string, Point>;
  readonly chosen: string | null;
  /** Nodes and edges that stay bright; null dims nothing. */
  readonly bright: ReadonlySet<string> | null;
  /** Edges of the way to show bold. */
  readonly way: ReadonlySet<string>;
  readonly mode: Mode;
  readonly onChoose: (id: string | null) => void;
  readonly onExpand: (id: string) => void;
  readonly onDrag: (id: string, point: Point) => void;
  readonly onMoved?: () => void;
  readonly ref?: Ref<CanvasHandle>;
}

const LABEL_IDLE_MS = 120;
const MAX_FIT = 1.15;
const FONT_CLASSES = FONT_SIZES.map((_, band) => `font-${band}`).join(" ");

export function Canvas(props: CanvasProps) {
  const host = useRef<HTMLDivElement>(null);
  const core = useRef<Core | null>(null);
  const latest = useRef(props);
  const relabel = useRef<() => void>(() => undefined);
  latest.current = props;

  useEffect(() => {
    if (host.current === null) return;
    const cy = cytoscape({
      container: host.current,
      style: stylesheet(latest.current.mode),
      minZoom: 0.04,
      maxZoom: 3,
      boxSelectionEnabled: false,
      selectionType: "single",
      pixelRatio: Math.min(window.devicePixelRatio, 2),
      hideEdgesOnViewport: false,
      textureOnViewport: false,
    });
    core.current = cy;
    const idle = labelsWhenIdle(cy, () => latest.current.nodes);
    relabel.current = idle.soon;
    listen(cy, latest);
    return () => {
      idle.stop();
      core.current = null;
      cy.destroy();
    };
  }, []);

  // Style first, then elements, then marks: each only when its own props changed.
  useEffect(() => {
    core.current?.style(stylesheet(props.mode));
  }, [props.mode]);

  useEffect(() => {
    const cy = core.current;
    if (cy === null) return;
    const fresh = cy.elements().empty();
    update(cy, props.nodes, props.edges, props.pos);
    if (fresh && props.pos.size > 0) showAll(cy);
    const { chosen, bright, way } = latest.current;
    mark(cy, chosen, bright, way);
    relabel.current();
  }, [props.nodes, props.edges, props.pos]);

  useEffect(() => {
    const cy = core.current;
    if (cy === null) return;
    mark(cy, props.chosen, props.bright, props.way);
    relabel.current();
  }, [props.chosen, props.bright, props.way]);

  useImperativeHandle(props.ref, () => ({
    fit: () => {
      if (core.current !== null) showAll(core.current);
    },
    png: async () => {
      const made = core.current?.png({
        output: "blob-promise",
        full: true,
        scale: 2,
        maxWidth: 6000,
        maxHeight: 6000,
        bg: latest.current.mode === "dark" ? "#151a21" : "#ffffff",
      });
      return (await made) as unknown as Blob;
    },
    reveal: (id) => reveal(core.current, id),
    core: () => core.current,
  }));

  return (
    <>
      {/* Cytoscape leaves its style element out, which the page's policy refuses, where this id is taken. */}
      <span id="__________cytoscape_stylesheet" hidden />
      <div ref={host} className="graph-canvas" aria-hidden="true" />
    </>
  );
}

/** All of the picture on the screen; a small one is not blown up. */
function showAll(cy: Core): void {
  cy.fit(undefined, 36);
  if (cy.zoom() > MAX_FIT) {
    cy.zoom(MAX_FIT);
    cy.center();
  }
}

function listen(cy: Core, latest: { current: CanvasProps }): void {
  const idOf = (event: EventObject): string => event.target.id() as string;
  cy.on("tap", "node", (event) => latest.current.onChoose(idOf(event)));
  cy.on("tap", (event) => {
    if (event.target === cy) latest.current.onChoose(null);
  });
  cy.on("dbltap", "node", (event) => latest.current.onExpand(idOf(event)));
  cy.on("dragfree", "node", (event) => {
    const { x, y } = event.target.position() as Point;
    latest.current.onDrag(idOf(event), { x, y });
  });
  cy.on("viewport resize", () => latest.current.onMoved?.());
}

/** Labels are chosen anew when the pointer is up and the picture has stood still for a moment. */
function labelsWhenIdle(
  cy: Core,
  nodes: () => readonly NodeMark[],
): { soon: () => void; stop: () => void } {
  let timer: number | undefined;
  let down = false;
  const soon = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => (down ? soon() : label(cy, nodes())), LABEL_IDLE_MS);
  };
  cy.on("tapstart", () => {
    down = true;
  });
  cy.on("tapend", () => {
    down = false;
  });
  cy.on("viewport resize", soon);
  return { soon, stop: () => window.clearTimeout(timer) };
}

function label(cy: Core, nodes: readonly NodeMark[]): void {
  const zoom = cy.zoom();
  const candidates = nodes.flatMap((one) => {
    const element = cy.getElementById(one.id);
    if (element.empty() || element.hasClass("dim")) return [];
    const { x, y } = element.renderedPosition();
    const { id, importance, always } = one;
    return [{ id, x, y, width: labelWidth(one.label), importance, always }];
  });
  const chosen = chooseLabels(candidates, cy.width(), cy.height());
  const font = `font-${fontBand(zoom)}`;
  cy.batch(() => {
    for (const one of nodes) {
      const element = cy.getElementById(one.id);
      if (!chosen.has(one.id)) {
        if (element.hasClass("labelled")) element.removeClass("labelled");
      } else if (!element.hasClass("labelled") || !element.hasClass(font)) {
        element.removeClass(FONT_CLASSES).addClass(`labelled ${font}`);
      }
    }
    labelEdges(cy, zoom);
  });
}

function labelEdges(cy: Core, zoom: number): void {
  const lengths: [string, number][] = [];
  const { x1, y1, x2, y2 } = cy.extent();
  cy.edges().forEach((edge) => {
    if (zoom < 0.55 || edge.hasClass("dim") || edge.data("label") === "") return;
    const [a, b] = [edge.source().position(), edge.target().position()];
    const [mx, my] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
    if (mx < x1 || mx > x2 || my < y1 || my > y2) return;
    lengths.push([edge.id(), zoom * Math.hypot(a.x - b.x, a.y - b.y)]);
  });
  const chosen = chooseEdgeLabels(lengths);
  cy.edges().forEach((edge) => {
    const wanted = chosen.has(edge.id());
    if (edge.hasClass("labelled") !== wanted) edge.toggleClass("labelled", wanted);
  });
}

const TRANSIENT = new Set([
  "labelled",
  "dim",
  "chosen",
  "way",
  ...FONT_SIZES.map((_, band) => `font-${band}`),
]);

/** Brings the library from what it holds to what is wanted, by difference. */
function update(
  cy: Core,
  nodes: readonly NodeMark[],
  edges: readonly EdgeMark[],
  pos: ReadonlyMap<string, Point>,
): void {
  const wanted = new Set([...nodes, ...edges].map((one) => one.id));
  cy.batch(() => {
    cy.elements()
      .filter((element) => !wanted.has(element.id()))
      .remove();
    const added: ElementDefinition[] = [];
    for (const one of nodes) {
      const point = pos.get(one.id);
      if (point === undefined) continue;
      const element = cy.getElementById(one.id);
      if (element.empty()) {
        added.push({
          group: "nodes",
          data: { id: one.id, label: one.label },
          position: { ...point },
          classes: [...one.classes],
        });
        continue;
      }
      refresh(element, one);
      const { x, y } = element.position();
      if (x !== point.x || y !== point.y) element.position({ ...point });
    }
    const placed = (id: string) => pos.has(id);
    for (const one of edges) {
      if (!placed(one.source) || !placed(one.target)) continue;
      const element = cy.getElementById(one.id);
      if (element.nonempty()) refresh(element, one);
      else {
        const { id, label: words, source, target } = one;
        added.push({
          group: "edges",
          data: { id, label: words, source, target },
          classes: [...one.classes],
        });
      }
    }
    cy.add(added);
  });
}

function refresh(element: ReturnType<Core["getElementById"]>, look: Look): void {
  if (element.data("label") !== look.label) element.data("label", look.label);
  const kept = (element.classes() as unknown as string[]).filter((one) => TRANSIENT.has(one));
  const wanted = [...look.classes, ...kept];
  const held = element.classes() as unknown as string[];
  if (held.length !== wanted.length || wanted.some((one) => !element.hasClass(one)))
    element.classes(wanted);
}

function mark(
  cy: Core,
  chosen: string | null,
  bright: ReadonlySet<string> | null,
  way: ReadonlySet<string>,
): void {
  cy.batch(() => {
    cy.elements().forEach((element) => {
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

function reveal(cy: Core | null, id: string): void {
  const element = cy?.getElementById(id);
  if (cy === null || element === undefined || element.empty()) return;
  const { x, y } = element.renderedPosition();
  const margin = 60;
  if (x > margin && y > margin && x < cy.width() - margin && y < cy.height() - margin) return;
  cy.animate({ center: { eles: element }, duration: 120 });
}
