import { useTranslation } from "react-i18next";
import type { SearchHit } from "../api/generated";
import { ClassTag } from "../ui/ClassTag";
import { useCodeBook } from "../ui/codes";
import { useNumber } from "../ui/numbers";
import { Marked } from "./Marked";

/** One hit in the live list: class, name with what fits, code, region, score. */
export function HitLine({ hit }: { hit: SearchHit }) {
  const { t } = useTranslation("search");
  const number = useNumber();
  const codes = useCodeBook();
  const { node, matched_by, matched_text, matched } = hit;
  return (
    <>
      <ClassTag value={node.risk_class} size={18} />
      <span className="search-hit-name">
        {matched_by === "name" ? (
          <Marked text={matched_text} parts={matched} />
        ) : (
          <>
            {node.label}{" "}
            <small>
              {t(`by.${matched_by}`)} <Marked text={matched_text} parts={matched} />
            </small>
          </>
        )}
      </span>
      <small className="code">{node.id}</small>
      <small>{node.region ? codes.regionName(node.region) : ""}</small>
      <span className="search-hit-score">
        {node.in_scope === false ? <small>{t("outside")}</small> : number(node.score)}
      </span>
    </>
  );
}
