import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { ListLookup } from "../search/ListLookup";
import { SearchResults } from "../search/SearchResults";
import { PageFrame } from "../ui/PageFrame";

/** Search for one enterprise, or look up a list of names and codes; both are in the address. */
export default function Search() {
  const { t } = useTranslation("search");
  const [search, setSearch] = useSearchParams();
  const list = search.get("mode") === "list";
  return (
    <PageFrame
      title={t("title")}
      actions={
        <Segmented
          aria-label={t("title")}
          value={list ? "list" : "one"}
          options={[
            { value: "one", label: t("mode.one") },
            { value: "list", label: t("mode.list") },
          ]}
          onChange={(mode) =>
            setSearch((before) => {
              const next = new URLSearchParams(before);
              if (mode === "list") next.set("mode", "list");
              else next.delete("mode");
              return next;
            })
          }
        />
      }
    >
      {list ? <ListLookup /> : <SearchResults />}
    </PageFrame>
  );
}
