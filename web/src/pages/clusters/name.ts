import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { ClusterSummary } from "../../api/generated";
import { useNumber } from "../../ui/numbers";

const SHOWN = 8;

/** The beginning of a cluster's id, as people read it aloud; the whole id is on its page. */
export function shortId(id: string): string {
  return id.replace(/^K:/, "").slice(0, SHOWN);
}

/** What a cluster is called: by its leading member in the reader's area, else by its id. */
export function useClusterName(): (
  found: Pick<ClusterSummary, "cluster_id" | "leading" | "size">,
) => string {
  const { t } = useTranslation("clusters");
  const number = useNumber();
  return useCallback(
    ({ cluster_id, leading, size }) =>
      leading
        ? t("titleOf", { leading, size: number(size) })
        : t("named", { id: shortId(cluster_id) }),
    [t, number],
  );
}
