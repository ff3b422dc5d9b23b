import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { GoneError } from "../api/client";
import { QueryState } from "../ui/ErrorState";

/** Licences of what the page is built with, as the build wrote them. */
export function Licences() {
  const { t } = useTranslation("about");
  const query = useQuery({
    queryKey: ["third-party"],
    queryFn: async () => {
      const answer = await globalThis.fetch("/third-party.md");
      if (!answer.ok) throw new GoneError();
      return answer.text();
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <>
      <p className="soft">{t("licencesHelp")}</p>
      <QueryState query={query}>
        {(text) => (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
          <section aria-label={t("licences")} tabIndex={0} className="licences">
            <pre>{text}</pre>
          </section>
        )}
      </QueryState>
    </>
  );
}
