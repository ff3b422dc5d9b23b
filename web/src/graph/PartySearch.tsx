/** Box that finds one enterprise while the reader writes. */

import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { type NodeView, search } from "../api/generated";
import { useMonth } from "../month/month";
import { ClassTag } from "../ui/ClassTag";

interface PartySearchProps {
  readonly label: string;
  readonly value: { readonly id: string; readonly label: string } | null;
  readonly onChoose: (id: string) => void;
}

const ROWS = 12;

export function PartySearch({ label, value, onChoose }: PartySearchProps) {
  const { t } = useTranslation("graph");
  const { choice } = useMonth();
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: ["party-search", wanted, choice],
    enabled: wanted.length > 0,
    queryFn: async ({ signal }) => {
      const { data } = await search({ query: { q: wanted, limit: ROWS, ...choice }, signal });
      return data.items.map((item) => item.node);
    },
  });
  const options = (found.data ?? []).map((node) => ({ value: node.id, title: node.label, node }));
  if (options.length === 0 && value !== null && wanted === "") {
    options.push({
      value: value.id,
      title: value.label,
      node: { id: value.id, label: value.label } as NodeView,
    });
  }
  return (
    <Select
      className="party-search"
      showSearch={{ filterOption: false, onSearch: setText, searchValue: text }}
      aria-label={label}
      placeholder={label}
      value={value?.id ?? null}
      loading={found.isFetching}
      notFoundContent={
        wanted === "" ? t("writeName") : found.isFetching ? t("searching") : t("noneFound")
      }
      options={options}
      labelRender={({ value: id }) =>
        options.find((one) => one.value === id)?.title ?? value?.label ?? id
      }
      optionRender={({ data }) => (
        <span>
          {data.node.risk_class && <ClassTag value={data.node.risk_class} size={16} />} {data.title}{" "}
          <span className="soft">{data.node.id}</span>
        </span>
      )}
      onSelect={(id: string) => {
        setText("");
        onChoose(id);
      }}
    />
  );
}
