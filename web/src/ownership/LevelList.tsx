/** All holders or holdings of one company, for rows that are too long to draw. */

import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import { ClassTag } from "../ui/ClassTag";
import { MoreRows } from "../ui/MoreRows";
import { PartyLink } from "../ui/PartyLink";
import type { Party } from "./levels";
import { type Level, percent, type Side } from "./place";

interface LevelListProps {
  readonly side: Side;
  readonly name: string;
  readonly level: Level;
  readonly parties: ReadonlyMap<string, Party>;
  readonly loading: boolean;
  readonly onMore: () => void;
  readonly onClose: () => void;
}

export function LevelList({
  side,
  name,
  level,
  parties,
  loading,
  onMore,
  onClose,
}: LevelListProps) {
  const { t } = useTranslation("ownership");
  return (
    <Modal
      open
      title={t(`moreTitle.${side}`, { name })}
      onCancel={onClose}
      footer={null}
      width={620}
    >
      <ol className="ownership-list" data-testid="level-list">
        {level.items.map((one) => {
          const party = parties.get(one.id);
          return (
            <li key={one.tieId}>
              <b>{percent(one.share)}</b>{" "}
              {party?.riskClass && <ClassTag value={party.riskClass} size={16} />}{" "}
              <PartyLink id={one.id} label={party?.label} /> {one.inCycle && "↻"}
            </li>
          );
        })}
      </ol>
      <MoreRows
        text={t("listShown", { shown: level.items.length, total: level.total })}
        more={level.cursor === null ? null : t("listMore")}
        loading={loading}
        onMore={onMore}
      />
    </Modal>
  );
}
