/** Box for the code of a region, industry or authority: typed, or found by its name. */

import { AutoComplete } from "antd";
import { useEffect, useState } from "react";

interface CodePickerProps {
  readonly id?: string;
  readonly label?: string;
  readonly placeholder?: string;
  readonly value?: string;
  /** Codes with their names. */
  readonly codes: readonly (readonly [string, string])[];
  readonly width?: number;
  /** What is in the box, after a choice, Enter or leaving it. */
  readonly onChange?: (code: string) => void;
}

const MOST = 50;

export function CodePicker({
  id,
  label,
  placeholder,
  value = "",
  codes,
  width,
  onChange,
}: CodePickerProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const done = (code: string) => {
    const wanted = code.trim();
    if (wanted !== value) onChange?.(wanted);
  };
  return (
    <AutoComplete
      id={id}
      aria-label={label}
      placeholder={placeholder}
      allowClear
      value={text}
      maxLength={64}
      style={{ width: width ?? "100%" }}
      popupMatchSelectWidth={280}
      options={matching(codes, text).map(([code, name]) => ({
        value: code,
        label: `${name} ${code}`,
      }))}
      onChange={(next: string | undefined) => {
        setText(next ?? "");
        if (!next) done("");
      }}
      onSelect={(code?: string) => done(code ?? "")}
      onBlur={() => done(text)}
      onKeyDown={(event) => {
        if (event.key === "Enter") done(text);
      }}
    />
  );
}

/** Codes that begin with the text, then names that hold it; none where the text is a code already. */
export function matching(
  codes: readonly (readonly [string, string])[],
  text: string,
): (readonly [string, string])[] {
  const wanted = text.trim();
  if (wanted === "") return codes.slice(0, MOST);
  if (codes.some(([code]) => code === wanted)) return [];
  const begins = codes.filter(([code]) => code.startsWith(wanted));
  const holds = codes.filter(([code, name]) => !code.startsWith(wanted) && name.includes(wanted));
  return [...begins, ...holds].slice(0, MOST);
}
