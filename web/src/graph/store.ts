/**
 * State of one canvas: the picture now, the 50 before it, and what the investigator looks at.
 *
 * Only steps of the investigator (expand, collapse, pin, drag, layout) are kept for undo; places
 * that a layout finds belong to the step that asked for them.
 */

import { createStore, type StoreApi } from "zustand/vanilla";
import {
  collapse,
  EMPTY,
  type GraphEdge,
  type GraphNode,
  merge,
  type Paging,
  type Picture,
  type Point,
  paged,
  pin,
  place,
} from "./model";

export const MAX_UNDO = 50;

export interface About {
  readonly centre: string;
  /** Digest of the published month. */
  readonly digest: string;
  readonly ended: boolean;
  readonly void: boolean;
}

export interface CanvasState {
  readonly picture: Picture;
  readonly past: readonly Picture[];
  readonly future: readonly Picture[];
  /** Nodes that filters never hide and hops are counted from. */
  readonly roots: readonly string[];
  readonly selected: string | null;
  /** Grows when places are wanted; the canvas lays out what changed since. */
  readonly layoutTurn: number;
  /** Centre, month and switches that the picture was begun with. */
  readonly about: About;
  /** The turn and layout whose places are in the picture. */
  readonly settledFor: string;
  /** Lay out afresh instead of keeping the places that are there. */
  readonly afresh: boolean;
  /** Nodes that the last step left out because the canvas was full. */
  readonly refused: number;
}

export interface CanvasSteps {
  begin(
    nodes: readonly GraphNode[],
    edges: readonly GraphEdge[],
    roots: readonly string[],
    about?: About,
  ): void;
  /** Puts a saved picture up in its own places. */
  restore(picture: Picture, roots: readonly string[], about: About, layout: string): void;
  /** Remembers which switches the picture answers. */
  answer(about: About): void;
  /** Adds neighbours; returns how many were new and how many the cap refused. */
  expand(
    id: string,
    nodes: readonly GraphNode[],
    edges: readonly GraphEdge[],
    paging: Paging | null,
  ): Grown;
  collapse(id: string): void;
  pin(id: string, on: boolean): void;
  drag(places: readonly (readonly [string, Point])[]): void;
  settle(places: readonly (readonly [string, Point])[], settledFor: string): void;
  relayout(): void;
  select(id: string | null): void;
  undo(): void;
  redo(): void;
}

export interface Grown {
  readonly added: number;
  readonly ties: number;
  readonly refused: number;
}

export type CanvasStore = StoreApi<CanvasState & CanvasSteps>;

const START: CanvasState = {
  picture: EMPTY,
  past: [],
  future: [],
  roots: [],
  selected: null,
  layoutTurn: 0,
  settledFor: "",
  about: { centre: "", digest: "", ended: false, void: false },
  afresh: true,
  refused: 0,
};

export function createCanvasStore(): CanvasStore {
  return createStore<CanvasState & CanvasSteps>((set, get) => {
    /** A step of the investigator: the picture before it can be had back. */
    const step = (picture: Picture, more: Partial<CanvasState> = {}) => {
      const { past, picture: before } = get();
      if (picture === before) return;
      set({ picture, past: [...past, before].slice(-MAX_UNDO), future: [], ...more });
    };
    const still = (picture: Picture): Partial<CanvasState> => {
      const { selected } = get();
      return selected !== null && !picture.nodes.has(selected) ? { selected: null } : {};
    };
    return {
      ...START,
      begin(nodes, edges, roots, about = START.about) {
        const { picture, refused } = merge(EMPTY, nodes, edges);
        const kept = get().selected;
        set({
          ...START,
          picture,
          roots,
          about,
          refused,
          selected: kept !== null && picture.nodes.has(kept) ? kept : null,
          layoutTurn: get().layoutTurn + 1,
        });
      },
      restore(picture, roots, about, layout) {
        const { layoutTurn } = get();
        set({ ...START, picture, roots, about, layoutTurn, settledFor: `${layoutTurn} ${layout}` });
      },
      answer(about) {
        set({ about });
      },
      expand(id, nodes, edges, paging) {
        const grown = merge(get().picture, nodes, edges);
        const picture = paging === null ? grown.picture : paged(grown.picture, id, paging);
        const ties = picture.edges.size - get().picture.edges.size;
        const { added, refused } = grown;
        if (added === 0 && ties === 0) set({ picture, refused });
        else if (added === 0) step(picture, { refused });
        else step(picture, { layoutTurn: get().layoutTurn + 1, afresh: false, refused });
        return { added, ties, refused };
      },
      collapse(id) {
        const { picture, roots } = get();
        const left = collapse(picture, id, roots);
        if (left.nodes.size < picture.nodes.size) step(left, { ...still(left), refused: 0 });
      },
      pin(id, on) {
        if (get().picture.pinned.has(id) !== on) step(pin(get().picture, id, on));
      },
      drag(places) {
        step(place(get().picture, places));
      },
      settle(places, settledFor) {
        set({ picture: place(get().picture, places), settledFor });
      },
      relayout() {
        step({ ...get().picture }, { layoutTurn: get().layoutTurn + 1, afresh: true });
      },
      select(id) {
        set({ selected: id });
      },
      undo() {
        const { past, future, picture } = get();
        const back = past.at(-1);
        if (back === undefined) return;
        set({ picture: back, past: past.slice(0, -1), future: [picture, ...future], refused: 0 });
        set(still(back));
      },
      redo() {
        const { past, future, picture } = get();
        const [next, ...rest] = future;
        if (next === undefined) return;
        set({ picture: next, past: [...past, picture].slice(-MAX_UNDO), future: rest });
        set(still(next));
      },
    };
  });
}
