/**
 * The diagram: an SVG for the eye, and over it the boxes as a tree of buttons for keys and readers.
 *
 * Arrow up and down go along the lines, left and right along a row; Enter opens or closes.
 */

import { type KeyboardEvent, type Ref, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ClassTag } from "../ui/ClassTag";
import type { Badge, Party } from "./levels";
import { BOX_HEIGHT, BOX_WIDTH, type Box, isMajority, percent, type Side } from "./place";
import "./ownership.css";

interface OwnershipTreeProps {
  readonly boxes: readonly Box[];
  readonly parties: ReadonlyMap<string, Party>;
  readonly badges: ReadonlyMap<string, readonly Badge[]>;
  readonly busy: ReadonlySet<string>;
  readonly onToggle: (box: Box) => void;
  readonly onList: (side: Side, id: string) => void;
  readonly onOpen: (id: string) => void;
  readonly ref?: Ref<SVGSVGElement>;
}

const MARGIN = 60;
const NAME_LETTERS = 10;

export function OwnershipTree(props: OwnershipTreeProps) {
  const { boxes, ref } = props;
  const { t } = useTranslation("ownership");
  const [active, setActive] = useState("root");
  const view = useRef<HTMLDivElement>(null);
  const byKey = useMemo(() => new Map(boxes.map((box) => [box.key, box])), [boxes]);
  const at = byKey.has(active) ? active : "root";
  const frame = useMemo(() => frameOf(boxes), [boxes]);

  useEffect(() => {
    // The root stands in the middle when the diagram is opened.
    const box = view.current;
    if (box === null) return;
    box.scrollLeft = -frame.left - box.clientWidth / 2;
    box.scrollTop = -frame.top - box.clientHeight / 2;
  }, [frame.left, frame.top]);

  const go = (key: string | undefined) => {
    if (key === undefined) return;
    setActive(key);
    const item = view.current?.querySelector<SVGGElement>(`[data-key="${CSS.escape(key)}"]`);
    item?.focus();
    item?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const box = byKey.get(at);
    if (box === undefined) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (box.more > 0) props.onList(box.side as Side, box.id);
      else if (box.opens) props.onToggle(box);
      else if (event.key === "Enter") props.onOpen(box.id);
      return;
    }
    const to = next(box, boxes, event.key);
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  };

  return (
    <div
      className="ownership-view"
      ref={view}
      role="tree"
      tabIndex={-1}
      aria-label={t("tree")}
      onKeyDown={onKeyDown}
    >
      <svg
        ref={ref}
        role="presentation"
        width={frame.width}
        height={frame.height}
        viewBox={`${frame.left} ${frame.top} ${frame.width} ${frame.height}`}
        xmlns="http://www.w3.org/2000/svg"
      >
        {boxes.map((box) => (
          <Line
            key={box.key}
            box={box}
            parent={box.parent === null ? undefined : byKey.get(box.parent)}
          />
        ))}
        {boxes.map((box) => (
          <Node
            key={box.key}
            box={box}
            {...props}
            current={box.key === at}
            onFocus={() => setActive(box.key)}
          />
        ))}
      </svg>
    </div>
  );
}

function frameOf(boxes: readonly Box[]) {
  const xs = boxes.map((box) => box.x);
  const ys = boxes.map((box) => box.y);
  const left = Math.min(...xs) - BOX_WIDTH / 2 - MARGIN;
  const top = Math.min(...ys) - BOX_HEIGHT / 2 - MARGIN;
  return {
    left,
    top,
    width: Math.max(...xs) + BOX_WIDTH / 2 + MARGIN - left,
    height: Math.max(...ys) + BOX_HEIGHT / 2 + MARGIN - top,
  };
}

/** Key of the box that an arrow leads to. */
function next(box: Box, boxes: readonly Box[], key: string): string | undefined {
  const row = boxes.filter((one) => one.y === box.y).sort((a, b) => a.x - b.x);
  const place = row.findIndex((one) => one.key === box.key);
  const child = (side: Side) =>
    boxes
      .filter((one) => one.parent === box.key && one.side === side)
      .sort((a, b) => Math.abs(a.x - box.x) - Math.abs(b.x - box.x))[0]?.key;
  if (key === "ArrowLeft") return row[place - 1]?.key;
  if (key === "ArrowRight") return row[place + 1]?.key;
  if (key === "Home") return "root";
  if (key === "ArrowUp") return box.side === "down" ? (box.parent ?? undefined) : child("up");
  if (key === "ArrowDown") return box.side === "up" ? (box.parent ?? undefined) : child("down");
  return undefined;
}

function Line({ box, parent }: { box: Box; parent: Box | undefined }) {
  if (parent === undefined) return null;
  const sign = box.side === "up" ? -1 : 1;
  const from = parent.y + (sign * BOX_HEIGHT) / 2;
  const to = box.y - (sign * BOX_HEIGHT) / 2;
  const middle = to - sign * 24;
  const majority = isMajority(box.share);
  // Shares flow from the holder to the held: downwards on both sides.
  const end = box.side === "up" ? from : to;
  return (
    <g className={majority ? "ownership-line majority" : "ownership-line"}>
      <path
        d={`M${parent.x} ${from}V${middle}H${box.x}V${to}`}
        strokeDasharray={box.more > 0 ? "3 4" : undefined}
      />
      {box.more === 0 && (
        <>
          <path d={arrow(box.side === "up" ? parent.x : box.x, end)} className="ownership-arrow" />
          <text x={box.x + 5} y={to - sign * 9 + 4}>
            {percent(box.share)}
          </text>
        </>
      )}
    </g>
  );
}

const arrow = (x: number, y: number) => `M${x - 4} ${y - 8}L${x} ${y}L${x + 4} ${y - 8}z`;

interface NodeProps extends Omit<OwnershipTreeProps, "boxes" | "ref"> {
  readonly box: Box;
  readonly current: boolean;
  readonly onFocus: () => void;
}

function Node({
  box,
  parties,
  badges,
  busy,
  current,
  onFocus,
  onToggle,
  onList,
  onOpen,
}: NodeProps) {
  const { t } = useTranslation("ownership");
  const { t: word } = useTranslation("graph");
  const party = parties.get(box.id);
  const label = party?.label ?? box.id;
  const own = badges.get(box.id) ?? [];
  const { x, y, side } = box;
  const marks = {
    tabIndex: current ? 0 : -1,
    "aria-level": box.level + 1,
    "aria-posinset": box.place,
    "aria-setsize": box.siblings,
    "data-key": box.key,
    onFocus,
  };
  if (box.more > 0) {
    return (
      <g className="ownership-more" transform={`translate(${x} ${y})`}>
        <rect x={-56} y={-15} width={112} height={30} rx={15} />
        <text textAnchor="middle" y={5}>
          {t("more", { count: box.more })}
        </text>
        <g
          {...marks}
          role="treeitem"
          aria-label={t("moreOf", { count: box.more, name: label })}
          className="ownership-hit"
          onClick={() => onList(side as Side, box.id)}
        >
          <rect x={-56} y={-15} width={112} height={30} rx={15} />
        </g>
      </g>
    );
  }
  const said = [
    label,
    party?.kind === "enterprise"
      ? party.riskClass
        ? word("classOf", { value: party.riskClass })
        : ""
      : "",
    side === "root"
      ? t("asked")
      : t(side === "up" ? "holdsShare" : "heldShare", { share: percent(box.share) }),
    ...own.map((one) => t(`badges.${one.kind}`)),
    box.repeated === "no" ? "" : t(`repeated.${box.repeated}`),
    party?.inScope === false ? word("outOfScope") : "",
  ];
  const classes = ["ownership-box"];
  if (side === "root") classes.push("root");
  if (party?.kind === "person") classes.push("person");
  if (party?.inScope === false) classes.push("out");
  if (box.repeated !== "no") classes.push("repeated");
  const half = BOX_HEIGHT / 2;
  return (
    <g className={classes.join(" ")} transform={`translate(${x} ${y})`}>
      <title>{label}</title>
      <rect x={-BOX_WIDTH / 2} y={-half} width={BOX_WIDTH} height={BOX_HEIGHT} rx={4} />
      {party?.riskClass && (
        <g transform={`translate(${-BOX_WIDTH / 2 + 6} -9)`}>
          <ClassTag value={party.riskClass} size={18} label={false} />
        </g>
      )}
      <Name label={label} shift={party?.riskClass ? 11 : 0} />
      {box.repeated !== "no" && (
        <text className="ownership-again" x={BOX_WIDTH / 2 - 4} y={half - 5} textAnchor="end">
          ↻
        </text>
      )}
      {own.map((one, at) => (
        <g
          key={one.kind}
          className={`ownership-badge ${one.kind}`}
          transform={`translate(0 ${(side === "down" ? 1 : -1) * (half + 11 + 20 * at)})`}
        >
          <rect x={-66} y={-9} width={132} height={18} rx={9} />
          <text textAnchor="middle" y={4}>
            {t(`badges.${one.kind}`)}
            {one.share === null ? "" : ` ${one.certain ? "" : "≥ "}${percent(one.share)}`}
          </text>
        </g>
      ))}
      {/* The item has no text of its own: what is read aloud is its label. */}
      <g
        {...marks}
        role="treeitem"
        aria-label={said.filter(Boolean).join("，")}
        aria-expanded={box.opens ? box.open : undefined}
        data-id={box.id}
        data-repeated={box.repeated}
        className="ownership-hit"
        onDoubleClick={() => onOpen(box.id)}
      >
        <rect x={-BOX_WIDTH / 2} y={-half} width={BOX_WIDTH} height={BOX_HEIGHT} rx={4} />
      </g>
      {box.opens && (
        // biome-ignore lint/a11y/noStaticElementInteractions: Enter on the treeitem does the same
        <g
          className="ownership-handle"
          data-handle={box.key}
          transform={`translate(0 ${(side === "up" ? -1 : 1) * (half + 10 + 20 * own.length)})`}
          onClick={() => onToggle(box)}
        >
          <circle r={9} />
          <text textAnchor="middle" y={4.5}>
            {busy.has(`${side} ${box.id}`) ? "…" : box.open ? "−" : "+"}
          </text>
        </g>
      )}
    </g>
  );
}

/** A name over two lines at most; the whole of it is in the title. */
function Name({ label, shift }: { label: string; shift: number }) {
  const letters = [...label];
  const limit = shift > 0 ? NAME_LETTERS - 1 : NAME_LETTERS;
  const first = letters.slice(
    0,
    letters.length > limit ? Math.min(limit, Math.ceil(letters.length / 2)) : limit,
  );
  const rest = letters.slice(first.length);
  const second = rest.length > limit ? [...rest.slice(0, limit - 1), "…"] : rest;
  return (
    <text textAnchor="middle" className="ownership-name">
      <tspan x={shift} y={rest.length > 0 ? -4 : 5}>
        {first.join("")}
      </tspan>
      {rest.length > 0 && (
        <tspan x={shift} y={13}>
          {second.join("")}
        </tspan>
      )}
    </text>
  );
}
