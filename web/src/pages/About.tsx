import { useQuery } from "@tanstack/react-query";
import { Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { FactorCatalogue } from "../about/FactorCatalogue";
import { Licences } from "../about/Licences";
import { Versions } from "../about/Versions";
import { readAboutOptions } from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { useSession } from "../session/session";
import { PageFrame } from "../ui/PageFrame";

/** Versions, data and meanings behind what the page shows. */
export default function About() {
  const { t } = useTranslation("about");
  const { choice } = useMonth();
  const reads = useSession().rights.includes("read");
  const about = useQuery({ ...readAboutOptions({ query: choice }), enabled: reads });
  const tabs = [
    ...(reads
      ? [
          { key: "versions", label: t("versions"), children: <Versions query={about} /> },
          { key: "factors", label: t("factors"), children: <FactorCatalogue /> },
        ]
      : []),
    { key: "licences", label: t("licences"), children: <Licences /> },
  ];
  return (
    <PageFrame title={t("title")} published={about.data?.published}>
      <section className="card">
        <p>{t("purpose")}</p>
        <Tabs items={tabs} destroyOnHidden />
      </section>
    </PageFrame>
  );
}
