/** Levels of ownership as they are read, one page of one company at a time. */

import { listHoldings, listOwners, type OwnershipAnswer } from "../api/generated";
import type { RiskClass } from "../graph/kinds";
import type { MonthChoice } from "../month/month";
import type { Level, Levels, Side } from "./place";

/** What the box of a company or person says. */
export interface Party {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly riskClass: RiskClass | null;
  readonly inScope: boolean;
}

export const NO_LEVELS: Levels = { up: new Map(), down: new Map() };
export const LEVEL_ROWS = 30;

export interface LevelPage {
  readonly level: Level;
  readonly parties: readonly Party[];
}

/** One page of the holders of a company (up), or of what it holds (down). */
export async function readLevel(
  side: Side,
  id: string,
  cursor: string | null,
  choice: MonthChoice,
): Promise<LevelPage> {
  const read = side === "up" ? listOwners : listHoldings;
  const { data: page } = await read({
    path: { enterprise_id: id },
    query: { ...choice, limit: LEVEL_ROWS, cursor },
  });
  return {
    level: {
      items: page.items.map((row) => ({
        tieId: row.tie_id,
        id: row.node.id,
        share: row.share,
        inCycle: row.in_cycle,
        further: row.further,
      })),
      total: page.total,
      cursor: page.cursor ?? null,
    },
    parties: page.items.map(({ node }) => ({
      id: node.id,
      label: node.label,
      kind: node.kind,
      riskClass: node.risk_class ?? null,
      inScope: node.in_scope ?? true,
    })),
  };
}

/** Levels with one more page of one company: its items go behind those that are there. */
export function withPage(levels: Levels, side: Side, id: string, page: Level): Levels {
  const before = levels[side].get(id);
  const known = new Set(before?.items.map((one) => one.tieId));
  const items = [...(before?.items ?? []), ...page.items.filter((one) => !known.has(one.tieId))];
  const next = new Map(levels[side]);
  next.set(id, { items, total: Math.max(page.total, items.length), cursor: page.cursor });
  return { ...levels, [side]: next };
}

/** One chain of holdings of a diagram, the holder first. */
export interface Chain {
  readonly nodes: readonly string[];
  readonly shares: readonly (number | null)[];
  /** Product of the shares; null if one is unknown. */
  readonly effective: number | null;
}

/** Chains from the root to every box that nothing hangs on, on one side. */
export function chains(levels: Levels, root: string, side: Side): Chain[] {
  const found: Chain[] = [];
  const walk = (id: string, nodes: string[], shares: (number | null)[]) => {
    const items = levels[side].get(id)?.items ?? [];
    const on = items.filter((one) => !nodes.includes(one.id));
    if (on.length === 0 && nodes.length > 1) {
      const product = shares.reduce(
        (a, b) => (a === null || b === null ? null : a * b),
        1 as number | null,
      );
      const ordered = side === "up" ? [nodes.toReversed(), shares.toReversed()] : [nodes, shares];
      found.push({
        nodes: ordered[0] as string[],
        shares: ordered[1] as (number | null)[],
        effective: product,
      });
    }
    for (const one of on) walk(one.id, [...nodes, one.id], [...shares, one.share]);
  };
  walk(root, [root], []);
  return found;
}

/** Titles of the head: who controls, who is a beneficial owner candidate, under which rule. */
export function badges(answer: OwnershipAnswer): Map<string, Badge[]> {
  const found = new Map<string, Badge[]>();
  const put = (id: string, badge: Badge) => found.set(id, [...(found.get(id) ?? []), badge]);
  for (const one of answer.ownership.controllers) {
    put(one.id, {
      kind: one.ultimate ? "ultimate" : "controller",
      share: one.votes.low,
      certain: true,
    });
  }
  for (const id of answer.ownership.possible_controllers)
    put(id, { kind: "possible", share: null, certain: false });
  for (const one of answer.ownership.beneficial_owners) {
    put(one.id, {
      kind: "beneficial",
      share: one.share?.low ?? null,
      certain: one.certainty === "certain",
    });
  }
  return found;
}

export interface Badge {
  readonly kind: "ultimate" | "controller" | "possible" | "beneficial";
  readonly share: number | null;
  readonly certain: boolean;
}
