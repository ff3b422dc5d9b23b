import { useTranslation } from "react-i18next";
import type { HistoryPoint, RiskClass } from "../api/generated";
import { CLASS_COLOURS } from "../theme";
import { CLASS_SHAPES } from "../ui/ClassTag";
import { useNumber } from "../ui/numbers";
import { useClassLimits } from "./classLimits";

const WIDTH = 460;
const HEIGHT = 190;
const LEFT = 52;
const RIGHT = 34;
const TOP = 12;
const BOTTOM = 24;
const ENDS = [0, 1000];

/**
 * Score by month between the limits of the classes that the pack of the shown month draws. Each month carries
 * the shape of its class, which a direct rule may have set; the table says it in words.
 */
export function History({ points }: { points: readonly HistoryPoint[] }) {
  const { t } = useTranslation("enterprise");
  const { t: common } = useTranslation();
  const number = useNumber();
  const bands = useClassLimits();
  const ticks = [...new Set([...ENDS, ...bands.flatMap(({ from, to }) => [from, to])])];
  const step = (WIDTH - LEFT - RIGHT) / Math.max(1, points.length - 1);
  const x = (at: number) => (points.length === 1 ? (LEFT + WIDTH - RIGHT) / 2 : LEFT + at * step);
  const y = (score: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - score / 1000);
  const scored = points.flatMap((point, at) =>
    point.score === null ? [] : [{ ...point, score: point.score, at }],
  );
  return (
    <>
      <svg className="history" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        {bands.map(({ name, from, to }) => (
          <g key={name} className="history-band">
            <rect
              x={LEFT - 20}
              width={WIDTH - LEFT - RIGHT + 36}
              y={y(to)}
              height={y(from) - y(to)}
              fill={CLASS_COLOURS[name].fill}
            />
            <text x={WIDTH - 6} y={(y(from) + y(to)) / 2 + 4} textAnchor="end">
              {name}
            </text>
          </g>
        ))}
        {ticks.map((tick) => (
          <g key={tick}>
            <line
              className="history-grid"
              x1={LEFT - 20}
              x2={WIDTH - RIGHT + 16}
              y1={y(tick)}
              y2={y(tick)}
            />
            <text x={LEFT - 26} y={y(tick) + 4} textAnchor="end">
              {tick}
            </text>
          </g>
        ))}
        <polyline
          className="history-line"
          points={scored.map((point) => `${x(point.at)},${y(point.score)}`).join(" ")}
        />
        {scored.map((point) => (
          <g key={point.month}>
            {point.risk_class && (
              <ShapeAt value={point.risk_class} x={x(point.at)} y={y(point.score)} />
            )}
            <text x={x(point.at)} y={y(point.score) - 14} textAnchor="middle">
              {number(point.score, 0)}
            </text>
          </g>
        ))}
        {points.map((point, at) => (
          <text key={point.month} x={x(at)} y={HEIGHT - 6} textAnchor="middle">
            {points.length > 8 && at % 2 === 1 ? "" : point.month}
          </text>
        ))}
      </svg>
      {/* A table is as wide as its words, whatever it is told: the box round it is not. */}
      <div className="visually-hidden">
        <table>
          <caption>
            {t("history")}
            {bands.map(({ name, from, to }) => ` ${t("classLimits", { name, from, to })}`)}
          </caption>
          <tbody>
            {points.map((point) => (
              <tr key={point.month}>
                <th scope="row">{point.month}</th>
                <td>{number(point.score, 1)}</td>
                <td>
                  {point.risk_class
                    ? common("classLabel", { value: point.risk_class })
                    : common("classNone")}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function ShapeAt({ value, x, y }: { value: RiskClass; x: number; y: number }) {
  return (
    <g transform={`translate(${x - 9} ${y - 9}) scale(0.75)`}>
      <path d={CLASS_SHAPES[value]} fill={CLASS_COLOURS[value].fill} />
      <text
        x="12"
        y={value === "C" ? 20 : 16.8}
        textAnchor="middle"
        style={{ fill: "#fff", fontSize: 13, fontWeight: 700 }}
      >
        {value}
      </text>
    </g>
  );
}
