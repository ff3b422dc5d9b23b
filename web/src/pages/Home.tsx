import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, Navigate } from "react-router";
import { readHomeOptions } from "../api/generated/@tanstack/react-query.gen";
import { ClassStrip } from "../home/ClassStrip";
import { ClusterList } from "../home/ClusterList";
import { MoverList } from "../home/MoverList";
import { WatchCard } from "../home/WatchCard";
import { useMonth } from "../month/month";
import { SearchBox } from "../search/SearchBox";
import { useRight } from "../session/session";
import { QueryState } from "../ui/ErrorState";
import { useNumber } from "../ui/numbers";
import { PageFrame } from "../ui/PageFrame";

/** The first page: the desk; who reads no enterprises starts at the administration. */
export default function Home() {
  return useRight("read") ? <Desk /> : <Navigate to="/admin" replace />;
}

/** The desk: search first, then what changed this month. */
function Desk() {
  const { t } = useTranslation("home");
  const { choice, keep } = useMonth();
  const number = useNumber();
  const home = useQuery(readHomeOptions({ query: choice }));
  return (
    <PageFrame title={t("title")} published={home.data?.published}>
      <div className="home-search">
        <SearchBox focus />
        <p className="soft">{t("searchHelp")}</p>
      </div>
      <QueryState query={home}>
        {(data) => (
          <>
            <ClassStrip data={data} />
            <div className="home-columns">
              <section className="card" aria-labelledby="home-movers">
                <h2 id="home-movers">{t("movers", { n: number(data.movers) })}</h2>
                <MoverList title={t("rises")} movers={data.rises} />
                <MoverList title={t("falls")} movers={data.falls} />
                <p>
                  <Link to={keep("/migration")}>{t("allMovers")}</Link>
                </p>
              </section>
              <WatchCard />
              <section className="card" aria-labelledby="home-clusters">
                <h2 id="home-clusters">{t("clusters", { count: data.risk_clusters })}</h2>
                <ClusterList title={t("newClusters")} clusters={data.new_clusters} />
                <ClusterList title={t("grownClusters")} clusters={data.grown_clusters} />
                <p>
                  {data.risk_clusters > 0 ? (
                    <Link to={keep("/clusters?risk=1")}>{t("allClusters")}</Link>
                  ) : (
                    <Link to={keep("/clusters")}>{t("noneButClusters")}</Link>
                  )}
                </p>
              </section>
            </div>
          </>
        )}
      </QueryState>
    </PageFrame>
  );
}
