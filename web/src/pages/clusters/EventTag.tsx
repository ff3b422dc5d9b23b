import { useTranslation } from "react-i18next";

export const EVENTS = [
  "born",
  "grew",
  "shrank",
  "changed",
  "split",
  "merged",
  "ended",
  "unchanged",
] as const;
type EventCode = (typeof EVENTS)[number];

const SIGNS: Record<EventCode, string> = {
  born: "✚",
  grew: "▲",
  shrank: "▼",
  changed: "↻",
  split: "⑂",
  merged: "⊕",
  ended: "✕",
  unchanged: "＝",
};

/** What happened to a cluster this month, in a word and a sign. */
export function EventTag({ event }: { event: string }) {
  const { t } = useTranslation("clusters");
  const known = EVENTS.find((one) => one === event);
  if (!known) return <span>{event}</span>;
  return (
    <span className={known === "unchanged" ? "soft" : undefined}>
      <span aria-hidden="true">{SIGNS[known]}</span> {t(`events.${known}`)}
    </span>
  );
}
