import { LockOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { readEnterpriseOptions } from "../api/generated/@tanstack/react-query.gen";
import { Actions } from "../enterprise/Actions";
import { Heading } from "../enterprise/Heading";
import { Inside } from "../enterprise/Inside";
import { Records } from "../enterprise/Records";
import { useMonth } from "../month/month";
import { QueryState } from "../ui/ErrorState";
import { PageFrame } from "../ui/PageFrame";

/** One enterprise: is it the right one, how bad, did it change, why and because of whom. */
export default function Enterprise() {
  const { t } = useTranslation("enterprise");
  const { t: common } = useTranslation();
  const { id = "" } = useParams();
  const { choice } = useMonth();
  const query = useQuery(readEnterpriseOptions({ path: { enterprise_id: id }, query: choice }));
  const name = query.data?.enterprise.name ?? id;
  return (
    <PageFrame
      title={name}
      published={query.data?.published}
      actions={query.data && <Actions answer={query.data} />}
    >
      <QueryState query={query}>
        {(data) => (
          <>
            <Heading answer={data} />
            {data.in_scope ? (
              <Inside answer={data} />
            ) : (
              <>
                <Alert
                  className="firm-notice"
                  type="info"
                  showIcon
                  icon={<LockOutlined />}
                  title={common("state.outOfScope")}
                  description={common("state.outOfScopeHelp")}
                />
                <section className="card" aria-labelledby="records">
                  <h2 id="records">{t("tab.records", { count: data.records_total })}</h2>
                  <Records records={data.records} total={data.records_total} />
                </section>
              </>
            )}
          </>
        )}
      </QueryState>
    </PageFrame>
  );
}
