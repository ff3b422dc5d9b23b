import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Cause, MigrationAnswer } from "../api/generated";
import { readMigrationInfiniteOptions } from "../api/generated/@tanstack/react-query.gen";
import { asClass, matrixRows } from "../charts/matrix";
import { useMonth } from "../month/month";
import { CodePicker } from "../ui/CodePicker";
import { useCodeBook } from "../ui/codes";
import { QueryState } from "../ui/ErrorState";
import { ExportButton } from "../ui/ExportDialog";
import { useFilters } from "../ui/filters";
import { PageFrame } from "../ui/PageFrame";
import { CAUSES, CauseList } from "./migration/CauseList";
import { FlowCard } from "./migration/FlowCard";
import { MatrixTable } from "./migration/MatrixTable";
import { MoveCounts } from "./migration/MoveCounts";
import { MoverTable } from "./migration/MoverTable";
import styles from "./migration/migration.module.css";
import { SharesCard } from "./migration/SharesCard";

const PAGE = 50;

/** Who changed class since the month before, and why. */
export default function Migration() {
  const { t } = useTranslation("migration");
  const { choice } = useMonth();
  const [filters, change] = useFilters(["from", "to", "cause", "region"]);
  const cause = CAUSES.find((one) => one === filters.cause) ?? null;
  const found = useInfiniteQuery({
    ...readMigrationInfiniteOptions({
      query: {
        ...choice,
        from: filters.from,
        to: filters.to,
        cause,
        region: filters.region,
        limit: PAGE,
      },
    }),
    initialPageParam: { query: {} },
    getNextPageParam: (last) => last.cursor,
    placeholderData: keepPreviousData,
  });
  const first = found.data?.pages[0];
  return (
    <PageFrame
      title={t("title")}
      published={first?.published}
      actions={<ExportButton kinds={["month_xlsx"]}>{t("export")}</ExportButton>}
    >
      <QueryState query={{ ...found, data: first }}>
        {(answer) => (
          <>
            <Overview
              answer={answer}
              chosen={
                filters.from && filters.to
                  ? { from: asClass(filters.from), to: asClass(filters.to) }
                  : null
              }
              cause={cause}
              onChange={change}
            />
            <section className="card" aria-label={t("list")}>
              <h2>{t("list")}</h2>
              <div className={styles.filters}>
                <RegionInput
                  key={filters.region ?? ""}
                  value={filters.region ?? ""}
                  onChange={(region) => change({ region })}
                />
                {(filters.from || filters.to || cause) && (
                  <>
                    <span>
                      {t("chosen", {
                        what: [
                          filters.from && `${named(filters.from)} → ${named(filters.to)}`,
                          cause && t(`cause_.${cause}`),
                        ]
                          .filter(Boolean)
                          .join(" · "),
                      })}
                    </span>
                    <Button
                      size="small"
                      onClick={() => change({ from: null, to: null, cause: null })}
                    >
                      {t("clear")}
                    </Button>
                  </>
                )}
              </div>
              <MoverTable
                movers={found.data?.pages.flatMap((page) => page.movers) ?? []}
                total={answer.total}
                inside={found.isPlaceholderData ? null : insideOf(answer, filters, cause)}
                more={found.hasNextPage ? PAGE : 0}
                loading={found.isFetchingNextPage}
                onMore={() => found.fetchNextPage()}
              />
            </section>
          </>
        )}
      </QueryState>
    </PageFrame>
  );

  function named(name: string | undefined): string {
    const risk = asClass(name ?? "none");
    return risk === "none" ? t("none") : risk;
  }
}

/** Movers of the reader's area that the filters leave; null where the answer does not count them. */
function insideOf(
  { matrix }: MigrationAnswer,
  filters: { from?: string; to?: string; region?: string },
  cause: Cause | null,
): number | null {
  if (filters.region || (cause && filters.from)) return null;
  if (cause) return matrix.causes[cause] ?? 0;
  if (!filters.from) return matrix.movers;
  const row = matrix.classes.indexOf(filters.from);
  return matrix.counts[row]?.[matrix.classes.indexOf(filters.to ?? "")] ?? null;
}

interface OverviewProps {
  answer: MigrationAnswer;
  chosen: Parameters<typeof MatrixTable>[0]["chosen"];
  cause: Parameters<typeof CauseList>[0]["chosen"];
  onChange: (changes: { from?: string | null; to?: string | null; cause?: string | null }) => void;
}

function Overview({ answer, chosen, cause, onChange }: OverviewProps) {
  const { t } = useTranslation("migration");
  const { matrix, published } = answer;
  const rows = matrixRows(matrix.classes, matrix.counts);
  if (!matrix.previous) return <p>{t("first", { now: published.month })}</p>;
  const before = matrix.previous.month;
  return (
    <>
      <p className="soft">{t("intro", { before, now: published.month })}</p>
      <MoveCounts rows={rows} movers={matrix.movers} />
      <div className={styles.figures}>
        <section className="card" aria-label={t("matrix")}>
          <h2>{t("matrix")}</h2>
          <MatrixTable
            rows={rows}
            chosen={chosen}
            onChoose={(cell) => onChange({ from: cell?.from ?? null, to: cell?.to ?? null })}
          />
        </section>
        <FlowCard rows={rows} before={before} now={published.month} onChoose={onChange} />
        <section className="card" aria-label={t("causes")}>
          <h2>{t("causes")}</h2>
          <CauseList
            causes={matrix.causes}
            chosen={cause}
            onChoose={(code) => onChange({ cause: code })}
          />
          <p className="soft">{t("causesHint")}</p>
        </section>
        <SharesCard />
      </div>
    </>
  );
}

function RegionInput({ value, onChange }: { value: string; onChange: (region: string) => void }) {
  const { t } = useTranslation("migration");
  const { regions } = useCodeBook();
  return (
    <CodePicker
      label={t("region")}
      placeholder={t("region")}
      value={value}
      codes={regions}
      width={220}
      onChange={(code) => onChange(code.replace(/[^0-9A-Za-z]/g, ""))}
    />
  );
}
