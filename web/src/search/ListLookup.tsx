import { UploadOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Input, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LookupAnswer } from "../api/generated";
import { lookUp, lookUpFile } from "../api/generated";
import { useMonth } from "../month/month";
import { ErrorState } from "../ui/ErrorState";
import { LookupTable } from "./LookupTable";

const MOST_LINES = 500;
const MOST_BYTES = 1_048_576;

/** Lines that hold a name or a code. */
export function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Kind of a file by its name: browsers on Windows call a CSV a spreadsheet. */
export function kindOfFile(name: string): string {
  if (/\.xlsx$/i.test(name))
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  return /\.csv$/i.test(name) ? "text/csv" : "text/plain";
}

/** A list of names and codes, pasted or uploaded, with class and change of each. */
export function ListLookup() {
  const { t } = useTranslation("search");
  const { choice } = useMonth();
  const [text, setText] = useState("");
  const [refused, setRefused] = useState<string | null>(null);
  const lines = linesOf(text);
  const asked = useMutation<LookupAnswer, unknown, string[] | File>({
    mutationFn: async (given) => {
      const { data } =
        given instanceof File
          ? await lookUpFile({
              body: given,
              query: choice,
              headers: { "Content-Type": kindOfFile(given.name) },
              throwOnError: true,
            })
          : await lookUp({ body: { texts: given }, query: choice, throwOnError: true });
      return data;
    },
  });
  if (asked.data) return <LookupTable answer={asked.data} onAgain={() => asked.reset()} />;
  return (
    <section className="card lookup" aria-label={t("mode.list")}>
      <p className="soft" id="lookup-help">
        {t("list.help")}
      </p>
      <label htmlFor="lookup-texts">{t("list.texts")}</label>
      <Input.TextArea
        id="lookup-texts"
        aria-describedby="lookup-help"
        rows={14}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {lines.length > MOST_LINES && (
        <Alert type="warning" showIcon title={t("list.tooMany", { count: lines.length })} />
      )}
      {refused && <Alert type="warning" showIcon title={refused} />}
      <div className="lookup-actions">
        <Button
          type="primary"
          disabled={lines.length === 0 || lines.length > MOST_LINES}
          loading={asked.isPending}
          onClick={() => asked.mutate(lines)}
        >
          {t("list.run")}
        </Button>
        <Upload
          accept=".csv,.txt,.xlsx"
          maxCount={1}
          showUploadList={false}
          beforeUpload={(file) => {
            setRefused(file.size > MOST_BYTES ? t("list.tooLarge") : null);
            if (file.size <= MOST_BYTES) asked.mutate(file);
            return false;
          }}
        >
          <Button icon={<UploadOutlined />}>{t("list.upload")}</Button>
        </Upload>
        <span className="soft">{t("list.count", { count: lines.length })}</span>
      </div>
      {asked.error !== null && <ErrorState error={asked.error} />}
    </section>
  );
}
