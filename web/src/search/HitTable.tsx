import { DeploymentUnitOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { SearchHit } from "../api/generated";
import { useMonth } from "../month/month";
import { ClassTag } from "../ui/ClassTag";
import { useCodeBook } from "../ui/codes";
import { useNumber } from "../ui/numbers";
import { Marked } from "./Marked";

/** What fits, one row an enterprise; Enter opens it, Ctrl+Enter opens its graph. */
export function HitTable({ hits }: { hits: readonly SearchHit[] }) {
  const { t } = useTranslation("search");
  const { t: common } = useTranslation();
  const number = useNumber();
  const codes = useCodeBook();
  const { keep } = useMonth();
  const navigate = useNavigate();
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th scope="col">{t("column.name")}</th>
          <th scope="col">{t("column.code")}</th>
          <th scope="col">{t("column.class")}</th>
          <th scope="col" className="right">
            {t("column.score")}
          </th>
          <th scope="col">{t("column.status")}</th>
          <th scope="col">{t("column.region")}</th>
          <th scope="col">{t("column.graph")}</th>
        </tr>
      </thead>
      <tbody>
        {hits.map(({ node, matched, matched_by, matched_text }) => (
          <tr key={node.id}>
            <td>
              <Link
                to={keep(`/enterprise/${encodeURIComponent(node.id)}`)}
                onKeyDown={(event) => {
                  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
                  event.preventDefault();
                  navigate(keep(`/graph?center=${encodeURIComponent(node.id)}`));
                }}
              >
                {matched_by === "name" ? (
                  <Marked text={matched_text} parts={matched} />
                ) : (
                  node.label
                )}
              </Link>
              {matched_by !== "name" && matched_by !== "credit_code" && (
                <small className="soft">
                  {" "}
                  {t(`by.${matched_by}`)}：<Marked text={matched_text} parts={matched} />
                </small>
              )}
            </td>
            <td className="code">
              {matched_by === "credit_code" ? (
                <Marked text={matched_text} parts={matched} />
              ) : (
                node.id
              )}
            </td>
            <td>
              <ClassTag value={node.risk_class} />
            </td>
            <td className="right">
              {node.in_scope === false ? (
                <span className="soft">{t("outside")}</span>
              ) : (
                number(node.score, 1)
              )}
            </td>
            <td>{node.status ? common(`status.${node.status as "operating"}`) : "–"}</td>
            <td title={node.region ?? undefined}>{codes.regionName(node.region)}</td>
            <td>
              <Link
                aria-label={t("openGraph", { name: node.label })}
                to={keep(`/graph?center=${encodeURIComponent(node.id)}`)}
              >
                <DeploymentUnitOutlined aria-hidden="true" />
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
