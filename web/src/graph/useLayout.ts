/** Finds places in a worker and puts them into the store; a new question ends the one before. */

import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { Layout } from "./address";
import type { Visible } from "./filters";
import type { ForceRequest } from "./layout";
import { rings, rows } from "./layout";
import type { Picture, Point } from "./model";
import type { CanvasStore } from "./store";

/** The question to the worker; known places are kept near unless all is laid out afresh. */
export function forceRequest(shown: Visible, picture: Picture, afresh: boolean): ForceRequest {
  const row = new Map(shown.nodes.map((node, at) => [node.id, at]));
  const start = new Float32Array(2 * shown.nodes.length).fill(Number.NaN);
  const hold = new Uint8Array(shown.nodes.length);
  for (const [at, node] of shown.nodes.entries()) {
    const point = picture.pos.get(node.id);
    const pinned = picture.pinned.has(node.id);
    if (point === undefined || (afresh && !pinned)) continue;
    start[2 * at] = point.x;
    start[2 * at + 1] = point.y;
    hold[at] = pinned ? 2 : 1;
  }
  const links = shown.edges.flatMap((edge) => [
    row.get(edge.source) ?? 0,
    row.get(edge.target) ?? 0,
  ]);
  return { count: shown.nodes.length, links: Int32Array.from(links), start, hold };
}

/** Places are found when asked for, and when a node is shown that has none; true meanwhile. */
export function useLayout(
  store: CanvasStore,
  shown: Visible,
  layout: Layout,
  onAfresh: () => void,
): boolean {
  const turn = useStore(store, (state) => state.layoutTurn);
  const pos = useStore(store, (state) => state.picture.pos);
  const lacking = shown.nodes.some((node) => !pos.has(node.id)) ? shown : null;
  const [busy, setBusy] = useState(false);
  const latest = useRef({ shown, onAfresh });
  latest.current = { shown, onAfresh };
  useEffect(() => {
    const state = store.getState();
    const key = `${turn} ${layout}`;
    const settled = state.settledFor === key;
    const now = lacking ?? latest.current.shown;
    if (now.nodes.length === 0 || (settled && lacking === null)) return;
    const afresh = state.afresh && !settled;
    const settle = (places: Iterable<readonly [string, Point]>) => {
      store.getState().settle([...places], key);
      // After the picture is drawn in its new places.
      if (afresh) window.setTimeout(() => latest.current.onAfresh(), 0);
    };
    if (layout !== "force") {
      const ids = now.nodes.map((node) => node.id);
      settle((layout === "rings" ? rings : rows)(ids, now.edges, state.roots));
      return;
    }
    const worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
    setBusy(true);
    worker.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      worker.terminate();
      setBusy(false);
      settle(
        now.nodes.map(
          (node, at) => [node.id, { x: data[2 * at] ?? 0, y: data[2 * at + 1] ?? 0 }] as const,
        ),
      );
    };
    const request = forceRequest(now, state.picture, afresh);
    worker.postMessage(request, [
      request.links.buffer,
      request.start.buffer,
      request.hold.buffer,
    ] as Transferable[]);
    return () => {
      worker.terminate();
      setBusy(false);
    };
  }, [store, turn, layout, lacking]);
  return busy;
}
