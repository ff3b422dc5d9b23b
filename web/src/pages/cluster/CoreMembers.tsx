import { useTranslation } from "react-i18next";
import type { ClusterMember } from "../../api/generated";
import { ClassTag } from "../../ui/ClassTag";
import { PartyLink } from "../../ui/PartyLink";
import styles from "./cluster.module.css";

const MOST = 8;

/** Members with the strongest ties inside the cluster. */
export function CoreMembers({ members }: { members: readonly ClusterMember[] }) {
  const { t } = useTranslation("cluster");
  if (members.length === 0) return null;
  return (
    <section className="card" aria-label={t("core")}>
      <h2>{t("core")}</h2>
      <p className="soft">{t("coreHint")}</p>
      <ul className={styles.plain}>
        {members.slice(0, MOST).map((member) => (
          <li key={member.enterprise_id}>
            <ClassTag value={member.risk_class} size={20} />{" "}
            <PartyLink id={member.enterprise_id} label={member.name} />
          </li>
        ))}
      </ul>
    </section>
  );
}
