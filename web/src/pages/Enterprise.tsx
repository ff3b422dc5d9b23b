import { useTranslation } from "react-i18next";
import { PageFrame } from "../ui/PageFrame";

export default function Enterprise() {
  const { t } = useTranslation("enterprise");
  return <PageFrame title={t("title")} />;
}
