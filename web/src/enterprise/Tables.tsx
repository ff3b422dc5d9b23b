import { useQuery } from "@tanstack/react-query";
import { Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { EnterpriseAnswer } from "../api/generated";
import { readProfileOptions } from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { useLabel } from "../ui/labels";
import { useNumber } from "../ui/numbers";
import { NeighbourTable } from "./NeighbourTable";
import { Records } from "./Records";

/** Tables below the first screen, one tab each. */
export function Tables({ answer }: { answer: EnterpriseAnswer }) {
  const { t } = useTranslation("enterprise");
  const { choice } = useMonth();
  const id = answer.enterprise.enterprise_id;
  const profile = useQuery(readProfileOptions({ path: { enterprise_id: id }, query: choice })).data
    ?.profile;
  const counts = profile?.counts;
  const count = (value: number | undefined) => ({ count: value ?? 0 });
  const tabs = [
    {
      key: "holders",
      label: t("tab.holders", count(counts?.shareholders)),
      children: <NeighbourTable id={id} kinds={["HOLDS"]} side="source" />,
    },
    {
      key: "holdings",
      label: t("tab.holdings", count(counts?.investments)),
      children: <NeighbourTable id={id} kinds={["HOLDS"]} side="target" />,
    },
    {
      key: "posts",
      label: t("tab.posts", count(counts?.officers)),
      children: <NeighbourTable id={id} kinds={["OFFICER_OF", "LEGAL_REPRESENTATIVE_OF"]} />,
    },
    {
      key: "branches",
      label: t("tab.branches", count(counts?.branches)),
      children: <NeighbourTable id={id} kinds={["BRANCH_OF"]} />,
    },
    {
      key: "address",
      label: t("tab.address", count(counts?.same_address)),
      children: (
        <>
          {profile?.places.length === 0 && <p className="soft">{t("noRows")}</p>}
          {profile?.places.map((place) => (
            <div key={place.id}>
              <h3 className="list-head">{place.label}</h3>
              <NeighbourTable id={place.id} kinds={["REGISTERED_AT"]} leaveOut={id} />
            </div>
          ))}
        </>
      ),
    },
    {
      key: "records",
      label: t("tab.records", count(answer.records_total)),
      children: <Records records={answer.records} total={answer.records_total} />,
    },
    {
      key: "indicators",
      label: t("tab.indicators", count(answer.enterprise.indicators.length)),
      children: <Indicators answer={answer} />,
    },
    { key: "cluster", label: t("tab.cluster"), children: <ClusterLink answer={answer} /> },
  ];
  return (
    <section className="card firm-tables" aria-label={t("tables")}>
      <Tabs items={tabs} destroyOnHidden />
    </section>
  );
}

function ClusterLink({ answer }: { answer: EnterpriseAnswer }) {
  const { t } = useTranslation("enterprise");
  const { keep } = useMonth();
  const cluster = answer.enterprise.cluster_id;
  if (!cluster) return <p className="soft">{t("noCluster")}</p>;
  return (
    <p>
      {t("inCluster")}{" "}
      <Link to={keep(`/clusters/${encodeURIComponent(cluster)}`)}>{t("openCluster")}</Link>
    </p>
  );
}

function Indicators({ answer }: { answer: EnterpriseAnswer }) {
  const { t } = useTranslation("enterprise");
  const { t: common } = useTranslation();
  const label = useLabel();
  const number = useNumber();
  const factors = new Map(answer.enterprise.factors.map((one) => [one.factor, one.label]));
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th scope="col">{t("indicator.id")}</th>
          <th scope="col">{t("indicator.name")}</th>
          <th scope="col">{t("indicator.factor")}</th>
          <th scope="col">{t("indicator.value")}</th>
          <th scope="col" className="right">
            {t("indicator.risk")}
          </th>
        </tr>
      </thead>
      <tbody>
        {answer.enterprise.indicators.map((one) => (
          <tr key={one.id}>
            <td className="code">{one.id}</td>
            <td>{label(one.label)}</td>
            <td>{label(factors.get(one.factor)) || common(`factor.${one.factor}`)}</td>
            <td>{one.known ? label(one.value_text) : common("unknown")}</td>
            <td className="right">{one.bin === null ? "–" : number(one.bin, 2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
