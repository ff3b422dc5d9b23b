"""Words of the tables on a terminal, in Chinese and English; the keys of JSON are always English."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from graph.domain import EnterpriseStatus
from scoring.hub_findings import HubKind
from scoring.results_types import Label

Say = Callable[[Label], str]
"""Chooses the language of a label."""

STATES: dict[str, Label] = {
    EnterpriseStatus.OPERATING: Label(zh="存续（在营）", en="operating"),
    EnterpriseStatus.SUSPENDED: Label(zh="歇业", en="suspended"),
    EnterpriseStatus.REVOKED: Label(zh="吊销，未注销", en="licence revoked"),
    EnterpriseStatus.DEREGISTERED: Label(zh="注销", en="deregistered"),
    EnterpriseStatus.CANCELLED: Label(zh="撤销登记", en="registration cancelled"),
    EnterpriseStatus.MOVED_OUT: Label(zh="迁出", en="moved out"),
    EnterpriseStatus.ABSENT: Label(zh="不在最近一次全量数据中", en="absent from the last complete delivery"),
    EnterpriseStatus.UNKNOWN: Label(zh="状态未知", en="state unknown"),
}
"""Registration states (登记状态)."""

HUB_KINDS: dict[HubKind, Label] = {
    HubKind.PERSON: Label(zh="人员", en="person"),
    HubKind.PLACE: Label(zh="住所", en="address"),
    HubKind.CONTACT: Label(zh="联系方式", en="phone or mail"),
    HubKind.AGENT: Label(zh="代理机构", en="agent"),
}
"""What enterprises share."""

WORDS: dict[str, Label] = {
    "account": Label(zh="账号", en="account"),
    "roles": Label(zh="角色", en="roles"),
    "area": Label(zh="辖区", en="area"),
    "state": Label(zh="状态", en="state"),
    "yes": Label(zh="是", en="yes"),
    "no": Label(zh="否", en="no"),
    "new": Label(zh="新", en="new"),
    "none": Label(zh="无", en="none"),
    "id": Label(zh="标识", en="id"),
    "name": Label(zh="名称", en="name"),
    "month": Label(zh="月份", en="month"),
    "revision": Label(zh="版次", en="rev"),
    "pack": Label(zh="规则包", en="pack"),
    "as_of": Label(zh="数据截止日", en="as of"),
    "known_by": Label(zh="知悉截止日", en="known by"),
    "scored": Label(zh="评价户数", en="scored"),
    "clusters": Label(zh="群组", en="clusters"),
    "risk_clusters": Label(zh="风险群组", en="risk clusters"),
    "class": Label(zh="类别", en="class"),
    "standalone": Label(zh="自身类别", en="standalone"),
    "score": Label(zh="得分", en="score"),
    "cluster": Label(zh="所在群组", en="cluster"),
    "factor": Label(zh="因素", en="factor"),
    "points": Label(zh="得分", en="points"),
    "hazard": Label(zh="风险强度", en="hazard"),
    "indicator": Label(zh="指标", en="indicator"),
    "value": Label(zh="取值", en="value"),
    "risk": Label(zh="风险程度 0-1", en="risk 0-1"),
    "why": Label(zh="原因", en="why"),
    "size": Label(zh="户数", en="size"),
    "tie": Label(zh="主要关联", en="main tie"),
    "region": Label(zh="主要地区", en="main region"),
    "ratio": Label(zh="实际/预期", en="observed/expected"),
    "risk_cluster": Label(zh="风险群组", en="risk cluster"),
    "event": Label(zh="变化", en="event"),
    "core": Label(zh="核心", en="core"),
    "joined": Label(zh="新加入", en="joined"),
    "weight": Label(zh="联系强度", en="weight"),
    "before": Label(zh="上月户数", en="before"),
    "what": Label(zh="说明", en="what happened"),
    "cause": Label(zh="主要原因", en="main cause"),
    "movers": Label(zh="户数", en="movers"),
    "from": Label(zh="原类别", en="from"),
    "to": Label(zh="现类别", en="to"),
    "scale": Label(zh="系数", en="scale"),
    "note": Label(zh="说明", en="note"),
    "previous": Label(zh="前一版", en="previous"),
    "mean": Label(zh="均值", en="mean"),
    "table": Label(zh="参照表", en="table"),
    "groups": Label(zh="组数", en="groups"),
    "check": Label(zh="检查内容", en="what"),
    "good": Label(zh="是否完好", en="good"),
    "found": Label(zh="结果", en="found"),
    "variable": Label(zh="环境变量", en="variable"),
    "kind": Label(zh="种类", en="kind"),
    "before_score": Label(zh="原得分", en="score before"),
    "number": Label(zh="编号", en="no."),
    "decision": Label(zh="决定", en="decision"),
    "ground": Label(zh="依据", en="ground"),
    "effective_on": Label(zh="生效日", en="effective"),
    "expires_on": Label(zh="失效日", en="expires"),
    "known_on": Label(zh="知悉日", en="known"),
    "author": Label(zh="提出人", en="author"),
    "approver": Label(zh="批准人", en="approver"),
    "decided_by": Label(zh="决定人", en="decided by"),
    "verified": Label(zh="身份已核验", en="verified"),
    "authority": Label(zh="监管机关", en="authority"),
    "since": Label(zh="缺报自", en="missing since"),
    "newest": Label(zh="最近一条", en="newest"),
    "rows": Label(zh="行数", en="rows"),
    "enterprises": Label(zh="企业数", en="enterprises"),
    "least_known": Label(zh="已知比例最低的字段", en="least known fields"),
    "valid": Label(zh="有效", en="valid"),
    "unknown": Label(zh="未知", en="unknown"),
    "wrong": Label(zh="有误", en="wrong"),
    "count": Label(zh="数量", en="count"),
    "example": Label(zh="示例", en="example"),
    "field": Label(zh="字段", en="field"),
    "word": Label(zh="用词", en="word"),
    "share": Label(zh="比例", en="share"),
    "batch": Label(zh="批次", en="batch"),
    "day": Label(zh="交付日", en="day"),
    "source": Label(zh="来源", en="source"),
    "added": Label(zh="新增", en="added"),
    "closed": Label(zh="终止", en="closed"),
    "accepted": Label(zh="放行理由", en="accepted"),
    "undone_on": Label(zh="撤销生效日", en="undone from"),
    "reason": Label(zh="原因", en="reason"),
    "persons": Label(zh="有姓名的人员", en="persons"),
    "shared_names": Label(zh="重名数", en="shared names"),
    "commonest": Label(zh="最常见姓名人数", en="of the commonest"),
    "pairs": Label(zh="有线索的对数", en="pairs with evidence"),
    "proposed": Label(zh="候选", en="proposed"),
    "gone": Label(zh="不再成立", en="gone"),
    "blocks": Label(zh="跳过的组", en="blocks"),
    "confidence": Label(zh="置信度", en="confidence"),
    "evidence": Label(zh="线索", en="evidence"),
    "verdict": Label(zh="复核结论", en="verdict"),
    "region_share": Label(zh="该地区占比", en="share"),
}
"""Heads of columns and short words."""

LINES: dict[str, Label] = {
    "accounts": Label(zh="账号", en="Accounts"),
    "account_open": Label(zh="可用", en="open"),
    "account_locked": Label(zh="已锁定", en="locked"),
    "account_closed": Label(zh="已停用", en="closed"),
    "months": Label(zh="已发布月份", en="Published months"),
    "source": Label(
        zh="{month} 第 {revision} 版  规则包 {pack}  数据截止 {as_of}  知悉截止 {known_by}",
        en="month {month} r{revision:03d}  pack {pack}  as of {as_of}  known by {known_by}",
    ),
    "enterprise": Label(
        zh="类别 {risk_class}  得分 {score}  模型得分 {model_score}  自身类别 {standalone}  "
        "登记状态 {state}  群组 {cluster}",
        en="class {risk_class}  score {score}  model score {model_score}  standalone class {standalone}  "
        "registration {state}  cluster {cluster}",
    ),
    "direct": Label(
        zh="直接判定 {rule}  关联上限生效 {clamped}", en="direct rule {rule}  held by the bound {clamped}"
    ),
    "professional": Label(
        zh="{model}：{risk_class} 类 {score} 分，与通用类别合并为 {combined} 类",
        en="{model}: class {risk_class}, score {score}; combined with the general class {combined}",
    ),
    "decided": Label(
        zh="第 {number} 号决定：{what}，依据 {ground}，{effective_on} 起，{expires_on} 失效，"
        "模型类别 {model_class}{unverified}",
        en="decision no. {number}: {what}, ground {ground}, from {effective_on}, expires {expires_on}, "
        "model class {model_class}{unverified}",
    ),
    "unverified": Label(zh="（提出人、批准人未经核验）", en=" (author and approver not verified)"),
    "withdrawn": Label(
        zh="{month} 第 {revision} 版已发布，知悉截止 {known_by}，涉及 {touched} 户",
        en="month {month} r{revision:03d} is published, known by {known_by}; {touched} touched",
    ),
    "by_delta": Label(zh="修订方式：只重算受影响的企业", en="made from what changed, the rest as published"),
    "by_full_run": Label(zh="修订方式：全量重算（{why}）", en="made by a full run ({why})"),
    "moved": Label(
        zh="得分或类别变化（{shown} / {total}）", en="Scores or classes that moved ({shown} of {total})"
    ),
    "voided": Label(
        zh="此前失效的评分明细：{months}", en="earlier receipts of the touched are void: {months}"
    ),
    "void": Label(
        zh="本明细已失效：{fact} {ground}（{article}，{document}），见 {month} 第 {revision} 版",
        en="this receipt is void: {fact} {ground} ({article}, {document}); see {month} r{revision:03d}",
    ),
    "decision_preview": Label(zh="该决定涉及的企业（现类别）", en="Whom the decision would meet, by class"),
    "quality": Label(
        zh="数据质量  截至 {as_of}  范围 {scope}  企业 {count} 户，仅被提及 {stubs} 户",
        en="data quality  as of {as_of}  scope {scope}  {count} enterprises, {stubs} only referred to",
    ),
    "missing": Label(zh="缺报（{shown} / {total}）", en="Missing ({shown} of {total})"),
    "covered": Label(zh="各表覆盖", en="Coverage by table"),
    "codes": Label(zh="代码与日期", en="Codes and days"),
    "findings": Label(zh="需核查的情形", en="To be looked at"),
    "words": Label(zh="未识别的用词", en="Words that no catalogue has"),
    "not_scored": Label(
        zh="未知指标权重：未评价（--month 指定已发布月份）",
        en="unknown indicator weight: not scored (say --month with a published month)",
    ),
    "unknown_weight": Label(
        zh="{month} 未知指标权重（评价 {count} 户）",
        en="Unknown indicator weight of {month} ({count} scored)",
    ),
    "batches": Label(zh="导入批次（{count}）", en="Imported batches ({count})"),
    "persons_searched": Label(zh="{day} 疑似同一人检索", en="Search for persons who may be one, {day}"),
    "persons_skipped": Label(
        zh="超出上限而跳过的组（未检索，不表示不是同一人）", en="Blocks beyond the limits, not searched"
    ),
    "persons": Label(zh="疑似同一人（{shown} / {total}）", en="Persons who may be one ({shown} of {total})"),
    "person_pair": Label(
        zh="{a} 与 {b}：置信度 {confidence}，复核结论 {verdict}",
        en="{a} and {b}: confidence {confidence}, verdict {verdict}",
    ),
    "person_reviews": Label(zh="复核记录", en="Reviews"),
    "decisions": Label(zh="决定簿", en="Book of decisions"),
    "factors": Label(zh="五类因素", en="Factors"),
    "indicators": Label(
        zh="计入得分的指标（共 {total} 项，{unknown} 项未知）",
        en="Indicators that add to the score ({unknown} of {total} unknown)",
    ),
    "history": Label(zh="历史", en="History"),
    "receipt": Label(zh="评分明细", en="Receipt"),
    "model_score": Label(
        zh="模型得分 {score}  风险强度合计 {hazard}", en="model score {score}  hazard {hazard}"
    ),
    "score": Label(zh="得分 {score}  类别 {risk_class}", en="score {score}  class {risk_class}"),
    "repaired": Label(
        zh="{count} 项信息已信用修复：仅展示，不计分",
        en="{count} fact(s) under credit repair: shown, not scored",
    ),
    "exception": Label(zh="其他法律优先：{name}", en="other law prevails: {name}"),
    "clusters": Label(zh="群组（{shown} / {total}）", en="Clusters ({shown} of {total})"),
    "next": Label(zh="下一页：--cursor {cursor}", en="next page: --cursor {cursor}"),
    "cluster": Label(zh="{cluster}  {size} 户  {why}", en="{cluster}  {size} members  {why}"),
    "cluster_risk": Label(
        zh="C、D 占比 {high}  不良记录 {records} 条，预期 {expected} 条，实际/预期 {ratio}  风险群组 {risk}",
        en="C+D {high}  records {records}, expected {expected}, ratio {ratio}  risk cluster {risk}",
    ),
    "hub": Label(zh="主要节点 {hub}，连接 {count} 户", en="main hub {hub} joins {count}"),
    "members": Label(zh="成员（{shown} / {total}）", en="Members ({shown} of {total})"),
    "lifeline": Label(zh="演变", en="Life line"),
    "matrix": Label(zh="从 {month}（行）到本月（列）的类别迁移", en="From {month} (rows) to now (columns)"),
    "nothing": Label(zh="无前月", en="nothing"),
    "causes": Label(zh="{count} 户变化的主要原因", en="Causes of {count} changes"),
    "movers": Label(zh="变化的企业（{shown} / {total}）", en="Movers ({shown} of {total})"),
    "references": Label(zh="参照表", en="Reference tables"),
    "candidate": Label(zh="待批准", en="waits for approval"),
    "approved": Label(zh="已批准", en="approved"),
    "with_pack": Label(zh="随规则包批准", en="approved with the pack"),
    "refused": Label(zh="不予批准", en="refused"),
    "refused_because": Label(zh="不予批准的理由：{reason}", en="Refused because: {reason}"),
    "means": Label(zh="未知取值所用的均值", en="Means that stand in for unknown values"),
    "rates": Label(zh="分组比率", en="Group rates"),
    "percentiles": Label(zh="分位表", en="Percentiles"),
    "hubs": Label(
        zh="由 {more_than} 户以上在营企业共用的节点（{shown} / {total}），只作线索，不计分",
        en="Shared by more than {more_than} living enterprises ({shown} of {total}): findings, not points",
    ),
    "more": Label(zh="全部显示：--limit {limit}", en="all of them: --limit {limit}"),
    "verified": Label(zh="数据完好", en="Verified"),
    "damaged": Label(zh="数据损坏", en="Damaged"),
    "settings": Label(zh="生效的设置", en="Settings in force"),
}
"""Titles of tables and lines between them, with the names of what they hold."""


def heads(say: Say, *names: str, words: Mapping[str, Label] = WORDS) -> tuple[str, ...]:
    """Heads of columns by the names of words; marks before a name stay, other names stay as they are.

    ``#`` marks a right-aligned number, ``=`` text that is never folded.
    """
    found = []
    for name in names:
        mark, word = (name[0], name[1:]) if name[:1] in ("#", "=") else ("", name)
        found.append(mark + (say(words[word]) if word in words else word))
    return tuple(found)


def line(say: Say, name: str, /, **values: object) -> str:
    """One of ``LINES``, filled."""
    return say(LINES[name]).format(**values)
