/** Reads around the centre into a store, and the steps that ask the server for more. */

import { useQuery } from "@tanstack/react-query";
import { App } from "antd";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { readEgoOptions } from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { MAX_NODES, START_NODES, WARN_NODES } from "./model";
import { bring, type Follow, toEdge, toNode } from "./reads";
import { type About, type CanvasStore, createCanvasStore, type Grown } from "./store";

const START_HOPS = 2;

/** One store for as long as the page is open. */
export function useCanvasStore(): CanvasStore {
  const [store] = useState(createCanvasStore);
  return store;
}

/** The network around a centre; what a switch adds later is merged and can be undone. */
export function useEgo(store: CanvasStore, center: string | null, follow: Follow) {
  const { choice } = useMonth();
  const query = useQuery({
    ...readEgoOptions({
      path: { enterprise_id: center ?? "" },
      query: { ...choice, ...follow, hops: START_HOPS, cap: START_NODES },
    }),
    enabled: center !== null,
    // A switch asks again for the same centre: the picture stays up meanwhile.
    placeholderData: (before) => (before?.centre === center ? before : undefined),
  });
  const { data, isPlaceholderData } = query;
  useEffect(() => {
    if (data === undefined || isPlaceholderData) return;
    const { about, begin, expand, answer } = store.getState();
    const now: About = { centre: data.centre, digest: data.published.digest, ...follow };
    const same = about.centre === now.centre && about.digest === now.digest;
    if (same && about.ended === now.ended && about.void === now.void) return;
    const nodes = data.nodes.map(toNode);
    const edges = data.ties.map((tie) => toEdge(tie, data.published));
    if (!same) begin(nodes, edges, [data.centre], now);
    else {
      expand(data.centre, nodes, edges, null);
      answer(now);
    }
  }, [data, isPlaceholderData, store, follow]);
  return query;
}

/** Says what an expansion did where it is not to be seen at once. */
export function useGrowth(): (before: number, grown: Grown) => void {
  const { t } = useTranslation("graph");
  const { message } = App.useApp();
  return useCallback(
    (before, { added, ties, refused }) => {
      const now = before + added;
      if (refused > 0) message.error(t("refused", { count: refused, most: MAX_NODES }), 8);
      else if (added === 0 && ties === 0) message.info(t("nothingNew"));
      else if (before <= WARN_NODES && now > WARN_NODES)
        message.warning(t("many", { count: now }), 8);
    },
    [t, message],
  );
}

/** Brings the next neighbours of a node onto the canvas; null while nothing is on its way. */
export function useExpand(store: CanvasStore, follow: Follow) {
  const { t } = useTranslation("graph");
  const { message } = App.useApp();
  const { choice } = useMonth();
  const grown = useGrowth();
  const [expanding, setExpanding] = useState<string | null>(null);
  const expand = useCallback(
    async (id: string) => {
      const { picture } = store.getState();
      if (picture.nodes.size >= MAX_NODES) {
        grown(picture.nodes.size, { added: 0, ties: 0, refused: 1 });
        return;
      }
      setExpanding(id);
      try {
        const brought = await bring(id, picture, follow, choice);
        const before = store.getState().picture.nodes.size;
        grown(before, store.getState().expand(id, brought.nodes, brought.edges, brought.paging));
      } catch {
        message.error(t("expandFailed"));
      } finally {
        setExpanding(null);
      }
    },
    [store, follow, choice, grown, message, t],
  );
  return { expand, expanding };
}
