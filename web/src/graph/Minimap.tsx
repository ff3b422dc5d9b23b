/** The whole picture in small, with the part on the screen; a click goes there. */

import type { Core } from "cytoscape";
import {
  type Ref,
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
} from "react";
import { CLASS_COLOURS, type Mode } from "../theme";
import type { GraphNode, Point } from "./model";
import { INKS, KIND_FILL } from "./style";

const WIDTH = 176;
const HEIGHT = 120;
const MARGIN = 8;

export interface MinimapHandle {
  /** The view has moved. */
  moved(): void;
}

interface MinimapProps {
  readonly nodes: readonly GraphNode[];
  readonly pos: ReadonlyMap<string, Point>;
  readonly core: () => Core | null;
  readonly mode: Mode;
  readonly ref?: Ref<MinimapHandle>;
}

interface Scale {
  readonly left: number;
  readonly top: number;
  readonly by: number;
}

function scaleOf(points: readonly Point[]): Scale {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const [wide, high] = [Math.max(right - left, 200), Math.max(bottom - top, 140)];
  const by = Math.min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high);
  return {
    by,
    left: (left + right) / 2 - WIDTH / (2 * by),
    top: (top + bottom) / 2 - HEIGHT / (2 * by),
  };
}

export function Minimap({ nodes, pos, core, mode, ref }: MinimapProps) {
  const drawn = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const scale = useRef<Scale | null>(null);

  const moved = useCallback(() => outline(core(), scale.current, frame), [core]);
  useImperativeHandle(ref, () => ({ moved }), [moved]);

  useEffect(() => {
    const context = drawn.current?.getContext("2d");
    if (!context) return;
    const points = nodes.flatMap((node) => pos.get(node.id) ?? []);
    context.clearRect(0, 0, WIDTH, HEIGHT);
    if (points.length === 0) return;
    const fit = scaleOf(points);
    scale.current = fit;
    for (const node of nodes) {
      const point = pos.get(node.id);
      if (point === undefined) continue;
      const large = node.riskClass === "D" || node.riskClass === "C";
      context.fillStyle = fillOf(node);
      const [x, y] = [(point.x - fit.left) * fit.by, (point.y - fit.top) * fit.by];
      const size = large ? 3.5 : 2;
      context.fillRect(x - size / 2, y - size / 2, size, size);
    }
    moved();
  }, [nodes, pos, moved]);

  const go = (event: React.MouseEvent<HTMLDivElement>) => {
    const cy = core();
    const fit = scale.current;
    if (cy === null || fit === null) return;
    const box = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - box.left) / fit.by + fit.left;
    const y = (event.clientY - box.top) / fit.by + fit.top;
    cy.pan({ x: cy.width() / 2 - x * cy.zoom(), y: cy.height() / 2 - y * cy.zoom() });
  };

  return (
    // Only for the pointer: the keyboard has arrows, 0 and the list.
    <div
      className="graph-minimap"
      aria-hidden="true"
      onClick={go}
      style={{ background: INKS[mode].ground }}
    >
      <canvas ref={drawn} width={WIDTH} height={HEIGHT} />
      <div ref={frame} className="graph-minimap-frame" />
    </div>
  );
}

function fillOf(node: GraphNode): string {
  if (node.riskClass !== null) return CLASS_COLOURS[node.riskClass].fill;
  return node.kind === "enterprise" ? KIND_FILL.none : KIND_FILL[node.kind];
}

function outline(
  cy: Core | null,
  scale: Scale | null,
  frame: RefObject<HTMLDivElement | null>,
): void {
  if (cy === null || scale === null || frame.current === null) return;
  const { x1, y1, x2, y2 } = cy.extent();
  const clamp = (value: number, most: number) => Math.min(Math.max(value, 0), most);
  const left = clamp((x1 - scale.left) * scale.by, WIDTH);
  const top = clamp((y1 - scale.top) * scale.by, HEIGHT);
  const right = clamp((x2 - scale.left) * scale.by, WIDTH);
  const bottom = clamp((y2 - scale.top) * scale.by, HEIGHT);
  Object.assign(frame.current.style, {
    left: `${left}px`,
    top: `${top}px`,
    width: `${Math.max(right - left - 2, 0)}px`,
    height: `${Math.max(bottom - top - 2, 0)}px`,
  });
}
