import { useTranslation } from "react-i18next";
import { useRouteError } from "react-router";
import { GoneError } from "../api/client";
import { ErrorState, StateNote } from "../ui/ErrorState";
import { PageFrame } from "../ui/PageFrame";

/** No page has this address. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <PageFrame title={t("state.notFound")}>
      <StateNote kind="notFound" />
    </PageFrame>
  );
}

/** A page failed while it was drawn, or its file could not be fetched. */
export function RouteFailed() {
  const { t } = useTranslation();
  const error = useRouteError();
  const fetching = error instanceof TypeError && /import|module|fetch/i.test(error.message);
  return (
    <PageFrame title={t("state.error")}>
      <ErrorState
        error={fetching ? new GoneError() : error}
        onRetry={() => window.location.reload()}
      />
    </PageFrame>
  );
}
