/** Levels around a root: the first are read at once, further ones when they are opened. */

import { useQuery } from "@tanstack/react-query";
import { App } from "antd";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMonth } from "../month/month";
import { type LevelPage, NO_LEVELS, type Party, readLevel, withPage } from "./levels";
import type { Level, Levels, Side } from "./place";

/** So many of the largest holdings of the first level are opened at once on each side. */
const OPEN_FIRST = 4;

interface Loaded {
  readonly levels: Levels;
  readonly parties: ReadonlyMap<string, Party>;
  readonly open: { readonly up: ReadonlySet<string>; readonly down: ReadonlySet<string> };
}

const NOTHING: Loaded = {
  levels: NO_LEVELS,
  parties: new Map(),
  open: { up: new Set(), down: new Set() },
};

function added(before: Loaded, side: Side, id: string, page: LevelPage): Loaded {
  const parties = new Map(before.parties);
  for (const one of page.parties) parties.set(one.id, one);
  return { ...before, parties, levels: withPage(before.levels, side, id, page.level) };
}

function opened(before: Loaded, side: Side, id: string, on: boolean): Loaded {
  const ids = new Set(before.open[side]);
  if (on) ids.add(id);
  else ids.delete(id);
  return { ...before, open: { ...before.open, [side]: ids } };
}

export function useOwnership(root: string | null) {
  const { t } = useTranslation("ownership");
  const { message } = App.useApp();
  const { choice } = useMonth();
  const [loaded, setLoaded] = useState(NOTHING);
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());

  const first = useQuery({
    queryKey: ["ownership-levels", root, choice],
    enabled: root !== null,
    queryFn: async () => {
      let found = NOTHING;
      for (const side of ["up", "down"] as const) {
        const id = root ?? "";
        const page = await readLevel(side, id, null, choice);
        found = added(found, side, id, page);
        const further = page.level.items.filter((one) => one.further > 0).slice(0, OPEN_FIRST);
        const pages = await Promise.all(
          further.map((one) => readLevel(side, one.id, null, choice)),
        );
        for (const [at, one] of further.entries()) {
          const next = pages[at];
          if (next !== undefined)
            found = opened(added(found, side, one.id, next), side, one.id, true);
        }
      }
      return found;
    },
  });
  useEffect(() => setLoaded(first.data ?? NOTHING), [first.data]);

  /** Reads the next page of one level; the level as it is then. */
  const read = useCallback(
    async (side: Side, id: string, cursor: string | null): Promise<void> => {
      const name = `${side} ${id}`;
      setBusy((now) => new Set(now).add(name));
      try {
        const page = await readLevel(side, id, cursor, choice);
        setLoaded((now) => added(now, side, id, page));
      } catch {
        message.error(t("failed"));
      } finally {
        setBusy((now) => new Set([...now].filter((one) => one !== name)));
      }
    },
    [choice, message, t],
  );

  const toggle = useCallback(
    async (side: Side, id: string, open: boolean) => {
      if (open && !loaded.levels[side].has(id)) await read(side, id, null);
      setLoaded((now) => opened(now, side, id, open));
    },
    [loaded, read],
  );
  const more = useCallback(
    (side: Side, id: string) => {
      const level: Level | undefined = loaded.levels[side].get(id);
      return read(side, id, level?.cursor ?? null);
    },
    [loaded, read],
  );
  return { ...loaded, first, busy, toggle, more };
}
