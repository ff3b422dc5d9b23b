import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MonthInfo } from "../api/generated";
import { listMonthsOptions } from "../api/generated/@tanstack/react-query.gen";
import { type MonthChoice, useMonth } from "./month";

const ASK_AGAIN_MS = 60_000;

/** What a page that names no revision shows: the one in force of the month it names, or of the newest. */
export function inForce(months: readonly MonthInfo[], choice: MonthChoice): MonthInfo | undefined {
  return choice.month ? months.find((one) => one.month === choice.month) : months[0];
}

/** Says that the month was revised, or a newer one published, while the page was open. */
export function RevisedNotice() {
  const { t } = useTranslation();
  const { choice } = useMonth();
  const queries = useQueryClient();
  const months = useQuery({
    ...listMonthsOptions(),
    refetchInterval: ASK_AGAIN_MS,
    refetchOnWindowFocus: "always",
  });
  const now = months.data && inForce(months.data.items, choice);
  const [opened, setOpened] = useState<{ asked: string; info: MonthInfo } | null>(null);
  const asked = `${choice.month ?? ""}/${choice.revision ?? ""}`;
  useEffect(() => {
    // Another month was chosen: from here on that one is watched.
    if (now) setOpened((before) => (before?.asked === asked ? before : { asked, info: now }));
  }, [asked, now]);
  if (!now || !opened || opened.asked !== asked || choice.revision) return null;
  if (opened.info.digest === now.digest) return null;
  const show = () => {
    setOpened({ asked, info: now });
    void queries.invalidateQueries();
  };
  return (
    <Alert
      banner
      type="info"
      role="status"
      className="no-print"
      title={t(opened.info.month === now.month ? "head.revised" : "head.newMonth", {
        month: now.month,
        revision: now.revision,
        shown: opened.info.month === now.month ? opened.info.revision : opened.info.month,
      })}
      action={
        <Button size="small" onClick={show}>
          {t("head.showNew")}
        </Button>
      }
    />
  );
}
