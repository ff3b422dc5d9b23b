import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ClusterGraph as Graph } from "../../api/generated";
import { readClusterGraphOptions } from "../../api/generated/@tanstack/react-query.gen";
import { Canvas, type CanvasHandle } from "../../graph/Canvas";
import type { Point } from "../../graph/model";
import { useWords } from "../../graph/words";
import { useMode } from "../../mode";
import { useMonth } from "../../month/month";
import { ClassTag } from "../../ui/ClassTag";
import { useCodeBook } from "../../ui/codes";
import { QueryState } from "../../ui/ErrorState";
import { useNumber } from "../../ui/numbers";
import { isOther, PartyLink } from "../../ui/PartyLink";
import "../../graph/graph.css";
import styles from "./cluster.module.css";
import { type ClusterElements, clusterElements, placesRequest } from "./elements";

const NO_WAY: ReadonlySet<string> = new Set();

/** Graph of a cluster: its strongest members one by one, the rest by district. */
export function ClusterGraph({ id }: { id: string }) {
  const { t } = useTranslation("cluster");
  const { choice } = useMonth();
  const graph = useQuery(readClusterGraphOptions({ path: { cluster_id: id }, query: choice }));
  return (
    <section className={`card ${styles.graph}`} aria-label={t("graph")}>
      <h2>{t("graph")}</h2>
      <QueryState query={graph}>{(answer) => <Drawn graph={answer} />}</QueryState>
    </section>
  );
}

function Drawn({ graph }: { graph: Graph }) {
  const { t } = useTranslation("cluster");
  const { tie } = useWords();
  const number = useNumber();
  const { regionName } = useCodeBook();
  const mode = useMode((state) => state.mode);
  const canvas = useRef<CanvasHandle>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const elements = useMemo(
    () =>
      clusterElements(graph, {
        tie,
        meta: (region, members) => t("metaLabel", { region: regionName(region), n: members }),
      }),
    [graph, tie, t, regionName],
  );
  const pos = usePlaces(elements);
  const bright = useMemo(() => {
    if (chosen === null) return null;
    const near = elements.edges.filter((edge) => edge.source === chosen || edge.target === chosen);
    return new Set([chosen, ...near.flatMap((edge) => [edge.id, edge.source, edge.target])]);
  }, [chosen, elements]);
  const edges = useMemo(
    // The colour tells the kind; words are for the ties of the chosen node.
    () =>
      elements.edges.map((edge) =>
        edge.source === chosen || edge.target === chosen ? edge : { ...edge, label: "" },
      ),
    [chosen, elements],
  );
  return (
    <>
      <div
        className={styles.canvas}
        data-testid="cluster-graph"
        data-state={pos.size === elements.nodes.length ? "ready" : "busy"}
      >
        <Canvas
          ref={canvas}
          nodes={elements.nodes}
          edges={edges}
          pos={pos}
          chosen={chosen}
          bright={bright}
          way={NO_WAY}
          mode={mode}
          onChoose={setChosen}
          onExpand={() => undefined}
          onDrag={() => undefined}
        />
      </div>
      <div className={styles.foot}>
        <Button size="small" className="no-print" onClick={() => canvas.current?.fit()}>
          {t("fit")}
        </Button>
        <span className="soft">
          {t("graphShown", { shown: number(graph.shown), total: number(graph.total) })}
          {graph.truncated && ` ${t("graphHint")}`}
        </span>
        <Chosen graph={graph} id={chosen} />
      </div>
      {graph.meta_nodes.length > 0 && (
        <details>
          <summary>{t("metaNodes")}</summary>
          <ul className={styles.plain}>
            {graph.meta_nodes.map((meta) => (
              <li key={meta.id}>
                {t("metaNode", { region: regionName(meta.label), n: meta.members })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Chosen({ graph, id }: { graph: Graph; id: string | null }) {
  const { t } = useTranslation("cluster");
  const { keep } = useMonth();
  const node = graph.nodes.find((one) => one.id === id);
  return (
    <span aria-live="polite">
      {node && (
        <>
          {!isOther(node.id) && <ClassTag value={node.risk_class} size={18} />}{" "}
          <PartyLink id={node.id} label={node.label} />
          {!isOther(node.id) && (
            <>
              {" · "}
              <Link to={keep(`/graph?center=${encodeURIComponent(node.id)}`)}>
                {t("openGraph")}
              </Link>
            </>
          )}
        </>
      )}
    </span>
  );
}

/** Places from the layout worker; a new graph ends the question before. */
function usePlaces(elements: ClusterElements): ReadonlyMap<string, Point> {
  const [places, setPlaces] = useState<ReadonlyMap<string, Point>>(new Map());
  useEffect(() => {
    const worker = new Worker(new URL("../../graph/layout.worker.ts", import.meta.url), {
      type: "module",
    });
    worker.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      const found = elements.nodes.map(
        (node, at) => [node.id, { x: data[2 * at] ?? 0, y: data[2 * at + 1] ?? 0 }] as const,
      );
      setPlaces(new Map(found));
      worker.terminate();
    };
    const request = placesRequest(elements);
    worker.postMessage(request, [request.links.buffer, request.start.buffer, request.hold.buffer]);
    return () => worker.terminate();
  }, [elements]);
  return places;
}
