import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { EnterpriseStatus, RiskClass } from "../api/generated";
import { searchInfiniteOptions } from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { DataDate } from "../ui/DataDate";
import { EmptyState, QueryState } from "../ui/ErrorState";
import { FilterPanel, STATUSES } from "./FilterPanel";
import { HitTable } from "./HitTable";
import { SearchBox } from "./SearchBox";

const PAGE_ROWS = 50;
const CLASSES: readonly RiskClass[] = ["A", "B", "C", "D"];

/** Filters that the address names; unknown values count as none. */
export function filtersOf(search: URLSearchParams): {
  class?: RiskClass;
  region?: string;
  status?: EnterpriseStatus;
} {
  const risk = CLASSES.find((one) => one === search.get("class"));
  const status = STATUSES.find((one) => one === search.get("status"));
  const region = search.get("region") ?? "";
  return {
    ...(risk ? { class: risk } : {}),
    ...(/^\d{2,9}$/.test(region) ? { region } : {}),
    ...(status ? { status } : {}),
  };
}

/** Filters at the left, the table of what fits at the right. */
export function SearchResults() {
  const { t } = useTranslation("search");
  const { choice } = useMonth();
  const [search, setSearch] = useSearchParams();
  const q = (search.get("q") ?? "").trim();
  const filters = filtersOf(search);
  const asked = q !== "" || Object.keys(filters).length > 0;
  const found = useInfiniteQuery({
    ...searchInfiniteOptions({ query: { q, limit: PAGE_ROWS, ...filters, ...choice } }),
    initialPageParam: { query: { q } },
    getNextPageParam: (last) => last.cursor ?? undefined,
    enabled: asked,
  });
  const set = (name: string, value: string | null) =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    });
  const first = found.data?.pages[0];
  const hits = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className="search-line">
        <SearchBox initial={q} focus={!asked} onSearch={(text) => set("q", text)} />
      </div>
      <div className="search-body">
        <FilterPanel filters={filters} set={set} />
        <section className="card search-table" aria-label={t("title")}>
          {!asked && <p className="soft">{t("start")}</p>}
          {asked && (
            <QueryState query={{ ...found, data: first }}>
              {(head) => (
                <>
                  <p className="search-count" role="status">
                    {t("results", { total: head.total })}
                    {head.outside > 0 && t("resultsOutside", { outside: head.outside })}
                    <DataDate published={head.published} />
                  </p>
                  {hits.length === 0 ? (
                    <EmptyState>
                      <span className="soft">{t("nothingHelp")}</span>
                    </EmptyState>
                  ) : (
                    <HitTable hits={hits} />
                  )}
                  {found.hasNextPage && (
                    <Button
                      block
                      loading={found.isFetchingNextPage}
                      onClick={() => found.fetchNextPage()}
                    >
                      {t("more", { count: Math.min(PAGE_ROWS, head.total - hits.length) })}
                    </Button>
                  )}
                </>
              )}
            </QueryState>
          )}
        </section>
      </div>
    </>
  );
}
