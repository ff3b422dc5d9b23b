import { Form, Input, Radio } from "antd";
import { useTranslation } from "react-i18next";
import type { KindView } from "../../api/generated";
import { CodePicker } from "../../ui/CodePicker";
import { useCodeBook } from "../../ui/codes";
import { type Answers, takesGroup, whomOf } from "./fields";
import { GroupCount } from "./Preview";

/** Whom a decision meets: one, a list, or an industry in a region with its preview. */
export function WhomFields({ kind }: { kind: KindView }) {
  const { t } = useTranslation("decisions");
  const form = Form.useFormInstance<Answers>();
  const codes = useCodeBook();
  const whom = whomOf(kind, { whom: Form.useWatch("whom", form) });
  const industry = Form.useWatch("industry", form)?.trim();
  const region = Form.useWatch("region", form)?.trim();
  if (!takesGroup(kind)) return null;
  const required = [{ required: true, whitespace: true, message: t("required") }];
  return (
    <>
      <Form.Item name="whom" label={t("whom")}>
        <Radio.Group
          options={[
            { value: "one", label: t("whomOne") },
            { value: "list", label: t("whomList") },
            { value: "group", label: t("whomGroup") },
          ]}
        />
      </Form.Item>
      {whom === "list" && (
        <Form.Item name="subjects" label={t("subjects")} extra={t("subjectsHint")} rules={required}>
          <Input.TextArea rows={5} />
        </Form.Item>
      )}
      {whom === "group" && (
        <>
          <Form.Item name="industry" label={t("industry")} rules={required}>
            <CodePicker codes={codes.industries} />
          </Form.Item>
          <Form.Item name="region" label={t("region")} rules={required}>
            <CodePicker codes={codes.regions} />
          </Form.Item>
          {industry && region && <GroupCount industry={industry} region={region} />}
        </>
      )}
    </>
  );
}
