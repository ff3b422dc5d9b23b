import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

/** Filters of a page; they live in its address, so that a list can be sent to a colleague. */
export function useFilters<Name extends string>(
  names: readonly Name[],
): [Partial<Record<Name, string>>, (changes: Partial<Record<Name, string | null>>) => void] {
  const [search, setSearch] = useSearchParams();
  const known = names.join("|");
  const filters = useMemo(() => {
    const found: Partial<Record<string, string>> = {};
    for (const name of known.split("|")) {
      const value = search.get(name);
      if (value) found[name] = value;
    }
    return found as Partial<Record<Name, string>>;
  }, [search, known]);
  const change = useCallback(
    (changes: Partial<Record<Name, string | null>>) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries<string | null | undefined>(changes)) {
            if (value) next.set(name, value);
            else next.delete(name);
          }
          return next;
        },
        { replace: true },
      ),
    [setSearch],
  );
  return [filters, change];
}
