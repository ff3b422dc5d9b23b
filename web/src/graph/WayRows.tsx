/** Paths as rows of text: length, weakest tie, effective holding; one of them is chosen. */

import { Radio } from "antd";
import { useTranslation } from "react-i18next";
import { percent } from "../ownership/place";
import { ClassTag } from "../ui/ClassTag";
import { PathLine } from "../ui/PathLine";
import { effectiveHolding, type Way, weakest } from "./ways";
import { useWords } from "./words";

interface WayRowsProps {
  readonly ways: readonly Way[];
  readonly chosen: number;
  readonly onChoose: (at: number) => void;
}

export function WayRows({ ways, chosen, onChoose }: WayRowsProps) {
  const { t } = useTranslation("path");
  const words = useWords();
  return (
    <table className="way-rows" data-testid="way-rows">
      <caption className="visually-hidden">{t("rows")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("show")}</th>
          <th scope="col">{t("way")}</th>
          <th scope="col">{t("length")}</th>
          <th scope="col">{t("weakest")}</th>
          <th scope="col">{t("effective")}</th>
        </tr>
      </thead>
      <tbody>
        {ways.map((way, at) => {
          const weak = weakest(way);
          const held = effectiveHolding(way);
          const end = way.nodes.at(-1);
          return (
            <tr key={way.edges.map((edge) => edge.id).join(" ")} aria-selected={at === chosen}>
              <td>
                <Radio
                  checked={at === chosen}
                  onChange={() => onChoose(at)}
                  aria-label={t("showN", { n: at + 1 })}
                />
              </td>
              <td>
                <PathLine
                  steps={way.nodes.map((node, step) => {
                    const tie = way.edges[step];
                    const back = tie !== undefined && tie.source !== node.id;
                    const said =
                      tie && (back ? t("reverse", { tie: words.tie(tie) }) : words.tie(tie));
                    return { id: node.id, label: node.label, tie: said };
                  })}
                  end={end?.riskClass && <ClassTag value={end.riskClass} size={18} />}
                />
              </td>
              <td>{t("steps", { count: way.edges.length })}</td>
              <td>{weak === null ? t("noWeakest") : words.tie(weak)}</td>
              <td>{held === null ? t("noHolding") : percent(held)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
