import { useTranslation } from "react-i18next";
import { PageFrame } from "../ui/PageFrame";

export default function Cluster() {
  const { t } = useTranslation("cluster");
  return <PageFrame title={t("title")} />;
}
