import { useTranslation } from "react-i18next";
import type { PublicRecord } from "../api/generated";
import { useLabel } from "../ui/labels";

/** Published decisions about an enterprise, newest first. */
export function Records({ records, total }: { records: readonly PublicRecord[]; total: number }) {
  const { t } = useTranslation("enterprise");
  const { t: common } = useTranslation();
  const label = useLabel();
  if (records.length === 0) return <p className="soft">{t("noRecords")}</p>;
  return (
    <>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t("record.kind")}</th>
            <th scope="col">{t("record.document")}</th>
            <th scope="col">{t("record.organ")}</th>
            <th scope="col">{t("record.decided")}</th>
            <th scope="col">{t("record.ended")}</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={record.record_id}>
              <td>{label(record.label)}</td>
              <td className="code">{record.document_no ?? "–"}</td>
              <td>{record.organ ?? "–"}</td>
              <td className="code">{record.decided_on ?? "–"}</td>
              <td className="code">{record.ended_on ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > records.length && (
        <p className="soft">{common("shown", { shown: records.length, total })}</p>
      )}
    </>
  );
}
