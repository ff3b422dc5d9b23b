import { useTranslation } from "react-i18next";
import { PageFrame } from "../ui/PageFrame";

export default function Home() {
  const { t } = useTranslation("home");
  return <PageFrame title={t("title")} />;
}
