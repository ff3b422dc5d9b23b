import { useTranslation } from "react-i18next";
import { PageFrame } from "../ui/PageFrame";

export default function Clusters() {
  const { t } = useTranslation("clusters");
  return <PageFrame title={t("title")} />;
}
