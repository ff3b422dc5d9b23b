import { useQuery } from "@tanstack/react-query";
import { Button, Slider } from "antd";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import type { OwnershipAnswer } from "../api/generated";
import {
  readEnterpriseOptions,
  readOwnershipOptions,
} from "../api/generated/@tanstack/react-query.gen";
import { csv } from "../graph/csv";
import { csvBlob, download } from "../graph/export";
import { PartySearch } from "../graph/PartySearch";
import { useFoot } from "../graph/useFoot";
import { useMonth } from "../month/month";
import { Alone } from "../ownership/Alone";
import { LevelList } from "../ownership/LevelList";
import { badges, chains, type Party } from "../ownership/levels";
import { OwnershipFacts } from "../ownership/OwnershipFacts";
import { OwnershipTree } from "../ownership/OwnershipTree";
import { raster, standalone } from "../ownership/picture";
import { boxes, percent, type Side } from "../ownership/place";
import { useOwnership } from "../ownership/useOwnership";
import { QueryState, StateNote } from "../ui/ErrorState";
import { PageFrame } from "../ui/PageFrame";
import { isOther } from "../ui/PartyLink";
import "../ownership/ownership.css";

/** Boxes in one row under a company before the rest goes into a list. */
const FAN = 8;

/** Who owns and controls an enterprise, and what it owns. */
export default function Ownership() {
  const { t } = useTranslation("ownership");
  const { id } = useParams();
  const { choice, keep } = useMonth();
  const navigate = useNavigate();
  const answer = useQuery({
    ...readOwnershipOptions({ path: { enterprise_id: id ?? "" }, query: { ...choice, depth: 2 } }),
    enabled: id !== undefined,
  });
  if (id === undefined) {
    return (
      <PageFrame title={t("title")}>
        <StateNote kind="choose">
          <PartySearch
            label={t("choose")}
            value={null}
            onChoose={(chosen) => navigate(keep(`/ownership/${encodeURIComponent(chosen)}`))}
          />
        </StateNote>
      </PageFrame>
    );
  }
  const name = answer.data?.ownership.name;
  return (
    <PageFrame
      title={t("title")}
      heading={name ? t("titleOf", { name }) : t("title")}
      published={answer.data?.published}
      wide
    >
      <QueryState query={answer}>{(data) => <Diagram key={id} answer={data} />}</QueryState>
    </PageFrame>
  );
}

function Diagram({ answer }: { answer: OwnershipAnswer }) {
  const { t } = useTranslation("ownership");
  const { choice, keep } = useMonth();
  const navigate = useNavigate();
  const foot = useFoot(answer.published);
  const root = answer.ownership.enterprise_id;
  const [search, setSearch] = useSearchParams();
  const least = Math.min(Math.max(Number(search.get("least")) || 0, 0), 100) / 100;
  const { levels, parties, open, first, busy, toggle, more } = useOwnership(root);
  const [listed, setListed] = useState<{ side: Side; id: string } | null>(null);
  const drawn = useRef<SVGSVGElement>(null);
  const asked = useQuery(readEnterpriseOptions({ path: { enterprise_id: root }, query: choice }));
  const named = useMemo(() => {
    const own: Party = {
      id: root,
      label: answer.ownership.name ?? root,
      kind: "enterprise",
      riskClass: asked.data?.enterprise.risk_class ?? null,
      inScope: true,
    };
    return new Map(parties).set(root, own);
  }, [parties, root, answer, asked.data]);
  const laid = useMemo(
    () => boxes(levels, { root, open, least, fan: FAN }),
    [levels, root, open, least],
  );
  const marked = useMemo(() => badges(answer), [answer]);
  const label = (id: string) => named.get(id)?.label ?? answer.labels[id] ?? id;

  const svg = () => {
    const ground = window.getComputedStyle(document.documentElement).getPropertyValue("--card");
    return drawn.current && standalone(drawn.current, ground, foot());
  };
  const onSvg = () => {
    const text = svg();
    if (text) download(new Blob([text], { type: "image/svg+xml" }), `${root}.svg`);
  };
  const onPng = async () => {
    const text = svg();
    const size = drawn.current?.viewBox.baseVal;
    const made = text && size && (await raster(text, size.width, size.height + 76));
    if (made) download(made, `${root}.png`);
  };
  const onCsv = () => {
    const rows = (["up", "down"] as const).flatMap((side) =>
      chains(levels, root, side).map((chain) => [
        t(side),
        chain.nodes.map(label).join(" → "),
        chain.shares.map(percent).join(" × "),
        percent(chain.effective),
      ]),
    );
    const head = [
      t("csvHead.side"),
      t("csvHead.chain"),
      t("csvHead.shares"),
      t("csvHead.effective"),
    ];
    download(csvBlob(csv(head, rows, foot())), `${root}.csv`);
  };
  const level = listed && levels[listed.side].get(listed.id);
  const read = levels.up.has(root) && levels.down.has(root);
  if (read && laid.length === 1 && least === 0) {
    return (
      <div className="ownership-page">
        <Alone ownership={answer.ownership} />
        <OwnershipFacts answer={answer} />
      </div>
    );
  }
  return (
    <div className="ownership-page">
      <div className="ownership-middle">
        <div className="ownership-tools no-print">
          <span className="ownership-least">
            <span id="least-label">{t("least")}</span>
            <Slider
              value={Math.round(100 * least)}
              min={0}
              max={50}
              ariaLabelledByForHandle="least-label"
              tooltip={{ formatter: (value) => `${value}%` }}
              onChange={(value) =>
                setSearch(
                  (now) => {
                    const next = new URLSearchParams(now);
                    if (value > 0) next.set("least", String(value));
                    else next.delete("least");
                    return next;
                  },
                  { replace: true },
                )
              }
            />
            <span>{percent(least)}</span>
          </span>
          <Button onClick={onPng}>{t("png")}</Button>
          <Button onClick={onSvg}>{t("svg")}</Button>
          <Button onClick={onCsv}>{t("csv")}</Button>
          <Link to={keep(`/graph?center=${encodeURIComponent(root)}`)}>{t("graph")}</Link>
        </div>
        <QueryState query={first}>
          {() => (
            <>
              {levels.up.get(root)?.total === 0 && (
                <p className="ownership-none">{t("noOwners", { day: answer.ownership.as_of })}</p>
              )}
              <OwnershipTree
                ref={drawn}
                boxes={laid}
                parties={named}
                badges={marked}
                busy={busy}
                onToggle={(box) => toggle(box.side as Side, box.id, !box.open)}
                onList={(side, id) => setListed({ side, id })}
                onOpen={(id) => {
                  if (!isOther(id)) navigate(keep(`/enterprise/${encodeURIComponent(id)}`));
                }}
              />
            </>
          )}
        </QueryState>
        <p className="soft no-print" style={{ margin: 0 }}>
          {t("keys")}
        </p>
      </div>
      <OwnershipFacts answer={answer} />
      {listed && level && (
        <LevelList
          side={listed.side}
          name={label(listed.id)}
          level={level}
          parties={named}
          loading={busy.has(`${listed.side} ${listed.id}`)}
          onMore={() => more(listed.side, listed.id)}
          onClose={() => setListed(null)}
        />
      )}
    </div>
  );
}
