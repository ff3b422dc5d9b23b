import { SwapOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Select } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useStore } from "zustand";
import type { Paths } from "../api/generated";
import { listPathsOptions } from "../api/generated/@tanstack/react-query.gen";
import { ALL, visible } from "../graph/filters";
import { TIE_KINDS, type TieKind } from "../graph/kinds";
import { Network } from "../graph/Network";
import { PartySearch } from "../graph/PartySearch";
import { toWay } from "../graph/reads";
import { useCanvasStore } from "../graph/useGraph";
import { WayRows } from "../graph/WayRows";
import { joined } from "../graph/ways";
import { useMonth } from "../month/month";
import { EmptyState, QueryState, StateNote } from "../ui/ErrorState";
import { PageFrame } from "../ui/PageFrame";
import "../graph/path.css";

const LENGTHS = [2, 3, 4, 5, 6] as const;
const MOST_PATHS = 10;
/** Ended and void ties are on a path only where the answer says so. */
const EVERYTHING = { ...ALL, ended: true, isVoid: true, hops: Number.POSITIVE_INFINITY };

/** Shortest ways between two enterprises. */
export default function Path() {
  const { t } = useTranslation("path");
  const { t: word } = useTranslation("graph");
  const { choice } = useMonth();
  const [search, setSearch] = useSearchParams();
  const [a, b] = [search.get("a"), search.get("b")];
  const length = LENGTHS.find((one) => String(one) === search.get("length")) ?? 6;
  const asked = search.get("kinds");
  const kinds = useMemo(
    () => TIE_KINDS.filter((kind) => asked?.split(",").includes(kind)),
    [asked],
  );
  const put = (words: Record<string, string | null>) =>
    setSearch(
      (now) => {
        const next = new URLSearchParams(now);
        for (const [name, value] of Object.entries(words)) {
          if (value === null) next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  const paths = useQuery({
    ...listPathsOptions({
      path: { enterprise_id: a ?? "" },
      query: { ...choice, to: b ?? "", max_hops: length, limit: MOST_PATHS, kind: [...kinds] },
    }),
    enabled: a !== null && b !== null && a !== b,
  });
  const first = paths.data?.paths[0];
  const labelOf = (id: string | null, end: 0 | -1) =>
    id === null ? null : { id, label: first?.nodes.at(end)?.label ?? id };
  return (
    <PageFrame title={t("title")} published={paths.data?.published} wide>
      <div className="path-ask">
        <PartySearch label={t("from")} value={labelOf(a, 0)} onChoose={(id) => put({ a: id })} />
        <Button
          icon={<SwapOutlined />}
          aria-label={t("swap")}
          disabled={a === null && b === null}
          onClick={() => put({ a: b, b: a })}
        />
        <PartySearch label={t("to")} value={labelOf(b, -1)} onChoose={(id) => put({ b: id })} />
        <Select
          aria-label={t("most")}
          value={length}
          options={LENGTHS.map((one) => ({ value: one, label: t("mostN", { count: one }) }))}
          onChange={(one) => put({ length: one === 6 ? null : String(one) })}
        />
        <Select<TieKind[]>
          mode="multiple"
          allowClear
          maxTagCount="responsive"
          aria-label={t("kinds")}
          placeholder={t("allKinds")}
          value={[...kinds]}
          options={TIE_KINDS.map((one) => ({ value: one, label: word(`ties.${one}`) }))}
          onChange={(chosen) => put({ kinds: chosen.length === 0 ? null : chosen.join(",") })}
        />
      </div>
      {a !== null && a === b && <Alert type="warning" showIcon title={t("same")} />}
      {a !== null && b !== null && a !== b ? (
        <QueryState query={paths}>{(data) => <Ways key={`${a} ${b}`} data={data} />}</QueryState>
      ) : (
        (a === null || b === null) && <StateNote kind="choose">{t("chooseTwo")}</StateNote>
      )}
    </PageFrame>
  );
}

function Ways({ data }: { data: Paths }) {
  const { t } = useTranslation("path");
  const { keep } = useMonth();
  const store = useCanvasStore();
  const [chosen, setChosen] = useState(0);
  const ways = useMemo(
    () => data.paths.map((route) => toWay(route, data.published)).filter(joined),
    [data],
  );
  useEffect(() => {
    const nodes = ways.flatMap((way) => way.nodes);
    store.getState().begin(
      nodes,
      ways.flatMap((way) => way.edges),
      [data.source],
    );
    setChosen(0);
  }, [ways, data, store]);
  const picture = useStore(store, (state) => state.picture);
  const roots = useStore(store, (state) => state.roots);
  const shown = useMemo(() => visible(picture, EVERYTHING, roots), [picture, roots]);
  const way = useMemo(
    () => new Set(ways[chosen]?.edges.map((edge) => edge.id) ?? []),
    [ways, chosen],
  );
  if (ways.length === 0) {
    return (
      <EmptyState>
        <p>{t("none")}</p>
      </EmptyState>
    );
  }
  return (
    <>
      <WayRows ways={ways} chosen={chosen} onChoose={setChosen} />
      <p className="soft">
        {data.truncated
          ? t("truncated", { count: ways.length })
          : t("found", { count: ways.length })}{" "}
        <Link to={keep(`/graph?center=${encodeURIComponent(data.source)}`)}>{t("openGraph")}</Link>
      </p>
      <div className="path-graph">
        <Network store={store} shown={shown} layout="tree" way={way} />
      </div>
    </>
  );
}
