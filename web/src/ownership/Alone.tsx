import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Ownership } from "../api/generated";
import { PartySearch } from "../graph/PartySearch";
import { useMonth } from "../month/month";

/** Instead of a diagram of one box: what is known of an enterprise without a holding, and where to go on. */
export function Alone({ ownership }: { ownership: Ownership }) {
  const { t } = useTranslation("ownership");
  const { keep } = useMonth();
  const navigate = useNavigate();
  const id = encodeURIComponent(ownership.enterprise_id);
  const name = ownership.name ?? ownership.enterprise_id;
  return (
    <section className="ownership-alone" data-testid="ownership-alone">
      <h2>{t("alone.title")}</h2>
      <p>{t("alone.neither", { name, day: ownership.as_of })}</p>
      <p className="soft">{t("alone.why")}</p>
      <ul>
        <li>
          <Link to={keep(`/enterprise/${id}`)}>{t("alone.enterprise")}</Link>
        </li>
        <li>
          <Link to={keep(`/graph?center=${id}`)}>{t("alone.graph")}</Link>
        </li>
      </ul>
      <div>
        <PartySearch
          label={t("alone.other")}
          value={null}
          onChoose={(chosen) => navigate(keep(`/ownership/${encodeURIComponent(chosen)}`))}
        />
      </div>
    </section>
  );
}
