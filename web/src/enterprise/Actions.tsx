import {
  ApartmentOutlined,
  BranchesOutlined,
  DeploymentUnitOutlined,
  PrinterOutlined,
  StarFilled,
  StarOutlined,
} from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { EnterpriseAnswer } from "../api/generated";
import {
  leaveWatchMutation,
  listWatchOptions,
  watchEnterpriseMutation,
} from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { ExportButton } from "../ui/ExportDialog";

/** Ways on from an enterprise: graph, ownership, path, dossier, watch. */
export function Actions({ answer }: { answer: EnterpriseAnswer }) {
  const { t } = useTranslation("enterprise");
  const { keep } = useMonth();
  const navigate = useNavigate();
  const id = answer.enterprise.enterprise_id;
  const code = encodeURIComponent(id);
  const go = (to: string) => navigate(keep(to));
  return (
    <>
      <Button icon={<DeploymentUnitOutlined />} onClick={() => go(`/graph?center=${code}`)}>
        {t("graph")}
      </Button>
      <Button icon={<ApartmentOutlined />} onClick={() => go(`/ownership/${code}`)}>
        {t("ownership")}
      </Button>
      <Button icon={<BranchesOutlined />} onClick={() => go(`/path?a=${code}`)}>
        {t("path")}
      </Button>
      {answer.in_scope && (
        <ExportButton kinds={["dossier_pdf", "receipt_csv"]} subject={id}>
          {t("export")}
        </ExportButton>
      )}
      <WatchButton id={id} />
      <Button icon={<PrinterOutlined />} aria-label={t("print")} onClick={() => window.print()} />
    </>
  );
}

function WatchButton({ id }: { id: string }) {
  const { t } = useTranslation("enterprise");
  const held = useQueryClient();
  const list = useQuery(listWatchOptions());
  const watched = list.data?.items.some((row) => row.enterprise_id === id) ?? false;
  const again = { onSuccess: () => held.invalidateQueries({ queryKey: [{ _id: "listWatch" }] }) };
  const watch = useMutation({ ...watchEnterpriseMutation(), ...again });
  const leave = useMutation({ ...leaveWatchMutation(), ...again });
  const path = { enterprise_id: id };
  return (
    <Button
      icon={watched ? <StarFilled /> : <StarOutlined />}
      aria-pressed={watched}
      disabled={!list.data}
      loading={watch.isPending || leave.isPending}
      onClick={() => (watched ? leave.mutate({ path }) : watch.mutate({ path, body: {} }))}
    >
      {t(watched ? "watched" : "watch")}
    </Button>
  );
}
