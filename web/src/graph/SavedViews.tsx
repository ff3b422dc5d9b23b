/** Own views of the canvas: save where it stands, open one again, delete one. */

import { DeleteOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { ViewDraft, ViewRow } from "../api/generated";
import {
  deleteViewMutation,
  listViewsOptions,
  listViewsQueryKey,
  saveViewMutation,
} from "../api/generated/@tanstack/react-query.gen";
import { withChoice } from "../month/month";
import { ErrorState } from "../ui/ErrorState";

interface SavedViewsProps {
  /** What the page shows now; the name is asked for here. */
  readonly draft: () => Omit<ViewDraft, "name">;
}

export function SavedViews({ draft }: SavedViewsProps) {
  const { t } = useTranslation("graph");
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const client = useQueryClient();
  const views = useQuery({ ...listViewsOptions(), enabled: open });
  const again = () => client.invalidateQueries({ queryKey: listViewsQueryKey() });
  const save = useMutation({
    ...saveViewMutation(),
    onSuccess: (made) => {
      message.success(t("viewSaved", { name: made.name }));
      setName("");
      again();
    },
  });
  const remove = useMutation({ ...deleteViewMutation(), onSuccess: again });
  const wanted = name.trim();
  const error = views.error ?? save.error ?? remove.error;
  const content = (
    <div className="graph-views">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted !== "") save.mutate({ body: { ...draft(), name: wanted } });
        }}
      >
        <Input
          aria-label={t("viewName")}
          placeholder={t("viewName")}
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="primary" htmlType="submit" disabled={wanted === ""} loading={save.isPending}>
          {t("saveView")}
        </Button>
      </form>
      {error && <ErrorState error={error} />}
      <ul>
        {(views.data?.items ?? [])
          .filter((row) => row.page === "graph")
          .map((row) => (
            <Row
              key={row.view_id}
              row={row}
              onOpen={() => setOpen(false)}
              onDelete={() => remove.mutate({ path: { view_id: row.view_id } })}
            />
          ))}
      </ul>
      {views.data?.items.length === 0 && <p className="soft">{t("viewNone")}</p>}
    </div>
  );
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      content={content}
      placement="bottomRight"
    >
      <Button aria-expanded={open}>{t("views")}</Button>
    </Popover>
  );
}

function Row({
  row,
  onOpen,
  onDelete,
}: {
  row: ViewRow;
  onOpen: () => void;
  onDelete: () => void;
}) {
  const { t } = useTranslation("graph");
  const navigate = useNavigate();
  const go = () => {
    onOpen();
    const choice =
      row.month === null ? {} : { month: row.month, revision: row.revision ?? undefined };
    navigate(withChoice(`/graph?view=${encodeURIComponent(row.view_id)}`, choice));
  };
  return (
    <li>
      <Button type="link" onClick={go}>
        {row.name}
      </Button>
      <span className="soft">{row.month}</span>
      <Button
        size="small"
        icon={<DeleteOutlined />}
        aria-label={t("deleteView", { name: row.name })}
        onClick={onDelete}
      />
    </li>
  );
}
