import { App, Button, Space, Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import type { KeyView } from "../../api/generated";
import { momentText } from "../../ui/moments";

interface KeyTableProps {
  keys: readonly KeyView[];
  onEnd: (key: KeyView) => void;
  /** Given where the reader is the holder: makes the text of a granted key. */
  onClaim?: (key: KeyView) => void;
}

const ENDS = new Set<KeyView["state"]>(["in_force", "awaits_holder"]);

/** Keys with their state, and what can be done with each. */
export function KeyTable({ keys, onEnd, onClaim }: KeyTableProps) {
  const { t } = useTranslation("admin");
  const { modal } = App.useApp();
  const columns: TableColumnsType<KeyView> = [
    { title: t("keyLabel"), dataIndex: "label" },
    { title: t("account"), dataIndex: "account", hidden: onClaim !== undefined },
    {
      title: t("scopes"),
      key: "scopes",
      render: (_, row) => row.scopes.map((scope) => t(`scope.${scope}`)).join("，"),
    },
    { title: t("expires"), dataIndex: "expires_on", render: momentText },
    { title: t("used"), dataIndex: "used_on", render: momentText },
    {
      title: t("state"),
      key: "state",
      render: (_, row) =>
        row.state === "awaits_holder"
          ? t("keyState.awaits_holder", { until: momentText(row.claim_until) })
          : t(`keyState.${row.state}`),
    },
    {
      title: t("actions"),
      key: "actions",
      render: (_, row) =>
        ENDS.has(row.state) && (
          <Space>
            {onClaim && row.state === "awaits_holder" && (
              <Button size="small" type="primary" onClick={() => onClaim(row)}>
                {t("claim")}
              </Button>
            )}
            <Button
              size="small"
              danger
              onClick={() =>
                void modal.confirm({
                  title: t("revokeTitle", { label: row.label }),
                  onOk: () => onEnd(row),
                })
              }
            >
              {t("revoke")}
            </Button>
          </Space>
        ),
    },
  ];
  return (
    <Table<KeyView>
      rowKey="key_id"
      size="middle"
      columns={columns}
      dataSource={keys}
      pagination={false}
    />
  );
}
