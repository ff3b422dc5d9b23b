import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import {
  listMonthsOptions,
  listRevisionsOptions,
} from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "./month";

/** Month and revision of the whole page; both are in the address. */
export function MonthSwitch() {
  const { t } = useTranslation();
  const { choice, choose } = useMonth();
  const months = useQuery(listMonthsOptions());
  const newest = months.data?.items[0];
  const month = choice.month ?? newest?.month;
  const revisions = useQuery({
    ...listRevisionsOptions({ path: { month: month ?? "" } }),
    enabled: month !== undefined,
  });
  const current = revisions.data?.items.find((one) => one.current)?.revision;
  const revision = choice.revision ?? current;
  if (!newest) return null;
  const old = choice.revision !== undefined && current !== undefined && choice.revision !== current;
  return (
    <div className="month-switch">
      <Select
        aria-label={t("head.month")}
        value={month}
        popupMatchSelectWidth={false}
        options={months.data?.items.map((one) => ({ value: one.month, label: one.month }))}
        onChange={(value: string) => choose(value === newest.month ? {} : { month: value })}
      />
      {(revisions.data?.items.length ?? 0) > 1 && (
        <Select
          aria-label={t("head.revision")}
          value={revision}
          popupMatchSelectWidth={false}
          options={revisions.data?.items.map((one) => ({
            value: one.revision,
            label:
              t("head.revisionN", { n: one.revision }) +
              (one.current ? t("head.revisionCurrent") : ""),
          }))}
          onChange={(value: number) =>
            choose(value === current ? { month } : { month, revision: value })
          }
        />
      )}
      {old && (
        <span role="status" className="month-old">
          {t("head.notCurrent")}
          <Button type="link" size="small" onClick={() => choose({ month })}>
            {t("head.latest")}
          </Button>
        </span>
      )}
    </div>
  );
}
