/**
 * Places of the ownership diagram: root in the middle, shareholders above, investments below.
 *
 * A company that is reached twice is drawn twice and marked; only its first place opens, so a
 * cycle of holdings ends at its second place.
 */

import { hierarchy, tree } from "d3-hierarchy";

export type Side = "up" | "down";

/** One holding seen from the enterprise that was asked: who holds, or what is held. */
export interface Holding {
  readonly tieId: string;
  readonly id: string;
  /** Fraction; null is unknown. */
  readonly share: number | null;
  readonly inCycle: boolean;
  /** Holdings one level on, away from the root. */
  readonly further: number;
}

/** One loaded level: holders of, or enterprises held by, one node; the largest share first. */
export interface Level {
  readonly items: readonly Holding[];
  readonly total: number;
  readonly cursor: string | null;
}

export interface Levels {
  readonly up: ReadonlyMap<string, Level>;
  readonly down: ReadonlyMap<string, Level>;
}

/** Ids at which each side is closed again, though loaded. */
export interface Shown {
  readonly root: string;
  readonly open: { readonly up: ReadonlySet<string>; readonly down: ReadonlySet<string> };
  /** Holdings below this fraction are left out; unknown shares stay. */
  readonly least: number;
  /** Boxes in one row under a node before the rest goes into a list. */
  readonly fan: number;
}

export interface Box {
  /** Unique in the diagram: a company may have two boxes. */
  readonly key: string;
  readonly parent: string | null;
  readonly id: string;
  readonly side: Side | "root";
  /** Holdings away from the root. */
  readonly level: number;
  readonly x: number;
  readonly y: number;
  readonly share: number | null;
  readonly inCycle: boolean;
  /** A cycle comes back to a node above it; a second path meets a node elsewhere. */
  readonly repeated: "no" | "cycle" | "second_path";
  readonly open: boolean;
  /** True if the next level can be opened here. */
  readonly opens: boolean;
  /** Holdings that have no box of their own; their box is the list. */
  readonly more: number;
  /** Place among the boxes of the same parent, from 1, and how many there are. */
  readonly place: number;
  readonly siblings: number;
}

export const BOX_WIDTH = 150;
export const BOX_HEIGHT = 46;
export const ROW_STEP = 116;
const GAP = 18;

interface Branch {
  readonly key: string;
  readonly parent: string | null;
  readonly id: string;
  readonly share: number | null;
  readonly inCycle: boolean;
  readonly repeated: Box["repeated"];
  readonly open: boolean;
  readonly opens: boolean;
  readonly more: number;
  readonly children: Branch[];
}

function kept(level: Level | undefined, shown: Shown): readonly Holding[] {
  return (level?.items ?? []).filter((one) => one.share === null || one.share >= shown.least);
}

/** Branches of one side, breadth first: the box nearest to the root is the one that opens. */
function grow(levels: Levels, shown: Shown, side: Side): Branch {
  const first = new Map<string, string>([[shown.root, side]]);
  const above = new Map<string, readonly string[]>([[side, [shown.root]]]);
  const root: Branch = {
    ...{ key: side, parent: null, id: shown.root, share: null, inCycle: false, repeated: "no" },
    ...{ open: true, opens: false, more: 0, children: [] },
  };
  const waiting = [root];
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    if (!at.open) continue;
    const level = levels[side].get(at.id);
    const holdings = kept(level, shown);
    const ancestors = above.get(at.key) ?? [];
    for (const one of holdings.slice(0, shown.fan)) {
      const key = `${at.key}/${one.tieId}`;
      const again = first.has(one.id);
      if (!again) first.set(one.id, key);
      above.set(key, [...ancestors, one.id]);
      const known = levels[side].get(one.id);
      const child: Branch = {
        ...{
          key,
          parent: at.key,
          id: one.id,
          share: one.share,
          inCycle: one.inCycle,
          more: 0,
          children: [],
        },
        repeated: !again ? "no" : ancestors.includes(one.id) ? "cycle" : "second_path",
        open: !again && shown.open[side].has(one.id) && known !== undefined,
        opens: !again && one.further > 0,
      };
      at.children.push(child);
      waiting.push(child);
    }
    const unloaded = (level?.total ?? 0) - (level?.items.length ?? 0);
    const more = Math.max(holdings.length - shown.fan, 0) + unloaded;
    if (more > 0) {
      at.children.push({
        ...{
          key: `${at.key}/more`,
          parent: at.key,
          id: at.id,
          share: null,
          inCycle: false,
          repeated: "no",
        },
        ...{ open: false, opens: false, more, children: [] },
      });
    }
  }
  return root;
}

function placed(root: Branch, side: Side): Box[] {
  const laid = tree<Branch>()
    .nodeSize([BOX_WIDTH + GAP, ROW_STEP])
    .separation((a, b) => (a.parent === b.parent ? 1 : 1.15))(
    hierarchy(root, (branch) => branch.children),
  );
  const sign = side === "up" ? -1 : 1;
  const shift = laid.x;
  return laid
    .descendants()
    .filter((node) => node.depth > 0)
    .map((node) => {
      const { children: _, ...branch } = node.data;
      const siblings = node.parent?.children ?? [];
      return {
        ...branch,
        side,
        level: node.depth,
        x: node.x - shift,
        y: sign * node.y,
        parent: node.depth === 1 ? "root" : branch.parent,
        place: siblings.indexOf(node) + 1,
        siblings: siblings.length,
      };
    });
}

/** All boxes, the root first, then shareholders, then investments. */
export function boxes(levels: Levels, shown: Shown): Box[] {
  const root: Box = {
    ...{
      key: "root",
      parent: null,
      id: shown.root,
      side: "root",
      level: 0,
      x: 0,
      y: 0,
      share: null,
    },
    ...{ inCycle: false, repeated: "no", open: true, opens: false, more: 0, place: 1, siblings: 1 },
  };
  return [
    root,
    ...placed(grow(levels, shown, "up"), "up"),
    ...placed(grow(levels, shown, "down"), "down"),
  ];
}

/** More than half of the votes is a majority; exactly half is not. */
export function isMajority(share: number | null): boolean {
  return share !== null && share > 0.5;
}

/** A share as the lines say it: two decimals at most, unknown as a question mark. */
export function percent(share: number | null): string {
  return share === null ? "?" : `${Number((100 * share).toFixed(2))}%`;
}
