import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { LifelineEntry } from "../../api/generated";
import { readLifelineOptions } from "../../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../../month/month";
import { QueryState } from "../../ui/ErrorState";
import { EventTag } from "../clusters/EventTag";
import { shortId } from "../clusters/name";
import styles from "./cluster.module.css";

/** Every event of a cluster, newest first. */
export function LifelineCard({ id }: { id: string }) {
  const { t } = useTranslation("cluster");
  const { choice } = useMonth();
  const life = useQuery(readLifelineOptions({ path: { cluster_id: id }, query: choice }));
  return (
    <section className="card" aria-label={t("lifeline")}>
      <h2>{t("lifeline")}</h2>
      <QueryState query={life}>
        {(answer) => (
          <ol className={styles.life}>
            {[...answer.result.entries].reverse().map((entry) => (
              <Entry key={entry.month} entry={entry} />
            ))}
          </ol>
        )}
      </QueryState>
    </section>
  );
}

function Entry({ entry }: { entry: LifelineEntry }) {
  const { t } = useTranslation("cluster");
  const { keep } = useMonth();
  return (
    <li>
      <b>{entry.month}</b> <EventTag event={entry.event} />{" "}
      {entry.size !== entry.previous_size && (
        <span>{t("sizeChange", { before: entry.previous_size, now: entry.size })}</span>
      )}
      <div className="soft">
        {entry.other_ids.length > 0 && t("together")}
        {entry.other_ids.map((other) => (
          <Fragment key={other}>
            {" "}
            <Link to={keep(`/clusters/${encodeURIComponent(other)}`)}>{shortId(other)}</Link>
          </Fragment>
        ))}
      </div>
    </li>
  );
}
