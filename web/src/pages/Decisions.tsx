import { useTranslation } from "react-i18next";
import { PageFrame } from "../ui/PageFrame";

export default function Decisions() {
  const { t } = useTranslation("decisions");
  return <PageFrame title={t("title")} />;
}
