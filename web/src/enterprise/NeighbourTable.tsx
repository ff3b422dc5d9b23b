import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { TieKind } from "../api/generated";
import { listNeighboursInfiniteOptions } from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { ClassTag } from "../ui/ClassTag";
import { QueryState } from "../ui/ErrorState";
import { percent, useNumber } from "../ui/numbers";
import { PartyLink } from "../ui/PartyLink";

const PAGE_ROWS = 50;

/** Ties of a node with the party at the other end; pages are asked for one by one. */
export function NeighbourTable({
  id,
  kinds,
  side,
  leaveOut,
}: {
  id: string;
  kinds: TieKind[];
  /** Show only ties whose other end is their source (holders) or target (holdings). */
  side?: "source" | "target";
  leaveOut?: string;
}) {
  const { t } = useTranslation("enterprise");
  const { choice } = useMonth();
  const number = useNumber();
  const query = useInfiniteQuery({
    ...listNeighboursInfiniteOptions({
      path: { enterprise_id: id },
      query: { kind: kinds, limit: PAGE_ROWS, ...choice },
    }),
    initialPageParam: { path: { enterprise_id: id }, query: {} },
    getNextPageParam: (last) => last.cursor ?? undefined,
  });
  const rows = (query.data?.pages.flatMap((page) => page.items) ?? []).filter(
    ({ tie, node }) =>
      node.id !== leaveOut &&
      (side === undefined || (side === "source" ? tie.source_id : tie.target_id) === node.id),
  );
  return (
    <QueryState query={{ ...query, data: query.data?.pages[0] }}>
      {() => (
        <>
          {rows.length === 0 && <p className="soft">{t("noRows")}</p>}
          {rows.length > 0 && (
            <table className="plain-table">
              <thead>
                <tr>
                  <th scope="col">{t("row.party")}</th>
                  <th scope="col">{t("row.tie")}</th>
                  <th scope="col" className="right">
                    {t("row.share")}
                  </th>
                  <th scope="col">{t("row.from")}</th>
                  <th scope="col">{t("row.to")}</th>
                  <th scope="col">{t("row.class")}</th>
                  <th scope="col" className="right">
                    {t("row.score")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ tie, node }) => (
                  <tr key={tie.id} className={tie.statuses.length > 0 ? "tie-void" : undefined}>
                    <td>
                      <PartyLink id={node.id} label={node.label} />
                    </td>
                    <td>
                      {t(`tie.${tie.kind}`)}
                      {tie.statuses.map((one) => (
                        <span key={one.status} className="soft">
                          {" "}
                          · {one.label.zh}
                        </span>
                      ))}
                    </td>
                    <td className="right">{tie.share === null ? "–" : percent(tie.share, 2)}</td>
                    <td className="code">{tie.valid_from ?? "–"}</td>
                    <td className="code">{tie.valid_to ?? "–"}</td>
                    <td>
                      {node.kind === "enterprise" ? <ClassTag value={node.risk_class} /> : ""}
                    </td>
                    <td className="right">
                      {node.in_scope === false ? t("outside") : number(node.score, 1)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {query.hasNextPage && (
            <Button loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
              {t("moreRows")}
            </Button>
          )}
        </>
      )}
    </QueryState>
  );
}
