import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EnterpriseAnswer, Factor } from "../api/generated";
import { readReceiptOptions } from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { QueryState } from "../ui/ErrorState";
import { FactorBars } from "./FactorBars";
import { History } from "./History";
import { Marks } from "./Marks";
import { Reasons } from "./Reasons";
import { RelationMap } from "./RelationMap";
import { reasonsOf } from "./reasons";
import { Tables } from "./Tables";
import { WhatIf } from "./WhatIf";

/** What an account with the enterprise in its area sees. */
export function Inside({ answer }: { answer: EnterpriseAnswer }) {
  const { t } = useTranslation("enterprise");
  const { choice } = useMonth();
  const { enterprise_id: id, scored } = answer.enterprise;
  const [factor, setFactor] = useState<Factor | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const receipt = useQuery(readReceiptOptions({ path: { enterprise_id: id }, query: choice }));
  const reasons = receipt.data ? reasonsOf(receipt.data.receipt.lines) : [];
  return (
    <>
      {receipt.data && <Marks receipt={receipt.data.receipt} />}
      <div className="firm-first">
        <section className="card" aria-labelledby="reasons">
          <h2 id="reasons">{t("reasons")}</h2>
          <QueryState query={receipt}>
            {(data) => (
              <Reasons
                reasons={reasons}
                labels={data.labels}
                factor={factor}
                onFactor={setFactor}
                chosen={chosen}
                onChoose={setChosen}
                centre={id}
                name={answer.enterprise.name}
              />
            )}
          </QueryState>
        </section>
        <div className="firm-side">
          <section className="card" aria-labelledby="factors">
            <h2 id="factors">{t("factors")}</h2>
            {scored ? (
              <FactorBars answer={answer} factor={factor} onFactor={setFactor} />
            ) : (
              <p className="soft">{t("notScored")}</p>
            )}
          </section>
          {scored && (
            <section className="card" aria-labelledby="around">
              <h2 id="around">{t("around")}</h2>
              <RelationMap
                centre={id}
                name={answer.short_name}
                reasons={reasons}
                labels={receipt.data?.labels ?? {}}
                chosen={chosen}
                onChoose={setChosen}
              />
            </section>
          )}
          <section className="card" aria-labelledby="history">
            <h2 id="history">{t("history")}</h2>
            <History points={answer.history} />
          </section>
        </div>
      </div>
      <Tables answer={answer} />
      {receipt.data && scored && <WhatIf id={id} reasons={reasons} labels={receipt.data.labels} />}
    </>
  );
}
