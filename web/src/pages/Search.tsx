import { useTranslation } from "react-i18next";
import { PageFrame } from "../ui/PageFrame";

export default function Search() {
  const { t } = useTranslation("search");
  return <PageFrame title={t("title")} />;
}
