/** Left column: which ties, classes and days are shown; the boxes are the legend too. */

import { LockOutlined } from "@ant-design/icons";
import { Checkbox, DatePicker, Segmented } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useTranslation } from "react-i18next";
import { useMode } from "../mode";
import { ClassTag } from "../ui/ClassTag";
import { type Counts, type Filters, MAX_HOPS } from "./filters";
import { CLASS_BOXES, type ClassBox, TIE_KINDS, type TieKind } from "./kinds";
import { KIND_FILL, TIE_LOOKS } from "./style";

interface GraphFiltersProps {
  readonly filters: Filters;
  readonly counts: Counts;
  readonly onChange: (filters: Filters) => void;
}

function toggled<T>(set: ReadonlySet<T>, one: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}

const written = (day: Dayjs | null) => day?.format("YYYY-MM-DD") ?? null;

export function GraphFilters({ filters, counts, onChange }: GraphFiltersProps) {
  const { t } = useTranslation("graph");
  const mode = useMode((state) => state.mode);
  // A kind that no loaded tie has is only in the way, unless it is switched off.
  const kinds = TIE_KINDS.filter((kind) => counts.byKind.has(kind) || !filters.kinds.has(kind));
  return (
    <aside className="graph-filters" aria-label={t("filters")}>
      <fieldset>
        <legend>{t("tieKinds")}</legend>
        {kinds.map((kind) => (
          <Checkbox
            key={kind}
            checked={filters.kinds.has(kind)}
            onChange={() => onChange({ ...filters, kinds: toggled(filters.kinds, kind) })}
          >
            <LineSample kind={kind} colour={TIE_LOOKS[kind][mode]} />
            {t(`ties.${kind}`)} <span className="soft">{counts.byKind.get(kind) ?? 0}</span>
          </Checkbox>
        ))}
      </fieldset>
      <fieldset>
        <legend>{t("classes")}</legend>
        {CLASS_BOXES.map((box) => (
          <Checkbox
            key={box}
            checked={filters.classes.has(box)}
            onChange={() => onChange({ ...filters, classes: toggled(filters.classes, box) })}
          >
            <ClassSample box={box} /> <span className="soft">{counts.byClass.get(box) ?? 0}</span>
          </Checkbox>
        ))}
      </fieldset>
      <fieldset>
        <legend>{t("days")}</legend>
        <DatePicker
          size="small"
          aria-label={t("from")}
          placeholder={t("from")}
          value={filters.from === null ? null : dayjs(filters.from)}
          onChange={(day) => onChange({ ...filters, from: written(day) })}
        />
        <DatePicker
          size="small"
          aria-label={t("to")}
          placeholder={t("to")}
          value={filters.to === null ? null : dayjs(filters.to)}
          onChange={(day) => onChange({ ...filters, to: written(day) })}
        />
      </fieldset>
      <fieldset>
        <legend>{t("hops")}</legend>
        <Segmented
          size="small"
          block
          aria-label={t("hops")}
          value={filters.hops}
          options={[1, 2, 3, MAX_HOPS].map((hops) => ({
            value: hops,
            label: hops === MAX_HOPS ? t("all") : String(hops),
          }))}
          onChange={(hops) => onChange({ ...filters, hops })}
        />
      </fieldset>
      <fieldset>
        <legend>{t("show")}</legend>
        <Checkbox
          checked={filters.persons}
          onChange={() => onChange({ ...filters, persons: !filters.persons })}
        >
          <Dot colour={KIND_FILL.person} shape="circle" /> {t("persons")}
        </Checkbox>
        <Checkbox
          checked={filters.addresses}
          onChange={() => onChange({ ...filters, addresses: !filters.addresses })}
        >
          <Dot colour={KIND_FILL.place} shape="diamond" /> {t("addresses")}
        </Checkbox>
        <Checkbox
          checked={filters.ended}
          onChange={() => onChange({ ...filters, ended: !filters.ended })}
        >
          <Dashed /> {t("ended")}
        </Checkbox>
        <Checkbox
          checked={filters.isVoid}
          onChange={() => onChange({ ...filters, isVoid: !filters.isVoid })}
        >
          <Dashed /> {t("void")}
        </Checkbox>
      </fieldset>
      <section className="graph-legend" aria-label={t("legend")}>
        <p>
          <span className="graph-halo" aria-hidden="true" /> {t("legendHalo")}
        </p>
        <p>
          <LockOutlined aria-hidden="true" /> {t("legendOut")}
        </p>
        <p>
          <span className="graph-thick" aria-hidden="true" /> {t("legendMajority")}
        </p>
      </section>
    </aside>
  );
}

function ClassSample({ box }: { box: ClassBox }) {
  const { t } = useTranslation("graph");
  if (box === "none") return <span>{t("classNone")}</span>;
  return (
    <>
      <ClassTag value={box} size={16} label={false} /> {t("classOf", { value: box })}
    </>
  );
}

function LineSample({ kind, colour }: { kind: TieKind; colour: string }) {
  return (
    <svg width={18} height={8} aria-hidden="true" className="graph-line">
      <line
        x1={0}
        y1={4}
        x2={18}
        y2={4}
        stroke={colour}
        strokeWidth={3}
        strokeDasharray={kind === "POSSIBLY_SAME" ? "2 3" : undefined}
      />
    </svg>
  );
}

function Dashed() {
  return (
    <svg width={18} height={8} aria-hidden="true" className="graph-line">
      <line
        x1={0}
        y1={4}
        x2={18}
        y2={4}
        stroke="currentColor"
        strokeWidth={2}
        strokeDasharray="5 3"
      />
    </svg>
  );
}

function Dot({ colour, shape }: { colour: string; shape: "circle" | "diamond" }) {
  return (
    <svg width={14} height={14} viewBox="0 0 14 14" aria-hidden="true" className="graph-line">
      {shape === "circle" ? (
        <circle cx={7} cy={7} r={6} fill={colour} />
      ) : (
        <path d="M7 0 14 7 7 14 0 7z" fill={colour} />
      )}
    </svg>
  );
}
