import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ClusterSummary } from "../api/generated";
import { useMonth } from "../month/month";
import { useClusterName } from "../pages/clusters/name";
import { useCodeBook } from "../ui/codes";
import { useLabel } from "../ui/labels";
import { percent } from "../ui/numbers";

/** Risk clusters with their size, share of high classes and main tie. */
export function ClusterList({
  title,
  clusters,
}: {
  title: string;
  clusters: readonly ClusterSummary[];
}) {
  const { t } = useTranslation("home");
  const label = useLabel();
  const name = useClusterName();
  const codes = useCodeBook();
  const { keep } = useMonth();
  return (
    <>
      <h3 className="list-head">{title}</h3>
      {clusters.length === 0 && <p className="soft">{t("noClusters")}</p>}
      <ul className="plain-list">
        {clusters.map((one) => (
          <li key={one.cluster_id}>
            <Link to={keep(`/clusters/${encodeURIComponent(one.cluster_id)}`)}>{name(one)}</Link>
            <span className="list-facts">
              <span>{label(one.main_tie_label)}</span>
              <span>{t("highShare", { share: percent(one.high_share, 0) })}</span>
              <span>{t("records", { count: one.records })}</span>
              {one.main_region && <span>{codes.regionName(one.main_region)}</span>}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
