const SHOWN = 8;

/** The beginning of a cluster's id, as people read it aloud; the whole id is on its page. */
export function shortId(id: string): string {
  return id.replace(/^K:/, "").slice(0, SHOWN);
}
