import { useTranslation } from "react-i18next";
import { PageFrame } from "../ui/PageFrame";

export default function Path() {
  const { t } = useTranslation("path");
  return <PageFrame title={t("title")} />;
}
