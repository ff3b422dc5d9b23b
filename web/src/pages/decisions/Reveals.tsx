import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Modal, Space, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RevealedName, RevealView } from "../../api/generated";
import {
  decideRevealMutation,
  listRevealsOptions,
  listRevealsQueryKey,
  showRevealMutation,
} from "../../api/generated/@tanstack/react-query.gen";
import { useSession } from "../../session/session";
import { QueryState } from "../../ui/ErrorState";
import { momentText } from "../../ui/moments";
import { Nothing } from "../../ui/Nothing";
import { PartyLink } from "../../ui/PartyLink";
import { ShownName } from "../../ui/RevealDialog";
import { said } from "../../ui/said";

const LEAST_REASON = 5;

/** Requests to see one person's name: own ones, and those of others that wait. */
export function Reveals() {
  const { t } = useTranslation("reveal");
  const { account } = useSession();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [deciding, setDeciding] = useState<RevealView | null>(null);
  const [shown, setShown] = useState<RevealedName | null>(null);
  const found = useQuery(listRevealsOptions());
  const refresh = () => queries.invalidateQueries({ queryKey: listRevealsQueryKey() });
  const see = useMutation({
    ...showRevealMutation(),
    // The name is kept in this dialog only.
    gcTime: 0,
    onSuccess: (name) => {
      setShown(name);
      return refresh();
    },
    onError: (error) => void message.error(said(error)),
  });
  const columns: TableColumnsType<RevealView> = [
    { title: t("number"), dataIndex: "number", width: 70, align: "right" },
    { title: t("person"), dataIndex: "person" },
    {
      title: t("enterprise"),
      key: "enterprise",
      render: (_, row) => <PartyLink id={row.enterprise_id} label={row.enterprise} />,
    },
    { title: t("reason"), dataIndex: "reason" },
    {
      title: t("account"),
      key: "account",
      render: (_, row) => `${row.account} · ${momentText(row.at)}`,
    },
    { title: t("state"), key: "state", render: (_, row) => t(`states.${row.state}`) },
    {
      title: t("decide"),
      key: "act",
      width: 110,
      render: (_, row) => {
        if (row.account === account && row.state === "approved") {
          return (
            <Button size="small" onClick={() => see.mutate({ path: { number: row.number } })}>
              {t("see")}
            </Button>
          );
        }
        if (row.account !== account && row.state === "asked") {
          return (
            <Button size="small" type="primary" onClick={() => setDeciding(row)}>
              {t("decide")}
            </Button>
          );
        }
        return null;
      },
    },
  ];
  return (
    <section className="card" aria-label={t("list")}>
      <p className="soft">{t("listHint")}</p>
      <QueryState query={found}>
        {(answer) =>
          answer.items.length === 0 ? (
            <Nothing>{t("none")}</Nothing>
          ) : (
            <Table<RevealView>
              rowKey="number"
              size="middle"
              columns={columns}
              dataSource={answer.items}
              pagination={false}
            />
          )
        }
      </QueryState>
      {deciding && (
        <DecideDialog
          reveal={deciding}
          onClose={() => {
            setDeciding(null);
            void refresh();
          }}
        />
      )}
      {shown && (
        <Modal open title={t("person")} footer={null} onCancel={() => setShown(null)}>
          <ShownName shown={shown} onHide={() => setShown(null)} />
        </Modal>
      )}
    </section>
  );
}

function DecideDialog({ reveal, onClose }: { reveal: RevealView; onClose: () => void }) {
  const { t } = useTranslation("reveal");
  const { message } = App.useApp();
  const [reason, setReason] = useState("");
  const decide = useMutation({
    ...decideRevealMutation(),
    onSuccess: onClose,
    onError: (error) => void message.error(said(error)),
  });
  const send = (verdict: "approved" | "refused") =>
    decide.mutate({ path: { number: reveal.number }, body: { verdict, reason: reason.trim() } });
  const ready = reason.trim().length >= LEAST_REASON;
  return (
    <Modal open title={t("title", { name: reveal.person })} footer={null} onCancel={onClose}>
      <p>
        {reveal.account}：{reveal.reason}
      </p>
      <Input.TextArea
        rows={3}
        maxLength={500}
        aria-label={t("reason")}
        placeholder={t("reasonRequired")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Space style={{ marginTop: 12 }}>
        <Button type="primary" disabled={!ready} onClick={() => send("approved")}>
          {t("approve")}
        </Button>
        <Button danger disabled={!ready} onClick={() => send("refused")}>
          {t("refuse")}
        </Button>
      </Space>
    </Modal>
  );
}
