import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { listWatchOptions } from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { ClassChange } from "../ui/ClassChange";
import { QueryState } from "../ui/ErrorState";
import { useNumber } from "../ui/numbers";
import { PartyLink } from "../ui/PartyLink";

/** Enterprises the reader watches, as they stand in the month. */
export function WatchCard() {
  const { t } = useTranslation("home");
  const number = useNumber();
  const { choice } = useMonth();
  const watched = useQuery(listWatchOptions({ query: choice }));
  return (
    <section className="card" aria-labelledby="home-watch">
      <h2 id="home-watch">{t("watch")}</h2>
      <QueryState query={watched}>
        {(data) => (
          <>
            {data.items.length === 0 && <p className="soft">{t("noWatch")}</p>}
            <ul className="plain-list">
              {data.items.map((row) => (
                <li key={row.enterprise_id}>
                  <PartyLink id={row.enterprise_id} label={row.name} />
                  <span className="list-facts">
                    <ClassChange before={row.previous_class} now={row.risk_class} />
                    <span>{row.in_scope ? number(row.score) : t("outsideArea")}</span>
                    {row.note && <span>{row.note}</span>}
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
      </QueryState>
    </section>
  );
}
