/** Canvas with minimap, keys and spoken place: what the graph, path and cluster pages share. */

import { Spin } from "antd";
import {
  type KeyboardEvent,
  type Ref,
  useCallback,
  useImperativeHandle,
  useMemo,
  useRef,
} from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useMode } from "../mode";
import { percent } from "../ownership/place";
import type { Layout } from "./address";
import { Canvas, type CanvasHandle } from "./Canvas";
import type { EdgeMark, NodeMark } from "./difference";
import { edgeLook, hiddenTies, nodeLook, severalEdges } from "./elements";
import type { Visible } from "./filters";
import { keyStep, walk } from "./keyboard";
import { importance } from "./lod";
import { Minimap, type MinimapHandle } from "./Minimap";
import { type GraphEdge, otherEnd, type Point } from "./model";
import type { CanvasStore } from "./store";
import { useLayout } from "./useLayout";
import { useWords } from "./words";
import "./graph.css";

/** Above so many edges arrows, and edges bent off each other, cost more than they tell. */
const MAX_ARROWS = 600;
const NO_WAY: ReadonlySet<string> = new Set();

interface NetworkProps {
  readonly store: CanvasStore;
  readonly shown: Visible;
  readonly layout: Layout;
  /** Edges of the chosen way: drawn bold, with names at all of its nodes; the rest is dimmed. */
  readonly way?: ReadonlySet<string>;
  readonly onExpand?: (id: string) => void;
  readonly onChoose?: (id: string | null) => void;
  readonly ref?: Ref<CanvasHandle>;
}

export function Network({
  store,
  shown,
  layout,
  way = NO_WAY,
  onExpand,
  onChoose,
  ref,
}: NetworkProps) {
  const { t } = useTranslation("graph");
  const words = useWords();
  const mode = useMode((state) => state.mode);
  const canvas = useRef<CanvasHandle>(null);
  const minimap = useRef<MinimapHandle>(null);
  const picture = useStore(store, (state) => state.picture);
  const roots = useStore(store, (state) => state.roots);
  const selected = useStore(store, (state) => state.selected);
  const busy = useLayout(store, shown, layout, () => canvas.current?.fit());
  useImperativeHandle(ref, () => canvas.current as CanvasHandle, []);

  const nodes = useMemo<NodeMark[]>(() => {
    const hidden = hiddenTies(picture);
    const onWay = new Set(
      shown.edges.filter((e) => way.has(e.id)).flatMap((e) => [e.source, e.target]),
    );
    return shown.nodes.map((node) => {
      const [root, pinned] = [roots.includes(node.id), picture.pinned.has(node.id)];
      return {
        ...nodeLook(node, hidden.get(node.id) ?? 0, root, pinned),
        importance: importance(node),
        always: root || pinned || onWay.has(node.id) || node.id === selected,
      };
    });
  }, [picture, shown, roots, way, selected]);

  const edges = useMemo<EdgeMark[]>(() => {
    const arrows = shown.edges.length <= MAX_ARROWS;
    const several = arrows ? severalEdges(shown.edges) : NO_WAY;
    const told = (edge: GraphEdge) =>
      way.has(edge.id) || edge.source === selected || edge.target === selected;
    const share = (edge: GraphEdge) => (edge.share === null ? "" : percent(edge.share));
    return shown.edges.map((edge) => ({
      // The colour tells the kind; words are for shares and for the ties of the chosen node.
      ...edgeLook(edge, told(edge) ? words.tie(edge) : share(edge), several.has(edge.id), arrows),
      source: edge.source,
      target: edge.target,
    }));
  }, [shown, words.tie, way, selected]);

  const bright = useMemo(() => brightOf(shown, selected, way), [shown, selected, way]);
  const choose = useCallback(
    (id: string | null) => {
      store.getState().select(id);
      onChoose?.(id);
    },
    [store, onChoose],
  );
  const drag = useCallback(
    (id: string, point: Point) => store.getState().drag([[id, point]]),
    [store],
  );
  const expand = useCallback((id: string) => onExpand?.(id), [onExpand]);
  const core = useCallback(() => canvas.current?.core() ?? null, []);
  const moved = useCallback(() => minimap.current?.moved(), []);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = keyStep(event);
    if (step === null) return;
    event.preventDefault();
    const state = store.getState();
    const at = selected ?? roots[0] ?? null;
    if (step.does === "undo") state.undo();
    else if (step.does === "redo") state.redo();
    else if (step.does === "fit") canvas.current?.fit();
    else if (step.does === "leave") choose(null);
    else if (at === null) return;
    else if (step.does === "walk") {
      const to = selected === null ? at : walk(at, step.to, shown.edges, picture.pos);
      if (to === null) return;
      choose(to);
      canvas.current?.reveal(to);
    } else if (step.does === "expand") expand(at);
    else if (step.does === "collapse") state.collapse(at);
    else state.pin(at, !picture.pinned.has(at));
  };

  const where = shown.nodes.find((node) => node.id === selected);
  const spoken =
    where === undefined
      ? t("spokenNone", { nodes: shown.nodes.length, edges: shown.edges.length })
      : t("spoken", {
          name: where.label,
          kind: words.kind(where),
          class: words.riskClass(where) || "–",
          degree: where.degree,
          shown: shown.edges.filter((e) => e.source === where.id || e.target === where.id).length,
        });
  const drawn = shown.nodes.every((node) => picture.pos.has(node.id));
  return (
    <div
      className="graph-stage"
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys work on the stage
      tabIndex={0}
      aria-label={t("stage")}
      aria-describedby="graph-keys"
      data-testid="graph-stage"
      data-nodes={shown.nodes.length}
      data-edges={shown.edges.length}
      data-state={drawn && !busy ? "ready" : "busy"}
      data-selected={selected ?? ""}
      onKeyDown={onKeyDown}
    >
      <Canvas
        ref={canvas}
        nodes={nodes}
        edges={edges}
        pos={picture.pos}
        chosen={selected}
        bright={bright}
        way={way}
        mode={mode}
        onChoose={choose}
        onExpand={expand}
        onDrag={drag}
        onMoved={moved}
      />
      {busy && <Spin className="graph-busy" />}
      <Minimap ref={minimap} nodes={shown.nodes} pos={picture.pos} core={core} mode={mode} />
      <p id="graph-keys" className="graph-keys">
        {t("keys")}
      </p>
      <p className="visually-hidden" aria-live="polite" data-testid="graph-spoken">
        {spoken}
      </p>
    </div>
  );
}

/** The chosen node with its neighbours and ties, or the chosen way; null keeps all bright. */
function brightOf(
  shown: Visible,
  selected: string | null,
  way: ReadonlySet<string>,
): ReadonlySet<string> | null {
  const bright = new Set<string>();
  for (const edge of shown.edges) {
    if (way.has(edge.id)) bright.add(edge.id).add(edge.source).add(edge.target);
  }
  if (selected !== null && shown.hops.has(selected)) {
    bright.add(selected);
    for (const edge of shown.edges) {
      if (edge.source === selected || edge.target === selected) {
        bright.add(edge.id).add(otherEnd(edge, selected));
      }
    }
  }
  return bright.size > 0 ? bright : null;
}
