import { useQuery } from "@tanstack/react-query";
import { Tree, type TreeDataNode } from "antd";
import { useTranslation } from "react-i18next";
import type { AuthorityView } from "../../api/generated";
import { listAuthoritiesOptions } from "../../api/generated/@tanstack/react-query.gen";
import { QueryState } from "../../ui/ErrorState";
import { Nothing } from "../../ui/Nothing";
import { forest, type Grown } from "./forest";

/** The tree of supervising authorities as it is today. */
export function Authorities() {
  const { t } = useTranslation("admin");
  const found = useQuery(listAuthoritiesOptions());
  return (
    <section className="card" aria-label={t("parts.authorities")}>
      <p className="soft">{t("authoritiesHint")}</p>
      <QueryState query={found}>
        {(answer) =>
          answer.items.length === 0 ? (
            <Nothing>{t("authoritiesNone")}</Nothing>
          ) : (
            <Tree
              treeData={forest(answer.items).map(shown)}
              defaultExpandAll
              selectable={false}
              showLine
              virtual={false}
              aria-label={t("parts.authorities")}
            />
          )
        }
      </QueryState>
    </section>
  );
}

function shown(node: Grown<AuthorityView>): TreeDataNode {
  const { code, name, region } = node.row;
  return {
    key: code,
    title: (
      <span>
        {name} <span className="soft">{[code, region].filter(Boolean).join(" · ")}</span>
      </span>
    ),
    children: node.children.map(shown),
  };
}
