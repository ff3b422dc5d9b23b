import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useMonth } from "../month/month";
import { useLabel } from "../ui/labels";
import { useNumber } from "../ui/numbers";
import type { Reason } from "./reasons";

const MOST = 8;
const NAMED = 3;
const WIDTH = 460;
const HEIGHT = 300;
/** Share of a line, from the enterprise, at which the tie is named: clear of the names at both ends. */
const NAME_AT = 0.42;

/** The related parties that weigh most, round the enterprise; the chosen reason stands out. */
export function RelationMap({
  centre,
  name,
  reasons,
  labels,
  chosen,
  onChoose,
}: {
  centre: string;
  name: string;
  reasons: readonly Reason[];
  labels: Record<string, string>;
  chosen: string | null;
  onChoose: (key: string | null) => void;
}) {
  const { t } = useTranslation("enterprise");
  const label = useLabel();
  const number = useNumber();
  const { keep } = useMonth();
  const parties = reasons.filter((one) => one.party).slice(0, MOST);
  if (parties.length === 0) return <p className="soft">{t("nobodyAround")}</p>;
  const most = Math.max(...parties.map((one) => one.points), 1);
  const among = parties.some((one) => one.key === chosen);
  const place = (at: number) => {
    const angle = (2 * Math.PI * at) / parties.length - Math.PI / 2 + Math.PI / parties.length;
    return [WIDTH / 2 + 158 * Math.cos(angle), HEIGHT / 2 + 112 * Math.sin(angle)] as const;
  };
  return (
    <>
      <svg className="around" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        {parties.map((one, at) => {
          const [x, y] = place(at);
          const on = chosen === one.key;
          return (
            <g key={one.key} className={!among || on ? undefined : "dim"}>
              <line
                x1={WIDTH / 2}
                y1={HEIGHT / 2}
                x2={x}
                y2={y}
                className={on ? "tie on" : "tie"}
                strokeWidth={1 + (3 * one.points) / most}
              />
              <text
                className="tie-name"
                x={WIDTH / 2 + NAME_AT * (x - WIDTH / 2)}
                y={HEIGHT / 2 + NAME_AT * (y - HEIGHT / 2) - 3}
              >
                {(on || at < NAMED) && one.lines[0]?.part ? label(one.lines[0].part.label) : ""}
              </text>
            </g>
          );
        })}
        <g>
          <circle cx={WIDTH / 2} cy={HEIGHT / 2} r={9} className="centre" />
          <text className="node-name strong" x={WIDTH / 2} y={HEIGHT / 2 + 24}>
            {name}
          </text>
        </g>
        {parties.map((one, at) => {
          const [x, y] = place(at);
          const on = chosen === one.key;
          return (
            // Every party is a button of the list of reasons too, which keys and readers use.
            // biome-ignore lint/a11y/noStaticElementInteractions: a second way for the mouse
            <g
              key={one.key}
              className={!among || on ? "party-node" : "party-node dim"}
              onClick={() => onChoose(on ? null : one.key)}
            >
              <circle
                cx={x}
                cy={y}
                r={5 + (5 * one.points) / most}
                className={on ? "on" : undefined}
              />
              <text className="node-name" x={x} y={y + 22}>
                {short(one.party?.name ?? labels[one.party?.id ?? ""] ?? "")}
              </text>
              <text className="node-points" x={x} y={y - 12}>
                +{number(one.points, 1)}
              </text>
            </g>
          );
        })}
      </svg>
      <p className="soft around-note">
        {t("aroundNote")}{" "}
        <Link to={keep(`/graph?center=${encodeURIComponent(centre)}`)}>{t("wholeGraph")}</Link>
      </p>
    </>
  );
}

/** Name without the city before it and the legal form after it, at most nine signs. */
function short(name: string): string {
  const bare = name
    .replace(/^.{1,4}?[省市县区]/, "")
    .replace(/(有限责任公司|股份有限公司|有限公司)/, "");
  return bare.length > 9 ? `${bare.slice(0, 8)}…` : bare;
}
