import { client } from "../../api/client";

export interface Watched {
  done: number;
  failed: number;
  /** Why the last one failed; empty if none did. */
  reason: string;
}

/** Put enterprises on the own watch list, one after the other; a refused one does not stop the rest. */
export async function watchAll(ids: readonly string[]): Promise<Watched> {
  const result: Watched = { done: 0, failed: 0, reason: "" };
  for (const id of ids) {
    try {
      await client.put({
        url: `/api/v1/watch/${encodeURIComponent(id)}`,
        body: {},
        headers: { "Content-Type": "application/json" },
        throwOnError: true,
      });
      result.done += 1;
    } catch (error) {
      result.failed += 1;
      result.reason = error instanceof Error ? error.message : String(error);
    }
  }
  return result;
}
