import { Button, Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { useRight } from "../session/session";
import { StateNote } from "../ui/ErrorState";
import { useFilters } from "../ui/filters";
import { PageFrame } from "../ui/PageFrame";
import { Candidates } from "./decisions/Candidates";
import { Preview } from "./decisions/Preview";
import { ProposalDrawer } from "./decisions/ProposalDrawer";
import { ProposalList } from "./decisions/ProposalList";
import { ProposeDrawer } from "./decisions/ProposeDrawer";
import { Reveals } from "./decisions/Reveals";

/** The desk: what is proposed and waits for another person, and what came of it. */
export default function Decisions() {
  const { t } = useTranslation(["decisions", "reveal"]);
  const analyse = useRight("analyse");
  const approve = useRight("approve");
  const [filters, change] = useFilters(["part", "no", "propose", "subject"]);
  const number = /^\d{1,9}$/.test(filters.no ?? "") ? Number(filters.no) : null;
  if (!analyse && !approve) {
    return (
      <PageFrame title={t("title")}>
        <StateNote kind="forbidden" />
      </PageFrame>
    );
  }
  const open = (no: number) => change({ no: String(no), propose: null, subject: null });
  return (
    <PageFrame
      title={t("title")}
      actions={
        analyse && (
          <Button type="primary" onClick={() => change({ propose: "direct_d" })}>
            {t("propose")}
          </Button>
        )
      }
    >
      <p className="soft">{t("intro")}</p>
      <Tabs
        activeKey={filters.part ?? "desk"}
        onChange={(part) => change({ part: part === "desk" ? null : part })}
        destroyOnHidden
        items={[
          { key: "desk", label: t("desk"), children: <ProposalList onOpen={open} /> },
          {
            key: "waiting",
            label: t("candidates"),
            children: (
              <Candidates
                onPropose={
                  analyse ? (kind, subject) => change({ propose: kind, subject }) : undefined
                }
              />
            ),
          },
          { key: "preview", label: t("preview"), children: <Preview /> },
          { key: "reveals", label: t("reveal:list"), children: <Reveals /> },
        ]}
      />
      {number !== null && <ProposalDrawer number={number} onClose={() => change({ no: null })} />}
      {filters.propose && analyse && (
        <ProposeDrawer
          kind={filters.propose}
          subject={filters.subject}
          onClose={() => change({ propose: null, subject: null })}
          onMade={open}
        />
      )}
    </PageFrame>
  );
}
