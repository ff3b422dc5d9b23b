import { useQuery } from "@tanstack/react-query";
import { Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { KindView } from "../../api/generated";
import { listProposalSubjectsOptions } from "../../api/generated/@tanstack/react-query.gen";
import { type Answers, DAYS, type ShownField, whomOf } from "./fields";
import { CHOSEN_KINDS } from "./words";

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const FACT_KINDS = ["record", "tie", "filing", "attribute"] as const;
const VERDICTS = ["same", "not_same", "unsure"] as const;

/** One field of the form, by its name. */
export function ProposalField({ kind, field }: { kind: KindView; field: ShownField }) {
  const { t } = useTranslation("decisions");
  const form = Form.useFormInstance<Answers>();
  const whom = whomOf(kind, { whom: Form.useWatch("whom", form) });
  if (field.name === "subject" && whom !== "one") return null;
  return (
    <Form.Item
      name={field.name}
      label={t(`field.${field.name}`)}
      extra={field.name === "subject" ? t(hintOf(kind)) : undefined}
      rules={[
        { required: field.required, whitespace: true, message: t("required") },
        ...(DAYS.has(field.name) ? [{ pattern: DAY, message: t("dayForm") }] : []),
      ]}
    >
      <FieldInput kind={kind} name={field.name} />
    </Form.Item>
  );
}

function hintOf(kind: KindView): "subjectHint" | "subjectFact" | "subjectChosen" {
  if (isChosen(kind)) return "subjectChosen";
  return kind.kind === "exclusion" || kind.kind === "objection" ? "subjectFact" : "subjectHint";
}

function isChosen(kind: KindView): boolean {
  return CHOSEN_KINDS.some((one) => one === kind.kind);
}

interface FieldInputProps {
  kind: KindView;
  name: ShownField["name"];
  /** Handed in by the form. */
  id?: string;
  value?: string;
  onChange?: (value: string | React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
}

function FieldInput({ kind, name, ...handed }: FieldInputProps) {
  const { t, i18n } = useTranslation("decisions");
  if (name === "subject" && isChosen(kind)) return <ChosenSubject kind={kind} {...handed} />;
  if (name === "ground" && kind.grounds.length > 0) {
    const label = (one: KindView["grounds"][number]) =>
      `${i18n.language === "en" ? one.label.en : one.label.zh}（${one.article}）`;
    return (
      <Select
        {...handed}
        options={kind.grounds.map((one) => ({ value: one.word, label: label(one) }))}
      />
    );
  }
  if (name === "fact_kind") {
    return (
      <Select
        {...handed}
        options={FACT_KINDS.map((one) => ({ value: one, label: t(`factKinds.${one}`) }))}
      />
    );
  }
  if (name === "verdict") {
    return (
      <Select
        {...handed}
        options={VERDICTS.map((one) => ({ value: one, label: t(`verdicts.${one}`) }))}
      />
    );
  }
  if (name === "risk_class") {
    const classes = kind.kind === "lower" ? ["A", "B", "C"] : ["B", "C", "D"];
    return <Select {...handed} options={classes.map((value) => ({ value, label: value }))} />;
  }
  if (DAYS.has(name)) {
    return <Input {...handed} placeholder="YYYY-MM-DD" maxLength={10} style={{ width: 180 }} />;
  }
  if (name === "ground" || name === "note") {
    return <Input.TextArea {...handed} rows={name === "ground" ? 3 : 2} maxLength={2000} />;
  }
  return <Input {...handed} maxLength={200} />;
}

function ChosenSubject({ kind, ...handed }: Omit<FieldInputProps, "name">) {
  const form = Form.useFormInstance<Answers>();
  const found = useQuery(listProposalSubjectsOptions({ query: { kind: kind.kind, limit: 100 } }));
  return (
    <Select
      {...handed}
      showSearch={{ optionFilterProp: "label" }}
      loading={found.isPending}
      options={found.data?.items.map((one) => ({ value: one.subject, label: one.label }))}
      onChange={(subject: string) => {
        handed.onChange?.(subject);
        // What follows from the subject, such as the pack of a model, is filled in with it.
        form.setFieldsValue(found.data?.items.find((one) => one.subject === subject)?.fields ?? {});
      }}
    />
  );
}
