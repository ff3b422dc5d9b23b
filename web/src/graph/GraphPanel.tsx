/** Right column: the chosen node, why it has its class, and what can be done with it. */

import { LockOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import {
  readEnterpriseOptions,
  readReceiptOptions,
} from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { ClassTag } from "../ui/ClassTag";
import { ErrorState } from "../ui/ErrorState";
import { useNumber } from "../ui/numbers";
import { ScoreBar } from "../ui/ScoreBar";
import { EXPAND_BY, type GraphEdge, type GraphNode, type Picture, shownNeighbours } from "./model";
import { NeighbourList } from "./NeighbourList";
import type { Follow } from "./reads";
import { useWords } from "./words";

interface GraphPanelProps {
  readonly node: GraphNode | null;
  readonly picture: Picture;
  readonly hidden: number;
  readonly follow: Follow;
  readonly expanding: boolean;
  readonly onExpand: (id: string) => void;
  readonly onCollapse: (id: string) => void;
  readonly onPin: (id: string, on: boolean) => void;
  readonly onAdd: (id: string, nodes: readonly GraphNode[], edges: readonly GraphEdge[]) => void;
}

export function GraphPanel(props: GraphPanelProps) {
  const { t } = useTranslation("graph");
  return (
    <aside className="graph-panel" aria-label={t("panel")} data-testid="graph-panel">
      {props.node === null ? (
        <p className="soft">{t("chooseNode")}</p>
      ) : (
        <Chosen key={props.node.id} {...props} node={props.node} />
      )}
    </aside>
  );
}

function Chosen({ node, picture, hidden, ...rest }: GraphPanelProps & { node: GraphNode }) {
  const { t } = useTranslation("graph");
  const words = useWords();
  const { keep } = useMonth();
  const number = useNumber();
  const [listed, setListed] = useState(hidden > EXPAND_BY);
  const pinned = picture.pinned.has(node.id);
  const enterprise = node.kind === "enterprise";
  const path = encodeURIComponent(node.id);
  return (
    <>
      <h2>{node.label}</h2>
      <p className="soft">
        {[words.kind(node), words.status(node), enterprise ? node.id : ""]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {enterprise && (
        <div className="graph-panel-head">
          <ClassTag value={node.riskClass} size={34} />
          {node.inScope ? (
            <span>
              <span className="graph-panel-score">{number(node.score, 0)}</span>
              <span className="soft"> / 1000</span>
            </span>
          ) : (
            <span className="soft">
              <LockOutlined aria-hidden="true" /> {t("outOfScopeHelp")}
            </span>
          )}
        </div>
      )}
      <p className="soft">
        {t("tiesShown", { shown: shownNeighbours(picture, node.id), total: node.degree })}
      </p>
      <div className="graph-panel-actions">
        <Button
          type="primary"
          size="small"
          disabled={hidden <= 0}
          loading={rest.expanding}
          onClick={() => rest.onExpand(node.id)}
        >
          {hidden > 0
            ? t("expandN", { count: Math.min(hidden, EXPAND_BY), total: hidden })
            : t("expandedAll")}
        </Button>
        <Button size="small" onClick={() => rest.onCollapse(node.id)}>
          {t("collapse")}
        </Button>
        <Button size="small" aria-pressed={pinned} onClick={() => rest.onPin(node.id, !pinned)}>
          {pinned ? t("unpin") : t("pin")}
        </Button>
        {hidden > 0 && (
          <Button size="small" aria-expanded={listed} onClick={() => setListed(!listed)}>
            {t("asList")}
          </Button>
        )}
        {enterprise && (
          <>
            <Link to={keep(`/enterprise/${path}`)}>{t("openPage")}</Link>
            <Link to={keep(`/ownership/${path}`)}>{t("openOwnership")}</Link>
            <Link to={keep(`/graph?center=${path}`)}>{t("asCentre")}</Link>
          </>
        )}
      </div>
      {listed && (
        <NeighbourList
          id={node.id}
          follow={rest.follow}
          known={picture.nodes}
          onAdd={(nodes, edges) => rest.onAdd(node.id, nodes, edges)}
        />
      )}
      {enterprise && node.inScope && node.score !== null && <Reasons id={node.id} />}
    </>
  );
}

function Reasons({ id }: { id: string }) {
  const { t, i18n } = useTranslation("graph");
  const { choice } = useMonth();
  const number = useNumber();
  const asked = { path: { enterprise_id: id }, query: choice };
  const enterprise = useQuery(readEnterpriseOptions(asked));
  const receipt = useQuery(readReceiptOptions(asked));
  const text = (label: { zh: string; en: string }) =>
    i18n.language === "en" ? label.en : label.zh;
  const error = enterprise.error ?? receipt.error;
  if (error) return <ErrorState error={error} />;
  const factors = enterprise.data?.enterprise.factors ?? [];
  const most = Math.max(1, ...factors.map((one) => one.points));
  const lines = (receipt.data?.receipt.lines ?? []).filter((line) => line.points > 0);
  const worst = [...lines].sort((a, b) => b.points - a.points).slice(0, 8);
  return (
    <>
      <h3>{t("factors")}</h3>
      {factors.map((one) => (
        <div key={one.factor} className="graph-factor">
          <span>{text(one.label)}</span>
          <ScoreBar value={one.points} max={most} label={text(one.label)} />
          <span>{number(one.points, 0)}</span>
        </div>
      ))}
      <h3>{t("reasons")}</h3>
      <ol className="graph-reasons" data-testid="graph-reasons">
        {worst.map((line) => (
          <li
            key={`${line.indicator}.${line.label.zh}.${line.part?.path_nodes.join(" ") ?? ""}.${line.points}`}
          >
            <b>{`+${number(line.points, 0)}`}</b>
            <span>{text(line.sentence)}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
