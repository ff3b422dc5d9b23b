"""Sentences about clusters that an investigator can read aloud, in Chinese and English; they name nobody."""

from __future__ import annotations

from graph.arrays import Frame
from scoring.clusters.rules import ClusterRules
from scoring.labels import EVENTS
from scoring.results_rows import finite, number_at
from scoring.results_types import ClusterEvent, Label


def why_together(clusters: Frame, row: int, tie: Label, rules: ClusterRules) -> Label:
    """Why these enterprises are together, in a sentence that names nobody."""
    size = int(clusters.numbers("size")[row])
    joined = int(clusters.numbers("main_hub_members")[row])
    records = int(clusters.numbers("records")[row])
    months = rules.risk.window_months
    zh = f"{size} 户企业主要因“{tie.zh}”聚集"
    en = f"{size} enterprises belong together mainly by {tie.en}"
    if joined:
        zh += f"，其中 {joined} 户连到同一节点"
        en += f"; {joined} of them are tied to one and the same node"
    zh += f"；近 {months} 个月有 {records} 条不良记录，"
    en += f"; {records} adverse records in {months} months, "
    expected = _expected(clusters, row, size)
    return Label(zh=f"{zh}{expected.zh}。", en=f"{en}{expected.en}.")


def _expected(clusters: Frame, row: int, size: int) -> Label:
    """How many records would be usual, and by which rate."""
    expected = finite(number_at(clusters, "expected", row))
    by_whole = int(clusters.numbers("expected_by_whole")[row])
    if expected is None:
        return Label(zh="参照表无不良记录，无从预期", en="none in the reference to expect any by")
    if by_whole == size:
        return Label(
            zh=f"按全体平均预期 {expected:.1f} 条（行业、规模无可用的参照率）",
            en=f"{expected:.1f} expected at the rate of all (no usable rate of industry and size)",
        )
    zh, en = f"按行业与规模预期 {expected:.1f} 条", f"{expected:.1f} expected by industry and size"
    if by_whole:
        zh, en = f"{zh}（其中 {by_whole} 户按全体平均）", f"{en} ({by_whole} of them at the rate of all)"
    return Label(zh=zh, en=en)


def why_risk(clusters: Frame, row: int, rules: ClusterRules) -> Label:
    """Why a cluster is a risk cluster, or every condition of the rules that it fails."""
    met: list[Label] = []
    missed: list[Label] = []
    for holds, said in _conditions(clusters, row, rules):
        (met if holds else missed).append(said)
    told = missed or met
    zh, en = "；".join(one.zh for one in told), "; ".join(one.en for one in told)
    if missed:
        return Label(zh=f"不是风险群组：{zh}。", en=f"No risk cluster: {en}.")
    return Label(zh=f"是风险群组：{zh}。", en=f"A risk cluster: {en}.")


def _conditions(clusters: Frame, row: int, rules: ClusterRules) -> list[tuple[bool, Label]]:
    """Each condition of a risk cluster: whether it holds, and the figure beside its bound."""
    risk = rules.risk
    size = int(clusters.numbers("size")[row])
    records = int(clusters.numbers("records")[row])
    high = finite(number_at(clusters, "high_share", row))
    low = finite(number_at(clusters, "ratio_low", row))
    share = "-" if high is None else f"{100 * high:.1f}%"
    ratio = "-" if low is None else f"{low:.2f}"
    least, level = f"{100 * risk.minimum_high_share:.0f}%", f"{100 * risk.confidence:.0f}%"
    return [
        (
            size >= risk.minimum_size,
            Label(
                zh=f"成员 {size} 户（须不少于 {risk.minimum_size} 户）",
                en=f"{size} members (at least {risk.minimum_size})",
            ),
        ),
        (
            records >= risk.minimum_records,
            Label(
                zh=f"不良记录 {records} 条（须不少于 {risk.minimum_records} 条）",
                en=f"{records} adverse records (at least {risk.minimum_records})",
            ),
        ),
        (
            high is not None and high >= risk.minimum_high_share,
            Label(zh=f"C、D 类占 {share}（须不低于 {least}）", en=f"C and D are {share} (at least {least})"),
        ),
        (
            low is not None and low > risk.minimum_ratio,
            Label(
                zh=f"不良记录为预期的倍数，{level} 区间下限 {ratio}（须高于 {risk.minimum_ratio:g}）",
                en=f"lower {level} bound of observed to expected records {ratio} "
                f"(above {risk.minimum_ratio:g})",
            ),
        ),
    ]


def event_sentence(event: ClusterEvent, size: int, before: int, others: tuple[str, ...]) -> Label:
    """What happened to a cluster, with its members before and after.

    Parameters
    ----------
    event : ClusterEvent
    size, before : int
        Members in this month and in the month before.
    others : tuple of cluster ids
        Clusters split off or merged, or where the members went.
    """
    word = EVENTS[event]
    if event is ClusterEvent.BORN:
        zh, en = f"{word.zh}：{size} 户", f"{word.en}: {size} members"
    elif event is ClusterEvent.ENDED:
        zh, en = f"{word.zh}：原有 {before} 户", f"{word.en}: {before} members before"
    elif size == before:
        zh, en = f"{word.zh}：{size} 户", f"{word.en}: {size} members"
    else:
        zh, en = f"{word.zh}：{before} 户变为 {size} 户", f"{word.en}: {before} members became {size}"
    if others:
        zh += f"，涉及 {'、'.join(others)}"
        en += f", together with {', '.join(others)}"
    return Label(zh=zh + "。", en=en + ".")
