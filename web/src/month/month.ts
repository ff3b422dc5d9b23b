import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

/** Month and revision asked for, as the service reads them; empty is the latest in force. */
export interface MonthChoice {
  month?: string;
  revision?: number;
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** Choice that an address names; a damaged one counts as none. */
export function choiceOf(search: URLSearchParams): MonthChoice {
  const month = search.get("month") ?? "";
  if (!MONTH.test(month)) return {};
  const revision = Number(search.get("revision"));
  return Number.isInteger(revision) && revision > 0 ? { month, revision } : { month };
}

/** Month and revision of the address, and how to change them. */
export function useMonth(): {
  choice: MonthChoice;
  choose: (choice: MonthChoice) => void;
  keep: (to: string) => string;
} {
  const [search, setSearch] = useSearchParams();
  const month = search.get("month");
  const revision = search.get("revision");
  const choice = useMemo(
    () => choiceOf(new URLSearchParams({ month: month ?? "", revision: revision ?? "" })),
    [month, revision],
  );
  const choose = useCallback(
    (wanted: MonthChoice) =>
      setSearch((before) => {
        const next = new URLSearchParams(before);
        next.delete("month");
        next.delete("revision");
        next.delete("cursor");
        if (wanted.month) next.set("month", wanted.month);
        if (wanted.month && wanted.revision) next.set("revision", String(wanted.revision));
        return next;
      }),
    [setSearch],
  );
  const keep = useCallback((to: string) => withChoice(to, choice), [choice]);
  return { choice, choose, keep };
}

/** Address inside the page that keeps month and revision. */
export function withChoice(to: string, choice: MonthChoice): string {
  if (!choice.month) return to;
  const [path, query = ""] = to.split("?", 2);
  const search = new URLSearchParams(query);
  search.set("month", choice.month);
  if (choice.revision) search.set("revision", String(choice.revision));
  return `${path}?${search}`;
}
