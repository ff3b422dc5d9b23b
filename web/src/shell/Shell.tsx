import { Layout } from "antd";
import { Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, Outlet, useLocation } from "react-router";
import { whenSignedOut } from "../api/queries";
import { MonthSwitch } from "../month/MonthSwitch";
import { RevisedNotice } from "../month/RevisedNotice";
import { forgetSession, useSessionQuery } from "../session/session";
import { ErrorState, LoadingState } from "../ui/ErrorState";
import { AccountMenu } from "./AccountMenu";
import { Navigation } from "./Navigation";
import { QuickSearch } from "./QuickSearch";
import { Switches } from "./Switches";

/** Frame around every page of a signed-in account. */
export function Shell() {
  const { t } = useTranslation();
  const session = useSessionQuery();
  const location = useLocation();
  const here = location.pathname + location.search;
  useEffect(() => whenSignedOut(() => forgetSession("service")), []);
  if (session.error) {
    return <ErrorState error={session.error} onRetry={() => session.refetch()} />;
  }
  if (session.isPending) return <LoadingState />;
  if (!session.data) {
    return <Navigate to={`/login?next=${encodeURIComponent(here)}`} replace />;
  }
  if (session.data.must_change_password) return <Navigate to="/login?change=1" replace />;
  const reads = session.data.rights.includes("read");
  return (
    <Layout className="shell">
      <a className="skip-link" href="#content">
        {t("skip")}
      </a>
      <header className="shell-head">
        <span className="shell-name">
          <img src="/favicon.svg" alt="" width={26} height={26} />
          {t("product")}
          <small>{t("productLong")}</small>
        </span>
        {reads && <QuickSearch />}
        <span className="shell-space" />
        {reads && <MonthSwitch />}
        <Switches />
        <AccountMenu session={session.data} />
      </header>
      <div className="shell-body">
        <Navigation session={session.data} />
        <main id="content" tabIndex={-1}>
          {reads && <RevisedNotice />}
          <Suspense fallback={<LoadingState />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
    </Layout>
  );
}
