import { useMutation } from "@tanstack/react-query";
import { Button, Checkbox } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { supposeWhatIfMutation } from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { ClassTag } from "../ui/ClassTag";
import { ErrorState } from "../ui/ErrorState";
import { useLabel } from "../ui/labels";
import { useNumber } from "../ui/numbers";
import type { Reason } from "./reasons";

const MOST = 12;

/** What the score would be without some ties; computed for the reader, never stored. */
export function WhatIf({
  id,
  reasons,
  labels,
}: {
  id: string;
  reasons: readonly Reason[];
  labels: Record<string, string>;
}) {
  const { t } = useTranslation("enterprise");
  const { choice } = useMonth();
  const label = useLabel();
  const number = useNumber();
  const [without, setWithout] = useState<string[]>([]);
  const computed = useMutation(supposeWhatIfMutation());
  const parties = reasons.filter((one) => one.party).slice(0, MOST);
  if (parties.length === 0) return null;
  const ties = (key: string) =>
    parties
      .filter((one) => one.key === key)
      .flatMap((one) => one.lines.flatMap((line) => line.part?.path[0]?.tie_id ?? []));
  const ask = () =>
    computed.mutate({
      path: { enterprise_id: id },
      query: choice,
      body: { without_ties: [...new Set(without.flatMap(ties))] },
    });
  const answer = computed.data?.what_if;
  return (
    <section className="card what-if" aria-labelledby="what-if">
      <h2 id="what-if">{t("whatIf")}</h2>
      <p className="soft">{t("whatIfHelp")}</p>
      <Checkbox.Group
        value={without}
        onChange={(chosen) => {
          setWithout(chosen as string[]);
          computed.reset();
        }}
        options={parties.map((one) => ({
          value: one.key,
          label: `${one.party?.name ?? labels[one.party?.id ?? ""] ?? ""} · ${
            one.lines[0]?.part ? label(one.lines[0].part.label) : ""
          } · +${number(one.points, 1)}`,
        }))}
      />
      <div className="what-if-line">
        <Button
          type="primary"
          disabled={without.length === 0}
          loading={computed.isPending}
          onClick={ask}
        >
          {t("compute")}
        </Button>
        {answer && (
          <p role="status">
            {t("from")} <b>{number(answer.before.score, 1)}</b>{" "}
            <ClassTag value={answer.before.risk_class} size={18} /> {t("to")}{" "}
            <b>{number(answer.after.score, 1)}</b>{" "}
            <ClassTag value={answer.after.risk_class} size={18} />
          </p>
        )}
      </div>
      {computed.error !== null && <ErrorState error={computed.error} />}
    </section>
  );
}
