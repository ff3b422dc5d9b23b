/** Names beside codes of authorities, regions and industries; a code without a name stays a code. */

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { CodeNames } from "../api/generated";
import { readCodeNamesOptions } from "../api/generated/@tanstack/react-query.gen";
import { useLabel } from "./labels";

const AN_HOUR = 3_600_000;

export interface CodeBook {
  /** "云岭市临江区 000101"; the code alone where nobody named it. */
  region(code: string | null | undefined): string;
  /** Name without its code, for tables that are narrow; the code where there is none. */
  regionName(code: string | null | undefined): string;
  authority(code: string | null | undefined): string;
  /** Name of the division, "零售业 5212"; of the section where the code is a letter. */
  industry(code: string | null | undefined): string;
  readonly regions: readonly (readonly [string, string])[];
  readonly authorities: readonly (readonly [string, string])[];
  readonly industries: readonly (readonly [string, string])[];
}

/** Name of a region, else of the nearest one above it that has a name, with the code as a mark. */
export function nameOfRegion(names: ReadonlyMap<string, string>, code: string): string {
  const own = names.get(code);
  if (own !== undefined) return own;
  for (let digits = code.length - 1; digits >= 2; digits -= 1) {
    const above = names.get(code.slice(0, digits));
    if (above !== undefined) return `${above} ${code}`;
  }
  return code;
}

export function useCodeBook(): CodeBook {
  const label = useLabel();
  const { data } = useQuery({ ...readCodeNamesOptions(), staleTime: AN_HOUR });
  return useMemo(() => {
    const named = (of: keyof CodeNames) =>
      new Map(Object.entries(data?.[of] ?? {}).map(([code, name]) => [code, label(name)]));
    const [regions, authorities, industries] = [
      named("regions"),
      named("authorities"),
      named("industries"),
    ];
    const regionName = (code: string | null | undefined) =>
      code ? nameOfRegion(regions, code) : "–";
    const beside = (name: string | undefined, code: string) =>
      name === undefined || name.endsWith(code) ? (name ?? code) : `${name} ${code}`;
    return {
      region: (code) => (code ? beside(nameOfRegion(regions, code), code) : "–"),
      regionName,
      authority: (code) => (code ? beside(authorities.get(code), code) : "–"),
      industry: (code) =>
        code
          ? beside(
              industries.get(code) ?? industries.get(code.replace(/^[A-T]/, "").slice(0, 2)),
              code,
            )
          : "–",
      regions: [...regions],
      authorities: [...authorities],
      industries: [...industries],
    };
  }, [data, label]);
}
