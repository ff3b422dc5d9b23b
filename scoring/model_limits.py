"""What every user of a relationship model is told: its limits, in every report and card."""

from __future__ import annotations

from scoring.results_base import Label

LIMITS: tuple[Label, ...] = (
    Label(
        zh="数据中没有传导，强度即接近 0，模型如实说明，月度评分沿用规则基线。",
        en="No contagion in the data: strengths near zero, the model says so, months keep the rule baseline.",
    ),
    Label(
        zh="专家给定的下限标注为政策，不是从数据学得。",
        en="Expert floors are marked as policy: they are not learned.",
    ),
    Label(
        zh="同名人员从不按姓名合并；疑似同一人的联系以匹配可信度折算。",
        en="Persons are never merged by name; the confidence of a match multiplies the tie.",
    ),
    Label(
        zh="检查越多、发现越多：按地区与行业的校准表应一并阅读。",
        en="Inspected more is found more: read the calibration by region and industry beside the score.",
    ),
    Label(
        zh="没有共同文号的回声（如对担保人的判决）无法识别；有案号的以案号为准。",
        en="An echo without a common document number (a judgment against a guarantor) is invisible; where "
        "there is a case number, it names the decision.",
    ),
    Label(
        zh="后来成为集中登记地的地址，其最初的登记户在列入清单前保留完整联系。",
        en="The first tenants of a later mass address keep their full tie until the address is on the list.",
    ),
    Label(
        zh="输出是信用风险类别，仅供内部监管使用；不表示违法概率，不是信用评级。",
        en="The result is a credit risk class for internal supervision only: no probability of an offence, "
        "no credit rating.",
    ),
    Label(
        zh="公开数据不能证明风险沿关联传导；随产品提供的合成省份有已知真值，本地数据须自行检验。",
        en="Public data cannot prove contagion; the synthetic province has a known truth, a site judges on "
        "its own data.",
    ),
)
"""Limits, as the guide to the relationship factor states them."""
