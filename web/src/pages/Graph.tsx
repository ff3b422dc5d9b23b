import { useTranslation } from "react-i18next";
import { PageFrame } from "../ui/PageFrame";

export default function Graph() {
  const { t } = useTranslation("graph");
  return <PageFrame title={t("title")} />;
}
