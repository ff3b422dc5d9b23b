// Classes of the members of a cluster as parts of a bar.

export interface MixPart {
  risk: "A" | "B" | "C" | "D" | "none";
  count: number;
  /** Fraction of all members. */
  share: number;
}

const ORDER = ["D", "C", "B", "A"] as const;

/** Parts of the bar, worst first; members without a class come last. Parts of nobody are left out. */
export function mixParts(
  counts: Readonly<Record<string, number | undefined>>,
  size: number,
): MixPart[] {
  const parts: MixPart[] = ORDER.map((risk) => part(risk, counts[risk] ?? 0, size));
  const known = parts.reduce((sum, one) => sum + one.count, 0);
  parts.push(part("none", Math.max(0, size - known), size));
  return parts.filter((one) => one.count > 0);
}

function part(risk: MixPart["risk"], count: number, size: number): MixPart {
  return { risk, count, share: size ? count / size : 0 };
}
