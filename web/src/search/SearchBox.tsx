import { SearchOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { AutoComplete, Input, type InputRef } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { searchOptions } from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { ClassTag } from "../ui/ClassTag";
import { useNumber } from "../ui/numbers";
import { Marked } from "./Marked";

const WAIT_MS = 150;

/** Text that has rested for a moment, so that not every key asks the service. */
export function useRested(text: string, waitMs = WAIT_MS): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), waitMs);
    return () => clearTimeout(timer);
  }, [text, waitMs]);
  return rested;
}

/**
 * Search with a live list. Enter opens the chosen enterprise, or the page of results where none
 * is chosen; Ctrl+Enter opens the graph of the chosen or first one.
 */
export function SearchBox({
  initial = "",
  focus = false,
  onSearch,
}: {
  initial?: string;
  focus?: boolean;
  onSearch?: (text: string) => void;
}) {
  const { t } = useTranslation("search");
  const number = useNumber();
  const { choice, keep } = useMonth();
  const navigate = useNavigate();
  const box = useRef<InputRef>(null);
  const chosen = useRef<string | null>(null);
  const [text, setText] = useState(initial);
  const [open, setOpen] = useState(false);
  useEffect(() => setText(initial), [initial]);
  useEffect(() => {
    if (focus) box.current?.focus({ preventScroll: true });
  }, [focus]);
  const rested = useRested(text.trim());
  const found = useQuery({
    ...searchOptions({ query: { q: rested, limit: 8, ...choice } }),
    enabled: rested.length > 0 && open,
    placeholderData: (before) => before,
  });
  const hits = rested && open ? (found.data?.items ?? []) : [];
  const all = () => {
    const wanted = text.trim();
    if (!wanted) return;
    setOpen(false);
    if (onSearch) onSearch(wanted);
    else navigate(keep(`/search?q=${encodeURIComponent(wanted)}`));
  };
  const graph = (id: string) => navigate(keep(`/graph?center=${encodeURIComponent(id)}`));
  const enterprise = (id: string) => {
    chosen.current = id;
    setOpen(false);
    navigate(keep(`/enterprise/${encodeURIComponent(id)}`));
  };
  return (
    <div data-main-search="" className="search-box">
      <AutoComplete
        value={text}
        open={open && hits.length > 0}
        onChange={(value) => {
          chosen.current = null;
          setText(value);
        }}
        onOpenChange={setOpen}
        onSelect={(_, option) => enterprise(option.id)}
        defaultActiveFirstOption={false}
        popupMatchSelectWidth
        options={hits.map(({ node, matched_text, matched, matched_by }) => ({
          id: node.id,
          value: node.label,
          key: node.id,
          label: (
            <span className="search-hit">
              <ClassTag value={node.risk_class} size={18} />
              <span className="search-hit-name">
                {matched_by === "name" ? (
                  <Marked text={matched_text} parts={matched} />
                ) : (
                  <>
                    {node.label}{" "}
                    <small>
                      {t(`by.${matched_by}`)} <Marked text={matched_text} parts={matched} />
                    </small>
                  </>
                )}
              </span>
              <small>{node.id}</small>
              <span className="search-hit-score">
                {node.in_scope === false ? t("outside") : number(node.score)}
              </span>
            </span>
          ),
        }))}
      >
        <Input
          ref={box}
          size="large"
          type="search"
          maxLength={100}
          prefix={<SearchOutlined />}
          placeholder={t("placeholder")}
          aria-label={t("label")}
          onFocus={() => setOpen(true)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
            const active = document.getElementById(
              event.currentTarget.getAttribute("aria-activedescendant") ?? "",
            );
            const at = Number(active?.id.split("_list_")[1] ?? -1);
            const hit = active && open ? hits[at] : undefined;
            if (event.ctrlKey || event.metaKey) {
              event.preventDefault();
              event.stopPropagation();
              const first = hit ?? hits[0];
              if (first) graph(first.node.id);
            } else if (!hit) {
              all();
            }
          }}
        />
      </AutoComplete>
      <span className="visually-hidden" role="status">
        {open && rested && found.data ? t("found", { count: found.data.total }) : ""}
      </span>
    </div>
  );
}
