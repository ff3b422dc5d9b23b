import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Input, Modal, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AlarmView } from "../../api/generated";
import {
  listAlarmsOptions,
  listAlarmsQueryKey,
  noteAlarmMutation,
} from "../../api/generated/@tanstack/react-query.gen";
import { QueryState } from "../../ui/ErrorState";
import { momentText } from "../../ui/moments";
import { Nothing } from "../../ui/Nothing";
import { said } from "../../ui/said";

/** Alarms on bulk viewing, and what each turned out to be. */
export function Alarms() {
  const { t, i18n } = useTranslation("admin");
  const found = useQuery({ ...listAlarmsOptions(), staleTime: 0 });
  const [noting, setNoting] = useState<AlarmView | null>(null);
  const columns: TableColumnsType<AlarmView> = [
    { title: t("number"), dataIndex: "number", width: 70, align: "right" },
    { title: t("at"), key: "at", width: 150, render: (_, row) => momentText(row.at) },
    {
      title: t("alarm"),
      key: "alarm",
      render: (_, row) => (i18n.language === "en" ? row.label.en : row.label.zh),
    },
    { title: t("account"), dataIndex: "account", width: 140 },
    {
      title: t("counted"),
      key: "counted",
      width: 130,
      align: "right",
      render: (_, row) => `${row.counted} / ${row.threshold}`,
    },
    {
      title: t("note"),
      key: "note",
      render: (_, row) =>
        row.note === null ? (
          <Button size="small" onClick={() => setNoting(row)}>
            {t("writeNote")}
          </Button>
        ) : (
          `${row.note} · ${row.noted_by ?? ""} ${momentText(row.noted_at)}`
        ),
    },
  ];
  return (
    <section className="card" aria-label={t("parts.alarms")}>
      <p className="soft">{t("alarmsHint")}</p>
      <QueryState query={found}>
        {(answer) =>
          answer.items.length === 0 ? (
            <Nothing>{t("nothing")}</Nothing>
          ) : (
            <Table<AlarmView>
              rowKey="number"
              size="middle"
              columns={columns}
              dataSource={answer.items}
              pagination={false}
            />
          )
        }
      </QueryState>
      {noting && <NoteDialog alarm={noting} onClose={() => setNoting(null)} />}
    </section>
  );
}

function NoteDialog({ alarm, onClose }: { alarm: AlarmView; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const note = useMutation({
    ...noteAlarmMutation(),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: listAlarmsQueryKey() });
    },
  });
  return (
    <Modal
      open
      title={t("writeNote")}
      okText={t("save")}
      okButtonProps={{ disabled: text.trim().length < 2 }}
      confirmLoading={note.isPending}
      onCancel={onClose}
      onOk={() => note.mutate({ path: { number: alarm.number }, body: { note: text.trim() } })}
    >
      <Input.TextArea
        rows={3}
        maxLength={500}
        aria-label={t("note")}
        placeholder={t("noteRequired")}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {note.error && <Alert type="error" showIcon title={said(note.error)} />}
    </Modal>
  );
}
