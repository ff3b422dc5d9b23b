import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AboutAnswer, RiskClass } from "../api/generated";
import { ClassTag } from "../ui/ClassTag";
import { QueryState } from "../ui/ErrorState";
import { useLabel } from "../ui/labels";
import { ModelCard } from "./ModelCard";

/** Version of the product, rule pack, model in use, deliveries in the store. */
export function Versions({
  query,
}: {
  query: {
    data: AboutAnswer | undefined;
    error: unknown;
    isPending: boolean;
    refetch: () => unknown;
  };
}) {
  const { t } = useTranslation("about");
  const label = useLabel();
  return (
    <QueryState query={query}>
      {(data) => (
        <>
          <dl className="about-facts">
            <Fact name={t("version")}>
              {data.product} {data.version}（API v{data.api_version}）
            </Fact>
            <Fact name={t("pack")}>
              {label(data.pack.title)} · {data.pack.id} {data.pack.version}
            </Fact>
            <Fact name={t("packHash")}>
              <span className="code">{data.pack.hash.slice(0, 16)}</span>
            </Fact>
            <Fact name={t("approved")}>{data.pack.approved_on ?? t("notApproved")}</Fact>
            <Fact name={t("basis")}>{data.pack.legal_basis.join("；")}</Fact>
            <Fact name={t("model")}>
              {data.model.way === "baseline" ? t("baseline") : t("learned")}
              {data.model.model && ` · ${data.model.model}`}
              {data.model.reason && `（${label(data.model.reason)}）`}
            </Fact>
            {data.model.card && (
              <Fact name={t("card")}>
                <ModelCard card={data.model.card} />
              </Fact>
            )}
            <Fact name={t("data")}>
              <span className="code">{data.store_version}</span>
            </Fact>
          </dl>
          <h3 className="list-head">{t("classes")}</h3>
          <ul className="about-classes">
            {(Object.entries(data.pack.classes) as [RiskClass, [number, number]][]).map(
              ([name, [from, to]]) => (
                <li key={name}>
                  <ClassTag value={name} />{" "}
                  {t("range", { from, to, end: name === "D" ? "]" : ")" })}
                </li>
              ),
            )}
          </ul>
          <h3 className="list-head">{t("batches", { count: data.batches_total })}</h3>
          <ul className="about-batches">
            {data.batches.map((one) => (
              <li key={one.batch} className="code">
                {one.batch}
              </li>
            ))}
          </ul>
        </>
      )}
    </QueryState>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
