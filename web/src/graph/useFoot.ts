/** Last lines of every file that the page makes: month, operator, time. */

import { useTranslation } from "react-i18next";
import type { Published } from "../api/generated";
import { useSession } from "../session/session";

export function useFoot(published: Published): () => readonly string[] {
  const { t } = useTranslation("graph");
  const { account } = useSession();
  return () => [
    t("footMonth", {
      asOf: published.as_of,
      month: published.month,
      revision: published.revision,
    }),
    t("footOperator", { account }),
    t("footTime", { time: new Date().toISOString() }),
  ];
}
