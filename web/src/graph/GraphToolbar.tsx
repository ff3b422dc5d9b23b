/** Row above the canvas: canvas or list, layouts, undo, files. */

import {
  AimOutlined,
  BranchesOutlined,
  FileImageOutlined,
  RedoOutlined,
  ReloadOutlined,
  TableOutlined,
  UndoOutlined,
} from "@ant-design/icons";
import { Alert, Button, Segmented, Tooltip } from "antd";
import type { ReactNode, RefObject } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useStore } from "zustand";
import { useMonth } from "../month/month";
import { ExportButton } from "../ui/ExportDialog";
import { type Address, LAYOUTS, SHOWS } from "./address";
import type { CanvasHandle } from "./Canvas";
import { csvBlob, download, graphCsv } from "./export";
import type { Visible } from "./filters";
import { MAX_NODES, WARN_NODES } from "./model";
import type { CanvasStore } from "./store";
import { useWords } from "./words";

interface GraphToolbarProps {
  readonly store: CanvasStore;
  readonly shown: Visible;
  readonly address: Address;
  readonly change: (part: Partial<Address>) => void;
  readonly canvas: RefObject<CanvasHandle | null>;
  readonly centre: string;
  readonly total: number;
  /** Who, when, which month: the last lines of every file. */
  readonly foot: () => readonly string[];
  readonly children?: ReactNode;
}

export function GraphToolbar(props: GraphToolbarProps) {
  const { store, shown, address, change, canvas, centre, total } = props;
  const { t } = useTranslation("graph");
  const { keep } = useMonth();
  const navigate = useNavigate();
  const words = useWords();
  const picture = useStore(store, (state) => state.picture);
  const past = useStore(store, (state) => state.past);
  const future = useStore(store, (state) => state.future);
  const refused = useStore(store, (state) => state.refused);
  const selected = useStore(store, (state) => state.selected);
  const { undo, redo, relayout } = store.getState();
  const drawing = address.show === "canvas";
  const loaded = picture.nodes.size;

  const onPng = async () => {
    const blob = await canvas.current?.png();
    if (blob) download(blob, `${centre}.png`);
  };
  const onCsv = () => {
    const heads = {
      nodes: [
        t("id"),
        t("name"),
        t("kind"),
        t("class"),
        t("score"),
        t("region"),
        t("degree"),
        t("hops"),
      ],
      edges: [
        t("id"),
        t("from_"),
        t("tie"),
        t("id"),
        t("to_"),
        t("since"),
        t("until"),
        t("tieState"),
      ],
    };
    download(csvBlob(graphCsv(shown, words, heads, props.foot())), `${centre}.csv`);
  };
  const positions = () =>
    Object.fromEntries(
      shown.nodes.flatMap((node) => {
        const point = picture.pos.get(node.id);
        return point === undefined ? [] : [[node.id, [point.x, point.y] as [number, number]]];
      }),
    );
  const party =
    selected !== null && selected !== centre ? `&b=${encodeURIComponent(selected)}` : "";
  return (
    <>
      <div className="graph-toolbar" role="toolbar" aria-label={t("toolbar")}>
        <Segmented
          value={address.show}
          aria-label={t("view")}
          options={SHOWS.map((one) => ({ value: one, label: t(`shows.${one}`) }))}
          onChange={(show) => change({ show })}
        />
        {drawing && (
          <>
            <Segmented
              value={address.layout}
              aria-label={t("layout")}
              options={LAYOUTS.map((one) => ({ value: one, label: t(`layouts.${one}`) }))}
              onChange={(layout) => {
                relayout();
                change({ layout });
              }}
            />
            <Sign title={t("relayout")} icon={<ReloadOutlined />} onClick={relayout} />
            <Sign title={t("fit")} icon={<AimOutlined />} onClick={() => canvas.current?.fit()} />
          </>
        )}
        <Sign
          title={t("undo")}
          icon={<UndoOutlined />}
          disabled={past.length === 0}
          onClick={undo}
        />
        <Sign
          title={t("redo")}
          icon={<RedoOutlined />}
          disabled={future.length === 0}
          onClick={redo}
        />
        {drawing && <Sign title={t("png")} icon={<FileImageOutlined />} onClick={onPng} />}
        <Sign title={t("csv")} icon={<TableOutlined />} onClick={onCsv} />
        <ExportButton
          kinds={["graph_svg", "dossier_pdf", "ego_graphml"]}
          subject={centre}
          parameters={(kind) => (kind === "graph_svg" ? { positions: positions() } : {})}
        >
          {t("export")}
        </ExportButton>
        <Button
          icon={<BranchesOutlined />}
          onClick={() => navigate(keep(`/path?a=${encodeURIComponent(centre)}${party}`))}
        >
          {t("pathTo")}
        </Button>
        {props.children}
        <span className="graph-count" data-testid="graph-count">
          {t("countShown", {
            nodes: shown.nodes.length,
            loaded,
            total: Math.max(total, loaded),
            edges: shown.edges.length,
          })}
        </span>
      </div>
      {refused > 0 ? (
        <Alert type="error" showIcon title={t("refused", { count: refused, most: MAX_NODES })} />
      ) : (
        loaded > WARN_NODES && (
          <Alert type="warning" showIcon title={t("many", { count: loaded })} />
        )
      )}
    </>
  );
}

function Sign(props: { title: string; icon: ReactNode; disabled?: boolean; onClick: () => void }) {
  return (
    <Tooltip title={props.title}>
      <Button
        aria-label={props.title}
        icon={props.icon}
        disabled={props.disabled}
        onClick={props.onClick}
      />
    </Tooltip>
  );
}
