import { useQuery } from "@tanstack/react-query";
import type { RiskClass } from "../api/generated";
import { readAboutOptions } from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";

const CLASSES = ["A", "B", "C", "D"] as const;

export interface ClassLimits {
  readonly name: RiskClass;
  /** Points of the score, from inclusive. */
  readonly from: number;
  readonly to: number;
}

/** Points between which each class lies by the pack of the shown month; empty until they are read. */
export function useClassLimits(): readonly ClassLimits[] {
  const { choice } = useMonth();
  const limits = useQuery(readAboutOptions({ query: choice })).data?.pack.classes ?? {};
  return CLASSES.flatMap((name) => {
    const range = limits[name];
    return range ? [{ name, from: range[0], to: range[1] }] : [];
  });
}
