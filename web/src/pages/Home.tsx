import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { readHomeOptions } from "../api/generated/@tanstack/react-query.gen";
import { ClassStrip } from "../home/ClassStrip";
import { ClusterList } from "../home/ClusterList";
import { MoverList } from "../home/MoverList";
import { WatchCard } from "../home/WatchCard";
import { useMonth } from "../month/month";
import { SearchBox } from "../search/SearchBox";
import { QueryState } from "../ui/ErrorState";
import { PageFrame } from "../ui/PageFrame";

/** The desk: search first, then what changed this month. */
export default function Home() {
  const { t } = useTranslation("home");
  const { choice, keep } = useMonth();
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
                <h2 id="home-movers">{t("movers", { count: data.movers })}</h2>
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
              </section>
            </div>
          </>
        )}
      </QueryState>
    </PageFrame>
  );
}
