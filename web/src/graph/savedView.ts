/** A saved view: ids and places only; what the nodes are is read again for the month. */

import { readEgo, type SavedView, type ViewDraft } from "../api/generated";
import type { MonthChoice } from "../month/month";
import { type Address, readAddress, writeAddress } from "./address";
import { EMPTY, keep, merge, type Picture, pin, place, START_NODES } from "./model";
import { bring, toEdge, toNode } from "./reads";
import type { About } from "./store";

/** Requests that opening a view may cost. */
const MOST_READS = 60;

export function draftOf(
  picture: Picture,
  address: Address,
  centre: string,
  choice: MonthChoice,
): Omit<ViewDraft, "name"> {
  const settings = Object.fromEntries(
    writeAddress({ ...address, center: null, selected: null }, new URLSearchParams()),
  );
  return {
    page: "graph",
    centre,
    ...choice,
    settings,
    nodes: [...picture.nodes.keys()].flatMap((id) => {
      const point = picture.pos.get(id);
      if (point === undefined) return [];
      return [{ id, ...point, pinned: picture.pinned.has(id), expanded: picture.page.has(id) }];
    }),
  };
}

export interface Opened {
  readonly picture: Picture;
  readonly about: About;
  readonly words: URLSearchParams;
  readonly address: Address;
  /** Saved nodes that the month does not have. */
  readonly missing: number;
}

/** Reads the nodes of a view: those around its centre, then those that were expanded. */
export async function openView(view: SavedView, choice: MonthChoice): Promise<Opened> {
  const centre = view.centre ?? "";
  const words = new URLSearchParams({ ...view.settings, center: centre });
  const address = readAddress(words);
  const follow = { ended: address.filters.ended, void: address.filters.isVoid };
  const { data } = await readEgo({
    path: { enterprise_id: centre },
    query: { ...choice, ...follow, hops: 2, cap: START_NODES },
  });
  let { picture } = merge(
    EMPTY,
    data.nodes.map(toNode),
    data.ties.map((tie) => toEdge(tie, data.published)),
  );
  const wanted = new Set(view.nodes.map((node) => node.id));
  const lacking = () => [...wanted].some((id) => !picture.nodes.has(id));
  let reads = 0;
  for (const { id, expanded } of view.nodes) {
    if (!expanded) continue;
    let more = true;
    while (more && lacking() && picture.nodes.has(id) && reads < MOST_READS) {
      reads += 1;
      const brought = await bring(id, picture, follow, choice);
      picture = merge(picture, brought.nodes, brought.edges).picture;
      picture = { ...picture, page: new Map(picture.page).set(id, brought.paging) };
      more = brought.paging.cursor !== null;
    }
  }
  picture = place(
    keep(picture, wanted),
    view.nodes.map(({ id, x, y }) => [id, { x, y }] as const),
  );
  for (const node of view.nodes) if (node.pinned) picture = pin(picture, node.id, true);
  return {
    picture,
    words,
    address,
    about: { centre: data.centre, digest: data.published.digest, ...follow },
    missing: wanted.size - picture.nodes.size,
  };
}
