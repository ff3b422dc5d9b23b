import { WarningOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import styles from "./clusters.module.css";

/** Mark of a risk cluster, in words and with a sign; the reason shows under the pointer and is on its page. */
export function RiskMark({ why }: { why?: string }) {
  const { t } = useTranslation("clusters");
  return (
    <span className={styles.risk} title={why}>
      <WarningOutlined aria-hidden="true" /> {t("risk")}
    </span>
  );
}
