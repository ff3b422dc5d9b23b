import type { Factor, Label, ReceiptLine } from "../api/generated";

/** Why points were given: one own indicator, or everything that comes from one related party. */
export interface Reason {
  readonly key: string;
  readonly factor: Factor;
  /** As the pack of the month calls it. */
  readonly factorName: Label;
  /** Sum over the lines, on the scale of the score. */
  readonly points: number;
  readonly title: Label;
  /** The related party; null for a reason of its own. */
  readonly party: { id: string; name: string | null } | null;
  readonly lines: readonly ReceiptLine[];
}

/**
 * Reasons of a receipt, largest first. Lines of one related party are one reason; lines of
 * facts that one group counts once stay apart, as they were scored.
 */
export function reasonsOf(lines: readonly ReceiptLine[]): Reason[] {
  const groups = new Map<string, ReceiptLine[]>();
  lines.forEach((line, at) => {
    const key = line.part ? `party:${line.part.party.id}` : `line:${line.indicator ?? at}`;
    const group = groups.get(key);
    if (group) group.push(line);
    else groups.set(key, [line]);
  });
  const reasons = [...groups].flatMap(([key, group]): Reason[] => {
    const sorted = [...group].sort((a, b) => b.points - a.points);
    const first = sorted[0];
    if (!first) return [];
    return [
      {
        key,
        factor: first.factor,
        factorName: first.factor_label,
        points: sorted.reduce((sum, line) => sum + line.points, 0),
        title: first.label,
        party: first.part ? { id: first.part.party.id, name: first.part.party.name } : null,
        lines: sorted,
      },
    ];
  });
  return reasons.sort((a, b) => b.points - a.points || a.key.localeCompare(b.key));
}

/** Reasons that matter for reading: points that show as at least 0.1. */
export function visible(reasons: readonly Reason[], factor: Factor | null): Reason[] {
  return reasons.filter(
    (one) => Math.abs(one.points) >= 0.05 && (factor === null || one.factor === factor),
  );
}
