import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Form } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ProposalPreview } from "../../api/generated";
import { previewProposalOptions } from "../../api/generated/@tanstack/react-query.gen";
import { CodePicker } from "../../ui/CodePicker";
import { useCodeBook } from "../../ui/codes";
import { QueryState } from "../../ui/ErrorState";
import { useNumber } from "../../ui/numbers";
import { ClassMix } from "../clusters/ClassMix";

interface Group {
  industry: string;
  region: string;
}

/** How many enterprises class D by decision would meet, by industry and region; records nothing. */
export function Preview() {
  const { t } = useTranslation("decisions");
  const { regions, industries } = useCodeBook();
  const [asked, setAsked] = useState<Group | null>(null);
  return (
    <section className="card" aria-label={t("preview")}>
      <h2>{t("preview")}</h2>
      <p className="soft">{t("previewHint")}</p>
      <Form<Group> layout="inline" onFinish={setAsked} requiredMark={false}>
        <Form.Item
          name="industry"
          label={t("industry")}
          rules={[{ required: true, whitespace: true, message: t("required") }]}
        >
          <CodePicker codes={industries} width={220} />
        </Form.Item>
        <Form.Item
          name="region"
          label={t("region")}
          rules={[{ required: true, whitespace: true, message: t("required") }]}
        >
          <CodePicker codes={regions} width={220} />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          {t("count")}
        </Button>
      </Form>
      {asked && <GroupCount {...asked} />}
    </section>
  );
}

/** Enterprises of an industry in a region by class. */
export function GroupCount({ industry, region }: Group) {
  const found = useQuery(previewProposalOptions({ query: { industry, region } }));
  return <QueryState query={found}>{(answer) => <Counted answer={answer} />}</QueryState>;
}

function Counted({ answer }: { answer: ProposalPreview }) {
  const { t } = useTranslation("decisions");
  const number = useNumber();
  return (
    <div role="status" style={{ marginTop: 16, maxWidth: 640 }}>
      <p>
        <b>{t("previewResult", { month: answer.month, n: number(answer.enterprises) })}</b>
        {answer.outside > 0 && ` ${t("previewOutside", { n: number(answer.outside) })}`}
      </p>
      {answer.enterprises > 0 && <ClassMix counts={answer.classes} size={answer.enterprises} />}
      {answer.too_many && <Alert type="warning" showIcon title={t("tooMany")} />}
    </div>
  );
}
