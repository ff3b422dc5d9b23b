import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ClusterDetail } from "../../api/generated";
import { useCodeBook } from "../../ui/codes";
import { percent, useNumber } from "../../ui/numbers";
import { PartyLink } from "../../ui/PartyLink";
import { ClassMix } from "../clusters/ClassMix";
import styles from "./cluster.module.css";

const MOST_REGIONS = 5;

/** Numbers of a cluster, each with its words. */
export function KeyFigures({
  cluster,
  labels,
}: {
  cluster: ClusterDetail;
  labels: Readonly<Record<string, string>>;
}) {
  const { t, i18n } = useTranslation("cluster");
  const { t: common } = useTranslation();
  const number = useNumber();
  const codes = useCodeBook();
  const { summary } = cluster;
  const regions = Object.entries(cluster.regions)
    .sort(([, one], [, other]) => other - one)
    .slice(0, MOST_REGIONS);
  const rows: [string, ReactNode][] = [
    [t("id"), summary.cluster_id],
    [t("members"), number(summary.size)],
    [t("scored"), number(summary.scored)],
    [t("highShare"), percent(summary.high_share)],
    [t("records"), `${number(summary.records)} · ${expected()}`],
    [t("ratio"), ratio()],
    [t("mainTie"), i18n.language === "en" ? summary.main_tie_label.en : summary.main_tie_label.zh],
  ];
  if (cluster.main_hub) {
    const label = labels[cluster.main_hub] ?? cluster.main_hub;
    rows.push([
      t("mainHub"),
      <>
        <PartyLink id={cluster.main_hub} label={label} />{" "}
        {t("mainHubText", { n: number(cluster.main_hub_members) })}
      </>,
    ]);
  }
  rows.push(
    [
      t("regions"),
      regions
        .map(
          ([code, count]) =>
            `${code ? codes.regionName(code) : common("unknown")} ${number(count)}`,
        )
        .join("，") || "–",
    ],
    [t("born"), summary.born],
    [t("changed"), summary.changed],
  );
  return (
    <section className="card" aria-label={t("figures")}>
      <h2>{t("figures")}</h2>
      <ClassMix counts={summary.class_counts} size={summary.size} />
      <dl className={styles.figures}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );

  function expected(): string {
    return summary.expected_records === null
      ? t("expectedNone")
      : t("expected", { n: number(summary.expected_records, 1) });
  }

  function ratio(): string {
    if (summary.ratio_low === null) return "–";
    const low = number(summary.ratio_low, 1);
    return summary.ratio_high === null
      ? t("ratioFrom", { low })
      : t("ratioText", { low, high: number(summary.ratio_high, 1) });
  }
}
