import { Tabs } from "antd";

import { useTranslation } from "react-i18next";
import { useRight } from "../session/session";
import { StateNote } from "../ui/ErrorState";
import { useFilters } from "../ui/filters";
import { PageFrame } from "../ui/PageFrame";
import { Accounts } from "./admin/Accounts";
import { Alarms } from "./admin/Alarms";
import { AuditRows } from "./admin/AuditRows";
import { Authorities } from "./admin/Authorities";
import { Keys } from "./admin/Keys";
import { Webhooks } from "./admin/Webhooks";

/** Each administrator sees the own part: accounts, security, or the audit. */
export default function Admin() {
  const { t } = useTranslation("admin");
  const system = useRight("system");
  const security = useRight("security");
  const audit = useRight("audit");
  const [filters, change] = useFilters(["part"]);
  const parts = [
    { key: "accounts", open: system || security, content: Accounts },
    { key: "keys", open: security, content: Keys },
    { key: "authorities", open: security, content: Authorities },
    { key: "webhooks", open: security, content: Webhooks },
    { key: "audit", open: audit, content: AuditRows },
    { key: "alarms", open: audit, content: Alarms },
  ] as const;
  const open = parts.filter((part) => part.open);
  const first = open[0];
  if (!first) {
    return (
      <PageFrame title={t("title")}>
        <StateNote kind="forbidden" />
      </PageFrame>
    );
  }
  const active = open.find((part) => part.key === filters.part) ?? first;
  return (
    <PageFrame title={t("title")}>
      <Tabs
        activeKey={active.key}
        onChange={(part) => change({ part })}
        destroyOnHidden
        items={open.map(({ key, content: Content }) => ({
          key,
          label: t(`parts.${key}`),
          children: <Content />,
        }))}
      />
    </PageFrame>
  );
}
