import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { readClusterOptions } from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { QueryState } from "../ui/ErrorState";
import { ExportButton } from "../ui/ExportDialog";
import { PageFrame } from "../ui/PageFrame";
import { ClusterGraph } from "./cluster/ClusterGraph";
import { CoreMembers } from "./cluster/CoreMembers";
import styles from "./cluster/cluster.module.css";
import { KeyFigures } from "./cluster/KeyFigures";
import { LifelineCard } from "./cluster/LifelineCard";
import { MemberTable } from "./cluster/MemberTable";
import { useClusterName } from "./clusters/name";
import { RiskMark } from "./clusters/RiskMark";

/** One cluster: what it is, why its members belong together, its graph, its members. */
export default function Cluster() {
  const { t, i18n } = useTranslation("cluster");
  const { id = "" } = useParams();
  const { choice, keep } = useMonth();
  const cluster = useQuery(readClusterOptions({ path: { cluster_id: id }, query: choice }));
  const name = useClusterName();
  const title = cluster.data ? name(cluster.data.cluster.summary) : t("title");
  return (
    <PageFrame
      title={title}
      heading={
        <>
          {title}
          {cluster.data?.cluster.summary.risk && <RiskMark />}
        </>
      }
      published={cluster.data?.published}
      actions={
        <ExportButton kinds={["members_csv"]} subject={id}>
          {t("export")}
        </ExportButton>
      }
      wide
    >
      <p className="no-print">
        <Link to={keep("/clusters")}>← {t("back")}</Link>
      </p>
      <QueryState query={cluster}>
        {(answer) => (
          <>
            <section className={`card ${styles.why}`} aria-label={t("why")}>
              <h2>{t("why")}</h2>
              <p>
                {i18n.language === "en"
                  ? answer.cluster.summary.why.en
                  : answer.cluster.summary.why.zh}
              </p>
              <p>
                {i18n.language === "en"
                  ? answer.cluster.summary.risk_why.en
                  : answer.cluster.summary.risk_why.zh}
              </p>
            </section>
            <div className={styles.columns}>
              <div className={styles.side}>
                <KeyFigures cluster={answer.cluster} labels={answer.labels} />
                <CoreMembers members={answer.cluster.core} />
                <LifelineCard id={id} />
              </div>
              <ClusterGraph id={id} />
            </div>
            <MemberTable id={id} />
          </>
        )}
      </QueryState>
    </PageFrame>
  );
}
