import { Button, Checkbox, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { ClusterSort, ListClustersData, RiskClass } from "../../api/generated";
import { CodePicker } from "../../ui/CodePicker";
import { useCodeBook } from "../../ui/codes";
import { useFilters } from "../../ui/filters";
import styles from "./clusters.module.css";

const NAMES = ["risk", "size", "cd", "class", "region", "since", "sort"] as const;
type Name = (typeof NAMES)[number];
type Filters = Partial<Record<Name, string>>;

const SORTS = {
  size: "sortSize",
  high_share: "sortHighShare",
  ratio: "sortRatio",
  records: "sortRecords",
  changed: "sortChanged",
} as const satisfies Record<ClusterSort, string>;
const CLASSES: readonly RiskClass[] = ["A", "B", "C", "D"];

/** What the address asks for, as the service reads it; damaged values count as none. */
export function askedOf(filters: Filters): NonNullable<ListClustersData["query"]> {
  const whole = (text: string | undefined) => (text && /^\d{1,7}$/.test(text) ? Number(text) : 0);
  const percentage = whole(filters.cd);
  return {
    risk_only: filters.risk === "1",
    min_size: whole(filters.size) || undefined,
    c_d_share: percentage > 0 && percentage <= 100 ? percentage / 100 : undefined,
    class: CLASSES.find((one) => one === filters.class),
    region: /^[0-9A-Za-z]{1,12}$/.test(filters.region ?? "") ? filters.region : undefined,
    changed_since: /^\d{4}-(0[1-9]|1[0-2])$/.test(filters.since ?? "") ? filters.since : undefined,
    sort: sortOf(filters.sort),
  };
}

function sortOf(text: string | undefined): ClusterSort {
  return (Object.keys(SORTS) as ClusterSort[]).find((one) => one === text) ?? "ratio";
}

/** Filters of the list and what they ask the service for. */
export function useClusterFilters() {
  const [filters, change] = useFilters(NAMES);
  return { filters, change, asked: askedOf(filters) };
}

/** Digits of a number field, whichever of its parts the event names. */
function typed(event: { target: EventTarget }): string {
  return (event.target as HTMLInputElement).value.replace(/\D/g, "");
}

interface ClusterFiltersProps {
  filters: Filters;
  onChange: (changes: Partial<Record<Name, string | null>>) => void;
}

/** Filters above the list. */
export function ClusterFilters({ filters, onChange }: ClusterFiltersProps) {
  const { t } = useTranslation("clusters");
  const { regions } = useCodeBook();
  return (
    <search className={styles.filters} aria-label={t("filters")}>
      <Checkbox
        checked={filters.risk === "1"}
        onChange={(event) => onChange({ risk: event.target.checked ? "1" : null })}
      >
        {t("riskOnly")}
      </Checkbox>
      <InputNumber
        key={`size${filters.size}`}
        aria-label={t("minSize")}
        prefix={t("minSize")}
        min={1}
        max={1_000_000}
        precision={0}
        defaultValue={filters.size ? Number(filters.size) : undefined}
        onBlur={(event) => onChange({ size: typed(event) })}
        onPressEnter={(event) => onChange({ size: typed(event) })}
        style={{ width: 170 }}
      />
      <InputNumber
        key={`cd${filters.cd}`}
        aria-label={t("highShare")}
        prefix={t("highShare")}
        suffix="%"
        min={0}
        max={100}
        precision={0}
        defaultValue={filters.cd ? Number(filters.cd) : undefined}
        onBlur={(event) => onChange({ cd: typed(event) })}
        onPressEnter={(event) => onChange({ cd: typed(event) })}
        style={{ width: 230 }}
      />
      <Select
        aria-label={t("contains")}
        value={filters.class ?? ""}
        options={[
          { value: "", label: `${t("contains")}: ${t("any")}` },
          ...CLASSES.map((one) => ({ value: one, label: `${t("contains")}: ${one}` })),
        ]}
        onChange={(value: string) => onChange({ class: value })}
        style={{ width: 150 }}
      />
      <CodePicker
        label={t("region")}
        placeholder={t("region")}
        value={filters.region}
        codes={regions}
        width={200}
        onChange={(region) => onChange({ region })}
      />
      <Select
        aria-label={t("sort")}
        value={sortOf(filters.sort)}
        options={(Object.keys(SORTS) as ClusterSort[]).map((sort) => ({
          value: sort,
          label: `${t("sort")}: ${t(SORTS[sort])}`,
        }))}
        onChange={(sort: string) => onChange({ sort })}
        style={{ width: 190 }}
      />
      <Button onClick={() => onChange(Object.fromEntries(NAMES.map((name) => [name, null])))}>
        {t("reset")}
      </Button>
    </search>
  );
}
