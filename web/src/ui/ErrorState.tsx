import { Button, Spin } from "antd";
import { type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { GoneError, ProblemError } from "../api/client";

/** Kinds of a page that has nothing to show. */
export type StateKind =
  | "empty"
  | "choose"
  | "forbidden"
  | "outOfScope"
  | "notFound"
  | "gone"
  | "notReady"
  | "busy"
  | "error";

/** Kind of an error of the client. */
export function kindOf(error: unknown): StateKind {
  if (error instanceof GoneError) return "gone";
  if (!(error instanceof ProblemError)) return "error";
  if (error.code === "out_of_scope") return "outOfScope";
  if (error.status === 403) return "forbidden";
  if (error.status === 404) return "notFound";
  if (error.status === 429) return "busy";
  if (error.status === 503) return "notReady";
  if (error.status === 502 || error.status === 504) return "gone";
  return "error";
}

const SIGNS: Record<StateKind, string> = {
  empty: "∅",
  choose: "⌕",
  forbidden: "403",
  outOfScope: "403",
  notFound: "404",
  gone: "⚡",
  notReady: "503",
  busy: "429",
  error: "!",
};

/** A state instead of content: what it is and what to do. */
export function StateNote({
  kind,
  detail,
  requestId,
  onRetry,
  children,
}: {
  kind: StateKind;
  detail?: string;
  requestId?: string;
  onRetry?: () => void;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <div
      className={`state-note state-${kind}`}
      role={kind === "empty" || kind === "choose" ? "status" : "alert"}
    >
      <div className="state-sign" aria-hidden="true">
        {SIGNS[kind]}
      </div>
      <h2>{t(`state.${kind}`)}</h2>
      <p>{t(`state.${kind}Help`)}</p>
      {detail && <p className="state-detail">{detail}</p>}
      {requestId && <p className="state-detail">{t("state.requestId", { id: requestId })}</p>}
      <div className="state-actions">
        {onRetry && (
          <Button type="primary" onClick={onRetry}>
            {t("retry")}
          </Button>
        )}
        {(kind === "notFound" || kind === "forbidden") && <Link to="/">{t("state.home")}</Link>}
        {children}
      </div>
    </div>
  );
}

/** The state of an error; "try again" asks the query once more. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const kind = kindOf(error);
  const problem = error instanceof ProblemError ? error : undefined;
  return (
    <StateNote
      kind={kind}
      detail={kind === "error" ? problem?.message : undefined}
      requestId={kind === "error" || kind === "notReady" ? problem?.requestId : undefined}
      onRetry={kind === "forbidden" || kind === "outOfScope" ? undefined : onRetry}
    />
  );
}

/** Nothing fits. */
export function EmptyState({ children }: { children?: ReactNode }) {
  return <StateNote kind="empty">{children}</StateNote>;
}

/** An answer is on its way. */
export function LoadingState() {
  const { t } = useTranslation();
  return (
    <div className="state-note" role="status" aria-busy="true">
      <Spin size="large" />
      <p>{t("state.loading")}</p>
    </div>
  );
}

/**
 * What every query needs: loading, error, then the content. Content whose texts are still on
 * their way waits in its own place: the rest of the page stays, and so does the reader's focus.
 */
export function QueryState<T>({
  query,
  children,
}: {
  query: { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined)
    return <Suspense fallback={<LoadingState />}>{children(query.data)}</Suspense>;
  if (query.error) return <ErrorState error={query.error} onRetry={() => query.refetch()} />;
  return <LoadingState />;
}
