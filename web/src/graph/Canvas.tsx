/**
 * The drawing surface. Cytoscape is made once and gets only the difference between two pictures.
 *
 * Invariant: the graph library holds what the props say and nothing else; React owns the state.
 */

import cytoscape, { type Core, type EventObject } from "cytoscape";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import type { Mode } from "../theme";
import { type EdgeMark, type Marks, mark, type NodeMark, update } from "./difference";
import { labelsWhenIdle } from "./labelling";
import type { Point } from "./model";
import { stylesheet } from "./style";
import { drawAsOnePicture, fitted } from "./viewport";

export interface CanvasHandle {
  fit(): void;
  /** Picture of the whole graph as a PNG, with a margin. */
  png(): Promise<Blob>;
  /** Brings a node into view without moving the picture more than needed. */
  reveal(id: string): void;
  core(): Core | null;
}

export interface CanvasProps extends Marks {
  readonly nodes: readonly NodeMark[];
  readonly edges: readonly EdgeMark[];
  readonly pos: ReadonlyMap<string, Point>;
  readonly mode: Mode;
  readonly onChoose: (id: string | null) => void;
  readonly onExpand: (id: string) => void;
  readonly onDrag: (id: string, point: Point) => void;
  readonly onMoved?: () => void;
  readonly ref?: Ref<CanvasHandle>;
}

export function Canvas(props: CanvasProps) {
  const host = useRef<HTMLDivElement>(null);
  const core = useRef<Core | null>(null);
  const latest = useRef(props);
  const labels = useRef<ReturnType<typeof labelsWhenIdle> | null>(null);
  latest.current = props;

  useEffect(() => {
    if (host.current === null) return;
    const cy = cytoscape({
      container: host.current,
      minZoom: 0.04,
      maxZoom: 3,
      boxSelectionEnabled: false,
      selectionType: "single",
      pixelRatio: Math.min(window.devicePixelRatio, 2),
    });
    core.current = cy;
    const idle = labelsWhenIdle(cy, () => latest.current);
    labels.current = idle;
    listen(cy, latest);
    return () => {
      idle.stop();
      labels.current = null;
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
    drawAsOnePicture(cy, props.nodes.length);
    mark(cy, latest.current);
    if (fresh && props.pos.size > 0) {
      // With its labels at once: drawing all of a large picture twice is half the time to see it.
      showAll(cy, props.nodes, props.pos);
      labels.current?.now();
    } else labels.current?.soon();
  }, [props.nodes, props.edges, props.pos]);

  useEffect(() => {
    const cy = core.current;
    if (cy === null) return;
    mark(cy, { chosen: props.chosen, bright: props.bright, way: props.way });
    labels.current?.soon();
  }, [props.chosen, props.bright, props.way]);

  useImperativeHandle(props.ref, () => ({
    fit: () => {
      if (core.current !== null) showAll(core.current, latest.current.nodes, latest.current.pos);
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

/** All of the picture on the screen. */
function showAll(cy: Core, nodes: readonly NodeMark[], pos: ReadonlyMap<string, Point>): void {
  const view = fitted(
    nodes.flatMap((one) => pos.get(one.id) ?? []),
    cy.width(),
    cy.height(),
  );
  if (view === null) return;
  const { x, y } = cy.pan();
  // Setting what is there already would draw a large picture once more.
  if (cy.zoom() === view.zoom && x === view.pan.x && y === view.pan.y) return;
  cy.viewport(view);
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

function reveal(cy: Core | null, id: string): void {
  const element = cy?.getElementById(id);
  if (cy === null || element === undefined || element.empty()) return;
  const { x, y } = element.renderedPosition();
  const margin = 60;
  if (x > margin && y > margin && x < cy.width() - margin && y < cy.height() - margin) return;
  cy.animate({ center: { eles: element }, duration: 120 });
}
