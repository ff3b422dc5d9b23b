/** Words of the canvas in the reader's language. */

import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { percent } from "../ownership/place";
import type { GraphEdge, GraphNode } from "./model";

export interface GraphWords {
  /** Kind, role and share of a tie: "持股 60%". */
  tie(edge: GraphEdge): string;
  /** Ended, void, and statuses in force; empty for most. */
  tieState(edge: GraphEdge): string;
  kind(node: GraphNode): string;
  riskClass(node: GraphNode): string;
  status(node: GraphNode): string;
}

export function useWords(): GraphWords {
  const { t } = useTranslation("graph");
  const tie = useCallback(
    (edge: GraphEdge) => {
      const kind = t(`ties.${edge.kind}`);
      return edge.share === null ? kind : `${kind} ${percent(edge.share)}`;
    },
    [t],
  );
  const tieState = useCallback(
    (edge: GraphEdge) =>
      [
        edge.ended ? t("tieEnded") : "",
        ...edge.statuses.map((one) => t(`statuses.${one}` as "statuses.revoked")),
      ]
        .filter(Boolean)
        .join("、"),
    [t],
  );
  const kind = useCallback((node: GraphNode) => t(`kinds.${node.kind}`), [t]);
  const riskClass = useCallback(
    (node: GraphNode) => {
      if (node.kind !== "enterprise") return "";
      return node.riskClass === null ? t("classNone") : t("classOf", { value: node.riskClass });
    },
    [t],
  );
  const status = useCallback(
    (node: GraphNode) =>
      node.status === null
        ? ""
        : t(`states.${node.status}` as "states.operating", { defaultValue: node.status }),
    [t],
  );
  return { tie, tieState, kind, riskClass, status };
}
