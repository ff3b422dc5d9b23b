import { SearchOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Input, type InputRef } from "antd";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { searchOptions } from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { HitLine } from "./HitLine";

const WAIT_MS = 150;
const MOST_HITS = 8;

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
 * Search with a live list (a combobox as WAI-ARIA has it). Enter opens the hit chosen with the
 * arrows, or the page of results where none is chosen; Ctrl+Enter opens the graph of the chosen
 * or first hit; Escape closes the list.
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
  const { choice, keep } = useMonth();
  const navigate = useNavigate();
  const name = useId();
  const box = useRef<InputRef>(null);
  const [text, setText] = useState(initial);
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  useEffect(() => setText(initial), [initial]);
  useEffect(() => {
    if (focus) box.current?.focus({ preventScroll: true });
  }, [focus]);
  const rested = useRested(text.trim());
  const found = useQuery({
    ...searchOptions({ query: { q: rested, limit: MOST_HITS, ...choice } }),
    enabled: rested.length > 0 && open,
    placeholderData: (before) => before,
  });
  const hits = rested && open ? (found.data?.items ?? []) : [];
  const at = chosen < hits.length ? chosen : -1;
  const close = () => {
    setOpen(false);
    setChosen(-1);
  };
  const enterprise = (id: string) => {
    close();
    navigate(keep(`/enterprise/${encodeURIComponent(id)}`));
  };
  const enter = (wantsGraph: boolean) => {
    const hit = hits[at] ?? (wantsGraph ? hits[0] : undefined);
    const wanted = text.trim();
    if (hit && wantsGraph) {
      close();
      navigate(keep(`/graph?center=${encodeURIComponent(hit.node.id)}`));
    } else if (hit) enterprise(hit.node.id);
    else if (wanted) {
      close();
      if (onSearch) onSearch(wanted);
      else navigate(keep(`/search?q=${encodeURIComponent(wanted)}`));
    }
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") enter(event.ctrlKey || event.metaKey);
    else if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" && !open) setOpen(true);
    else if (event.key === "ArrowDown" && hits.length > 0) setChosen((at + 1) % hits.length);
    else if (event.key === "ArrowUp" && hits.length > 0)
      setChosen(at <= 0 ? hits.length - 1 : at - 1);
    else return;
    event.preventDefault();
  };
  const list = `${name}-list`;
  return (
    <div data-main-search="" className="search-box">
      <Input
        ref={box}
        size="large"
        role="combobox"
        aria-label={t("label")}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-expanded={hits.length > 0}
        aria-controls={hits.length > 0 ? list : undefined}
        aria-activedescendant={at >= 0 ? `${list}-${at}` : undefined}
        autoComplete="off"
        maxLength={100}
        allowClear
        prefix={<SearchOutlined />}
        placeholder={t("placeholder")}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setChosen(-1);
        }}
        onBlur={close}
        onKeyDown={press}
      />
      {hits.length > 0 && (
        <div className="search-list" role="listbox" id={list} aria-label={t("label")}>
          {hits.map((hit, place) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the combobox
            <div
              key={hit.node.id}
              id={`${list}-${place}`}
              role="option"
              tabIndex={-1}
              aria-selected={place === at}
              className={place === at ? "search-hit chosen" : "search-hit"}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => enterprise(hit.node.id)}
            >
              <HitLine hit={hit} />
            </div>
          ))}
        </div>
      )}
      <span className="visually-hidden" role="status">
        {open && rested && found.data ? t("found", { count: found.data.total }) : ""}
      </span>
    </div>
  );
}
