import { useTranslation } from "react-i18next";
import { Navigate, useSearchParams } from "react-router";
import { PasswordCard } from "../login/PasswordCard";
import { SignInCard } from "../login/SignInCard";
import { TotpCard } from "../login/TotpCard";
import { endedByService, useSessionQuery } from "../session/session";
import { Switches } from "../shell/Switches";
import { ErrorState, LoadingState } from "../ui/ErrorState";
import { PageFrame } from "../ui/PageFrame";

/** Address inside the page to go on to; never one of another site. */
export function nextOf(search: URLSearchParams): string {
  const next = search.get("next") ?? "/";
  return /^\/(?![/\\])/.test(next) ? next : "/";
}

/** Sign-in; here too the password is changed and a second factor is set up. */
export default function Login() {
  const { t } = useTranslation("login");
  const { t: common } = useTranslation();
  const [search] = useSearchParams();
  const session = useSessionQuery();
  const signedIn = session.data;
  const next = nextOf(search);
  let content = <SignInCard over={endedByService()} refused={search.has("problem")} />;
  if (session.isPending) content = <LoadingState />;
  else if (session.error)
    content = <ErrorState error={session.error} onRetry={() => session.refetch()} />;
  else if (signedIn?.must_change_password || (signedIn && search.has("change")))
    content = <PasswordCard forced={signedIn.must_change_password} next={next} />;
  else if (signedIn && search.has("totp")) content = <TotpCard session={signedIn} next={next} />;
  else if (signedIn) return <Navigate to={next} replace />;
  return (
    <main className="login">
      <div className="login-head">
        <span className="login-name">
          <img src="/favicon.svg" alt="" width={36} height={36} />
          {common("product")}
          <small>{common("productLong")}</small>
        </span>
        <Switches />
      </div>
      <div className="login-card card">
        <PageFrame title={t("title")}>{content}</PageFrame>
      </div>
      <p className="login-note">{t("note")}</p>
    </main>
  );
}
