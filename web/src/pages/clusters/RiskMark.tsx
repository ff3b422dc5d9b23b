import { WarningOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import styles from "./clusters.module.css";

/** Mark of a risk cluster, in words and with a sign. */
export function RiskMark() {
  const { t } = useTranslation("clusters");
  return (
    <span className={styles.risk}>
      <WarningOutlined aria-hidden="true" /> {t("risk")}
    </span>
  );
}
