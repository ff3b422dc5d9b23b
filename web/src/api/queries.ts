import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ProblemError } from "./client";

/** Called when an answer says that the session is over. */
export type OnSignedOut = () => void;

let onSignedOut: OnSignedOut = () => undefined;

/** Say what happens when the session is over. */
export function whenSignedOut(act: OnSignedOut): void {
  onSignedOut = act;
}

/** Answers of a published month do not change; they are asked again after a minute by their ETag. */
export const queries = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (query.queryKey[0] === "session") return;
      if (error instanceof ProblemError && error.code === "sign_in_required") onSignedOut();
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        failures < 1 && error instanceof ProblemError && error.status === 503,
      retryDelay: 800,
    },
  },
});
