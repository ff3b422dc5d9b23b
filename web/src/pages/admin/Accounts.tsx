import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Space, Table, type TableColumnsType, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type AccountView,
  changeAccount,
  type OneTimePassword,
  unlockAccount,
} from "../../api/generated";
import {
  listAccountsOptions,
  listAccountsQueryKey,
  resetPasswordMutation,
} from "../../api/generated/@tanstack/react-query.gen";
import { useRight } from "../../session/session";
import { QueryState } from "../../ui/ErrorState";
import { said } from "../../ui/said";
import { NewAccountDialog } from "./NewAccountDialog";
import { OneTime } from "./OneTime";
import { RolesDialog } from "./RolesDialog";

/** Accounts: the system administrator makes and closes them, the security administrator gives rights. */
export function Accounts() {
  const { t } = useTranslation("admin");
  const system = useRight("system");
  const accounts = useQuery(listAccountsOptions());
  const [making, setMaking] = useState(false);
  const [roles, setRoles] = useState<AccountView | null>(null);
  const [secret, setSecret] = useState<OneTimePassword | null>(null);
  const act = useActions(setSecret);
  const columns = useColumns(act, setRoles);
  return (
    <section className="card" aria-label={t("parts.accounts")}>
      <p className="soft">{t(system ? "accountsSystem" : "accountsSecurity")}</p>
      {system && (
        <p>
          <Button type="primary" onClick={() => setMaking(true)}>
            {t("newAccount")}
          </Button>
        </p>
      )}
      <QueryState query={accounts}>
        {(answer) => (
          <Table<AccountView>
            rowKey="account"
            size="middle"
            columns={columns}
            dataSource={answer.items}
            pagination={false}
          />
        )}
      </QueryState>
      {making && (
        <NewAccountDialog
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            setSecret(made);
          }}
        />
      )}
      {roles && <RolesDialog account={roles} onClose={() => setRoles(null)} />}
      {secret && (
        <OneTime
          title={t("oneTimeTitle", { account: secret.account })}
          text={secret.password ?? t("oneTimeNone")}
          hint={t(secret.awaits_unlock ? "oneTimeLocked" : "oneTimeHint")}
          onClose={() => setSecret(null)}
        />
      )}
    </section>
  );
}

interface Actions {
  unlock: (account: string) => void;
  close: (account: string, disabled: boolean) => void;
  reset: (account: string) => void;
}

function useActions(onSecret: (made: OneTimePassword) => void): Actions {
  const queries = useQueryClient();
  const { message, modal } = App.useApp();
  const { t } = useTranslation("admin");
  const settled = {
    onSuccess: () => queries.invalidateQueries({ queryKey: listAccountsQueryKey() }),
    onError: (error: unknown) => void message.error(said(error)),
  };
  const unlock = useMutation({
    ...settled,
    mutationFn: (account: string) => unlockAccount({ path: { account } }),
  });
  const close = useMutation({
    ...settled,
    mutationFn: ({ account, disabled }: { account: string; disabled: boolean }) =>
      changeAccount({ path: { account }, body: { disabled } }),
  });
  const reset = useMutation({
    ...resetPasswordMutation(),
    onError: settled.onError,
    onSuccess: (made) => {
      onSecret(made);
      return settled.onSuccess();
    },
  });
  return {
    unlock: (account) => unlock.mutate(account),
    close: (account, disabled) =>
      void modal.confirm({
        title: t(disabled ? "closeTitle" : "openTitle", { account }),
        content: t(disabled ? "closeHint" : "openHint"),
        onOk: () => close.mutate({ account, disabled }),
      }),
    reset: (account) =>
      void modal.confirm({
        title: t("resetTitle", { account }),
        content: t("resetHint"),
        onOk: () => reset.mutate({ path: { account } }),
      }),
  };
}

function useColumns(
  act: Actions,
  onRoles: (account: AccountView) => void,
): TableColumnsType<AccountView> {
  const { t } = useTranslation(["admin", "common"]);
  const system = useRight("system");
  const security = useRight("security");
  return [
    { title: t("account"), dataIndex: "account", render: (name: string) => <b>{name}</b> },
    { title: t("display"), dataIndex: "display" },
    {
      title: t("roles"),
      key: "roles",
      render: (_, row) =>
        row.roles.length ? (
          <Space size={4} wrap>
            {row.roles.map((role) => (
              <Tag key={role}>{t(`common:role.${role}`)}</Tag>
            ))}
          </Space>
        ) : (
          <span className="soft">{t("noRoles")}</span>
        ),
    },
    {
      title: t("area"),
      key: "area",
      render: (_, row) =>
        row.whole_area
          ? t("common:wholeArea")
          : row.authority
            ? `${row.authority.name ?? ""} ${row.authority.code}`
            : "–",
    },
    { title: t("state"), key: "state", render: (_, row) => <AccountState row={row} /> },
    {
      title: t("actions"),
      key: "actions",
      render: (_, row) => (
        <Space size={4} wrap>
          {security && (
            <Button size="small" onClick={() => onRoles(row)}>
              {t("setRoles")}
            </Button>
          )}
          {security && (row.locked || row.awaits_unlock) && (
            <Button size="small" type="primary" onClick={() => act.unlock(row.account)}>
              {t("unlock")}
            </Button>
          )}
          {system && (
            <>
              <Button size="small" onClick={() => act.reset(row.account)}>
                {t("reset")}
              </Button>
              <Button size="small" onClick={() => act.close(row.account, !row.disabled)}>
                {t(row.disabled ? "open" : "close")}
              </Button>
            </>
          )}
        </Space>
      ),
    },
  ];
}

function AccountState({ row }: { row: AccountView }) {
  const { t } = useTranslation("admin");
  const states = [
    row.disabled && t("isClosed"),
    row.locked && t("isLocked"),
    row.awaits_unlock && t("awaitsUnlock"),
    row.must_change_password && t("mustChange"),
    row.second_factor && t("secondFactor"),
  ].filter(Boolean);
  return <span>{states.length ? states.join("，") : t("isOpen")}</span>;
}
