import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MadeKey } from "../api/generated";
import {
  claimKeyMutation,
  endOwnKeyMutation,
  listOwnKeysOptions,
  listOwnKeysQueryKey,
} from "../api/generated/@tanstack/react-query.gen";
import { QueryState } from "../ui/ErrorState";
import { PageFrame } from "../ui/PageFrame";
import { said } from "../ui/said";
import { KeyTable } from "./admin/KeyTable";
import { OneTime } from "./admin/OneTime";

/** Keys granted to the own account: only its holder makes the text, once. */
export default function OwnKeys() {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const { message } = App.useApp();
  const keys = useQuery(listOwnKeysOptions());
  const [made, setMade] = useState<MadeKey | null>(null);
  const settled = {
    onSettled: () => queries.invalidateQueries({ queryKey: listOwnKeysQueryKey() }),
    onError: (error: unknown) => void message.error(said(error)),
  };
  const end = useMutation({ ...endOwnKeyMutation(), ...settled });
  const claim = useMutation({
    ...claimKeyMutation(),
    ...settled,
    // The text of the key stays in the dialog only.
    gcTime: 0,
    onSuccess: setMade,
  });
  return (
    <PageFrame title={t("ownKeys")}>
      <section className="card">
        <p className="soft">{t("ownKeysHint")}</p>
        <QueryState query={keys}>
          {(answer) => (
            <KeyTable
              keys={answer.items}
              onEnd={(key) => end.mutate({ path: { key_id: key.key_id } })}
              onClaim={(key) => claim.mutate({ path: { key_id: key.key_id } })}
            />
          )}
        </QueryState>
      </section>
      {made && (
        <OneTime
          title={t("keyTitle", { label: made.key.label })}
          text={made.text}
          hint={t("keyHint")}
          onClose={() => setMade(null)}
        />
      )}
    </PageFrame>
  );
}
