import { Button, Radio, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { EnterpriseStatus, RiskClass } from "../api/generated";
import { ClassTag } from "../ui/ClassTag";
import { CodePicker } from "../ui/CodePicker";
import { useCodeBook } from "../ui/codes";

/** Registration states that can be asked for. */
export const STATUSES: readonly EnterpriseStatus[] = [
  "operating",
  "suspended",
  "revoked",
  "deregistered",
  "cancelled",
  "moved_out",
  "absent",
  "unknown",
];

/** Filters of a search; each change is in the address at once. */
export function FilterPanel({
  filters,
  set,
}: {
  filters: { class?: RiskClass; region?: string; status?: EnterpriseStatus };
  set: (name: string, value: string | null) => void;
}) {
  const { t } = useTranslation("search");
  const { t: common } = useTranslation();
  const { regions } = useCodeBook();
  return (
    <aside className="card search-filters" aria-label={t("filters")}>
      <h2>{t("filters")}</h2>
      <fieldset>
        <legend>{t("class")}</legend>
        <Radio.Group
          value={filters.class ?? ""}
          onChange={(event) => set("class", event.target.value)}
          options={[
            { value: "", label: common("all") },
            ...(["A", "B", "C", "D"] as const).map((one) => ({
              value: one,
              label: (
                <>
                  <ClassTag value={one} size={18} label={false} />{" "}
                  {common("classLabel", { value: one })}
                </>
              ),
            })),
          ]}
        />
      </fieldset>
      <label htmlFor="filter-status">{t("status")}</label>
      <Select
        id="filter-status"
        allowClear
        placeholder={common("all")}
        value={filters.status}
        options={STATUSES.map((one) => ({ value: one, label: common(`status.${one}`) }))}
        onChange={(value) => set("status", value ?? null)}
      />
      <label htmlFor="filter-region">{t("region")}</label>
      <CodePicker
        id="filter-region"
        placeholder={t("regionHelp")}
        value={filters.region}
        codes={regions}
        onChange={(code) => set("region", code)}
      />
      <Button
        onClick={() => {
          for (const name of ["class", "status", "region"]) set(name, null);
        }}
      >
        {t("clear")}
      </Button>
    </aside>
  );
}
