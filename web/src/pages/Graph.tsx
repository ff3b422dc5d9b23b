import { Button } from "antd";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useStore } from "zustand";
import type { Published } from "../api/generated";
import { type Address, readAddress, writeAddress } from "../graph/address";
import type { CanvasHandle } from "../graph/Canvas";
import { hiddenTies } from "../graph/elements";
import { counts, visible } from "../graph/filters";
import { GraphFilters } from "../graph/GraphFilters";
import { GraphPanel } from "../graph/GraphPanel";
import { GraphTable } from "../graph/GraphTable";
import { GraphToolbar } from "../graph/GraphToolbar";
import { NearestWays } from "../graph/NearestWays";
import { Network } from "../graph/Network";
import { OpenView } from "../graph/OpenView";
import { PartySearch } from "../graph/PartySearch";
import { SavedViews } from "../graph/SavedViews";
import { draftOf } from "../graph/savedView";
import { useFoot } from "../graph/useFoot";
import { useCanvasStore, useEgo, useExpand, useGrowth } from "../graph/useGraph";
import { useMonth } from "../month/month";
import { QueryState, StateNote } from "../ui/ErrorState";
import { PageFrame } from "../ui/PageFrame";
import "../graph/graph.css";

/** The network around one enterprise. */
export default function Graph() {
  const { t } = useTranslation("graph");
  const [search, setSearch] = useSearchParams();
  const address = useMemo(() => readAddress(search), [search]);
  const change = useCallback(
    (part: Partial<Address>) =>
      setSearch((now) => writeAddress({ ...readAddress(now), ...part }, now), { replace: true }),
    [setSearch],
  );
  const store = useCanvasStore();
  const { ended, isVoid } = address.filters;
  const follow = useMemo(() => ({ ended, void: isVoid }), [ended, isVoid]);
  const ego = useEgo(store, address.center, follow);
  const opened = useCallback(
    (words: URLSearchParams) =>
      setSearch(
        (now) => {
          for (const name of ["month", "revision"]) {
            const value = now.get(name);
            if (value !== null) words.set(name, value);
          }
          return words;
        },
        { replace: true },
      ),
    [setSearch],
  );
  const view = search.get("view");
  if (view !== null) {
    return (
      <PageFrame title={t("title")}>
        <OpenView id={view} store={store} onOpened={opened} />
      </PageFrame>
    );
  }
  if (address.center === null) {
    return (
      <PageFrame title={t("title")}>
        <StateNote kind="choose">
          <PartySearch
            label={t("chooseCentre")}
            value={null}
            onChoose={(id) => change({ center: id, selected: null })}
          />
        </StateNote>
      </PageFrame>
    );
  }
  const name = ego.data?.nodes.find((node) => node.id === ego.data?.centre)?.label;
  return (
    <PageFrame
      title={t("title")}
      heading={name === undefined ? t("title") : t("titleOf", { name })}
      published={ego.data?.published}
      wide
    >
      <QueryState query={ego}>
        {(data) => (
          <Workbench
            address={address}
            change={change}
            store={store}
            follow={follow}
            centre={data.centre}
            total={data.total}
            published={data.published}
          />
        )}
      </QueryState>
    </PageFrame>
  );
}

const NO_WAY: ReadonlySet<string> = new Set();

interface WorkbenchProps {
  readonly address: Address;
  readonly change: (part: Partial<Address>) => void;
  readonly store: ReturnType<typeof useCanvasStore>;
  readonly follow: { readonly ended: boolean; readonly void: boolean };
  readonly centre: string;
  /** Nodes within reach, as the server counted. */
  readonly total: number;
  readonly published: Published;
}

function Workbench({ address, change, store, follow, centre, total, published }: WorkbenchProps) {
  const { t } = useTranslation("graph");
  const { choice } = useMonth();
  const foot = useFoot(published);
  const [near, setNear] = useState(false);
  const [way, setWay] = useState<ReadonlySet<string>>(NO_WAY);
  const picture = useStore(store, (state) => state.picture);
  const roots = useStore(store, (state) => state.roots);
  const selected = useStore(store, (state) => state.selected);
  const canvas = useRef<CanvasHandle>(null);
  const { filters } = address;
  const shown = useMemo(() => visible(picture, filters, roots), [picture, filters, roots]);
  const counted = useMemo(() => counts(picture), [picture]);
  const hidden = useMemo(() => hiddenTies(picture), [picture]);
  const grown = useGrowth();
  const { expand, expanding } = useExpand(store, follow);
  const { collapse, pin, select } = store.getState();
  const choose = useCallback(
    (id: string | null) => {
      change({ selected: id });
      if (id === null) setWay(NO_WAY);
    },
    [change],
  );
  // A link may name the chosen node; it can only be chosen once it is there.
  const wanted = address.selected;
  const first = useRef(true);
  useEffect(() => {
    if (!first.current || wanted === null || !picture.nodes.has(wanted)) return;
    first.current = false;
    select(wanted);
  }, [wanted, picture, select]);
  return (
    <div
      className={selected === null && address.show === "table" ? "graph-page whole" : "graph-page"}
    >
      <GraphFilters
        filters={filters}
        counts={counted}
        onChange={(next) => change({ filters: next })}
      />
      <div className="graph-middle">
        <GraphToolbar
          store={store}
          shown={shown}
          address={address}
          change={change}
          canvas={canvas}
          centre={centre}
          total={total}
          foot={foot}
        >
          <Button onClick={() => setNear(true)}>{t("nearest")}</Button>
          <SavedViews draft={() => draftOf(picture, address, centre, choice)} />
        </GraphToolbar>
        {address.show === "canvas" ? (
          <Network
            ref={canvas}
            store={store}
            shown={shown}
            layout={address.layout}
            onExpand={expand}
            onChoose={choose}
            way={way}
          />
        ) : (
          <GraphTable
            shown={shown}
            hidden={hidden}
            pinned={picture.pinned}
            selected={selected}
            onChoose={(id) => {
              select(id);
              choose(id);
            }}
            onExpand={expand}
            onCollapse={collapse}
            onPin={pin}
          />
        )}
      </div>
      {near && (
        <NearestWays
          id={selected ?? centre}
          onClose={() => setNear(false)}
          onShow={(way) => {
            store.getState().expand(selected ?? centre, way.nodes, way.edges, null);
            setWay(new Set(way.edges.map((edge) => edge.id)));
            setNear(false);
          }}
        />
      )}
      {(selected !== null || address.show === "canvas") && (
        <GraphPanel
          node={selected === null ? null : (picture.nodes.get(selected) ?? null)}
          picture={picture}
          hidden={selected === null ? 0 : (hidden.get(selected) ?? 0)}
          follow={follow}
          expanding={expanding !== null && expanding === selected}
          onExpand={expand}
          onCollapse={collapse}
          onPin={pin}
          onAdd={(id, nodes, edges) =>
            grown(picture.nodes.size, store.getState().expand(id, nodes, edges, null))
          }
        />
      )}
    </div>
  );
}
