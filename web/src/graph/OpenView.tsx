/** Opens a saved view into the store, then goes to its address. */

import { useQuery } from "@tanstack/react-query";
import { App } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { readView } from "../api/generated";
import { useMonth } from "../month/month";
import { QueryState } from "../ui/ErrorState";
import { openView } from "./savedView";
import type { CanvasStore } from "./store";

interface OpenViewProps {
  readonly id: string;
  readonly store: CanvasStore;
  readonly onOpened: (words: URLSearchParams) => void;
}

export function OpenView({ id, store, onOpened }: OpenViewProps) {
  const { t } = useTranslation("graph");
  const { message } = App.useApp();
  const { choice } = useMonth();
  const opened = useQuery({
    queryKey: ["graph", "view", id, choice],
    gcTime: 0,
    queryFn: async () => {
      const { data } = await readView({ path: { view_id: id } });
      return openView(data, choice);
    },
  });
  const { data } = opened;
  useEffect(() => {
    if (data === undefined) return;
    store.getState().restore(data.picture, [data.about.centre], data.about, data.address.layout);
    if (data.missing > 0) message.warning(t("viewMissing", { count: data.missing }), 8);
    onOpened(data.words);
  }, [data, store, onOpened, message, t]);
  return <QueryState query={opened}>{() => null}</QueryState>;
}
