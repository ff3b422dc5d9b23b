import { useTranslation } from "react-i18next";
import { PageFrame } from "../ui/PageFrame";

export default function About() {
  const { t } = useTranslation("about");
  return <PageFrame title={t("title")} />;
}
