import { useQuery } from "@tanstack/react-query";
import { Typography } from "antd";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { EnterpriseAnswer, Profile } from "../api/generated";
import { readProfileOptions } from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { ClassTag } from "../ui/ClassTag";
import { useCodeBook } from "../ui/codes";
import { useLabel } from "../ui/labels";
import { useNumber } from "../ui/numbers";
import { RevealButton } from "../ui/RevealDialog";
import { useClassLimits } from "./classLimits";

/** Who it is at the left; score, class and change at the right. */
export function Heading({ answer }: { answer: EnterpriseAnswer }) {
  const { t } = useTranslation("enterprise");
  const { choice } = useMonth();
  const label = useLabel();
  const number = useNumber();
  const { enterprise, change, peers } = answer;
  const codes = useCodeBook();
  const profile = useQuery({
    ...readProfileOptions({ path: { enterprise_id: enterprise.enterprise_id }, query: choice }),
    enabled: answer.in_scope,
  }).data?.profile;
  return (
    <section className="card firm-head" aria-label={t("title")}>
      <dl className="firm-facts">
        <Fact name={t("code")}>
          <Typography.Text copyable className="code">
            {enterprise.enterprise_id}
          </Typography.Text>
        </Fact>
        {profile && <ProfileFacts id={enterprise.enterprise_id} profile={profile} />}
        {answer.in_scope && (
          <>
            <Fact name={t("authority")}>{codes.authority(enterprise.supervising_authority)}</Fact>
            <Fact name={t("region")}>{codes.region(enterprise.region)}</Fact>
          </>
        )}
      </dl>
      <div className="firm-score">
        <ClassTag value={enterprise.risk_class} size={58} />
        {answer.in_scope && (
          <div>
            <p className="firm-points">
              <b>{number(enterprise.score, 1)}</b>
              <span className="soft"> / 1000</span>
            </p>
            <ClassWhy answer={answer} />
            {change && change.points !== null && (
              <p
                className={
                  change.points === 0
                    ? "soft"
                    : change.points > 0
                      ? "change-worse"
                      : "change-better"
                }
              >
                {change.points === 0
                  ? t("unchanged")
                  : t(change.points > 0 ? "rose" : "fell", {
                      points: number(Math.abs(change.points), 1),
                    })}
                {change.previous_class &&
                  change.previous_class !== enterprise.risk_class &&
                  ` · ${t("wasClass", { value: change.previous_class })}`}
                {change.cause_label && ` · ${label(change.cause_label)}`}
              </p>
            )}
            {peers && peers.percentile !== null && (
              <p className="soft">
                {t("peers", {
                  group: label(peers.label),
                  size: peers.size,
                  share: (100 * peers.percentile).toFixed(0),
                  median: number(peers.median_score, 0),
                })}
              </p>
            )}
          </div>
        )}
      </div>
    </section>
  );
}

/** Which points give this class; where a rule or a decision set it, which class the points alone would give. */
function ClassWhy({ answer }: { answer: EnterpriseAnswer }) {
  const { t } = useTranslation("enterprise");
  const limits = useClassLimits();
  const number = useNumber();
  const { risk_class, direct_rule, decision, model_class, model_score } = answer.enterprise;
  const own = limits.find((one) => one.name === risk_class);
  if (!risk_class || !own) return null;
  const set = decision ? t("setByDecision") : direct_rule ? t("setByRule") : null;
  return (
    <p className="soft">
      {t("classLimits", { ...own })}
      {set && ` · ${set}`}
      {set &&
        model_class &&
        model_class !== risk_class &&
        t("byPoints", { points: number(model_score, 1), value: model_class })}
    </p>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function ProfileFacts({ id, profile }: { id: string; profile: Profile }) {
  const { t } = useTranslation("enterprise");
  const { t: common } = useTranslation();
  const label = useLabel();
  const codes = useCodeBook();
  const number = useNumber();
  const capital =
    profile.registered_capital_cents === null
      ? "–"
      : t("tenThousand", { value: number(profile.registered_capital_cents / 1_000_000, 2) });
  return (
    <>
      <Fact name={t("status")}>
        {label(profile.status_label) || common(`status.${profile.status as "operating"}`)}
      </Fact>
      <Fact name={t("head")}>
        {profile.legal_representatives.length === 0 && "–"}
        {profile.legal_representatives.map(({ node }) => (
          <Fragment key={node.id}>
            {node.label}
            {node.kind === "person" && (
              <RevealButton person={node.id} masked={node.label} enterprise={id} />
            )}{" "}
          </Fragment>
        ))}
      </Fact>
      <Fact name={t("established")}>{profile.established_on ?? "–"}</Fact>
      <Fact name={t("capital")}>{capital}</Fact>
      <Fact name={t("industry")}>{codes.industry(profile.industry)}</Fact>
      <Fact name={t("address")}>{profile.address ?? "–"}</Fact>
      {profile.former_names.length > 0 && (
        <Fact name={t("formerNames")}>{profile.former_names.join("、")}</Fact>
      )}
    </>
  );
}
