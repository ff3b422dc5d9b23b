import { useTranslation } from "react-i18next";
import { GoneError, ProblemError } from "../api/client";

/** Sentence for what sign-in refuses, in the language of the page. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation("login");
  return (error) => {
    if (error instanceof GoneError) return t("problem.gone");
    if (!(error instanceof ProblemError)) return t("problem.other");
    switch (error.code) {
      case "sign_in_refused":
        return t("problem.refused");
      case "locked_out":
        return error.retryAfterS
          ? t("problem.lockedFor", { minutes: Math.ceil(error.retryAfterS / 60) })
          : t("problem.locked");
      case "rate_limited":
        return t("problem.often");
      case "input_invalid":
        return t("problem.policy", { detail: error.message });
      default:
        return t("problem.detail", { detail: error.message });
    }
  };
}
