import { Checkbox } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Chart } from "../../charts/Chart";
import type { MatrixRow } from "../../charts/matrix";
import { flowOption } from "../../charts/options";
import { chartInk } from "../../charts/palette";
import { useMode } from "../../mode";
import { useNumber } from "../../ui/numbers";

interface FlowCardProps {
  rows: readonly MatrixRow[];
  before: string;
  now: string;
  onChoose: (cell: { from: string; to: string }) => void;
}

/** Flows between classes; a click on a flow lists those enterprises. */
export function FlowCard({ rows, before, now, onChoose }: FlowCardProps) {
  const { t } = useTranslation("migration");
  const mode = useMode((state) => state.mode);
  const number = useNumber();
  const [withUnchanged, setWithUnchanged] = useState(false);
  const option = useMemo(() => {
    const words = {
      before,
      now,
      none: t("none"),
      firms: (count: number) => t("firms", { n: number(count) }),
    };
    return flowOption(rows, words, chartInk(mode), withUnchanged);
  }, [rows, before, now, t, mode, number, withUnchanged]);
  return (
    <section className="card" aria-label={t("flows")}>
      <h2>{t("flows")}</h2>
      <Chart
        option={option}
        label={t("flowsLabel", { before, now })}
        height={400}
        onChoose={(chosen) => {
          const { source, target } = (chosen.data ?? {}) as { source?: string; target?: string };
          if (source && target && source.slice(1) !== target.slice(1)) {
            onChoose({ from: source.slice(1), to: target.slice(1) });
          }
        }}
      />
      <Checkbox
        className="no-print"
        checked={withUnchanged}
        onChange={(event) => setWithUnchanged(event.target.checked)}
      >
        {t("withUnchanged")}
      </Checkbox>
    </section>
  );
}
