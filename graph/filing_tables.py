"""Contracts of the filings: dated rows of one enterprise that nobody traverses.

Filings stay Parquet beside either store. Each has ``enterprise_id`` and ``filed_on``.
"""

from __future__ import annotations

from graph.columns import Column, ColumnType, Sensitivity, Table

_T, _D, _C, _N, _B = (
    ColumnType.TEXT,
    ColumnType.DAY,
    ColumnType.CENTS,
    ColumnType.NUMBER,
    ColumnType.FLAG,
)
_COMMERCIAL = Sensitivity.COMMERCIAL


def _filing(name: str, zh: str, en: str, *columns: Column) -> Table:
    return Table(
        name=name,
        zh=zh,
        en=en,
        key="filing_id",
        backfill_day=("filed_on",),
        filing=True,
        columns=(
            Column(
                name="filing_id",
                kind=_T,
                zh="行标识",
                en="Hash of table, enterprise, day, row key",
                required=True,
            ),
            Column(name="enterprise_id", kind=_T, zh="企业标识", en="Enterprise", required=True),
            Column(name="filed_on", kind=_D, zh="日期", en="Day of the filing or event", required=True),
            *columns,
        ),
    )


def _money(name: str, zh: str, en: str) -> Column:
    return Column(name=name, kind=_C, zh=zh, en=en, sensitivity=_COMMERCIAL)


# fmt: off
ANNUAL_REPORTS = _filing(
    "annual_reports",
    "年度报告",
    "Annual reports",
    Column(name="report_year", kind=_N, zh="报告年度", en="Year reported on", required=True),
    Column(name="staff", kind=_N, zh="从业人数", en="Staff", at_least=0),
    _money("assets_cents", "资产总额", "Total assets"),
    _money("liabilities_cents", "负债总额", "Total liabilities"),
    _money("revenue_cents", "营业总收入", "Total revenue"),
    _money("profit_cents", "利润总额", "Total profit"),
    _money("net_income_cents", "净利润", "Net income"),
    _money("tax_paid_cents", "纳税总额", "Tax paid"),
    _money("subscribed_cents", "认缴额", "Subscribed capital of all shareholders"),
    _money("paid_in_cents", "实缴额", "Paid-in capital of all shareholders"),
    Column(name="subscription_due_on", kind=_D, zh="认缴期限", en="Latest day subscriptions fall due"),
    Column(name="disclosure", kind=_T, zh="公示程度", en="all, part, none", allowed=("all", "part", "none")),
)
ALTERATIONS = _filing(
    "alterations",
    "变更登记",
    "Registered alterations",
    Column(
        name="item",
        kind=_T,
        zh="变更事项",
        en="What was altered",
        required=True,
        allowed=("legal_representative", "shareholders", "officers", "address", "scope", "name", "capital", "other"),
    ),
    _money("before_cents", "变更前资本", "Capital before"),
    _money("after_cents", "变更后资本", "Capital after"),
)
LICENCES = _filing(
    "licences",
    "行政许可",
    "Licences",
    Column(name="licence_kind", kind=_T, zh="许可种类", en="Licence kind"),
    Column(name="valid_from", kind=_D, zh="有效期起", en="From"),
    Column(name="valid_to", kind=_D, zh="有效期止", en="To; null is open"),
)
INSPECTIONS = _filing(
    "inspections",
    "监督检查",
    "Inspections and product tests",
    Column(name="inspection_kind", kind=_T, zh="检查类型", en="spot_check or product_test", allowed=("spot_check", "product_test")),
    Column(name="result", kind=_T, zh="检查结果", en="Result", allowed=("passed", "failed", "refused", "not_found", "pending")),
)
COMPLAINTS = _filing(
    "complaints",
    "投诉举报",
    "Complaints and reports (12315); the reporter's identity is never imported",
    Column(name="complaint_kind", kind=_T, zh="类型", en="complaint or report", allowed=("complaint", "report")),
    Column(name="accepted", kind=_B, zh="已受理", en="Accepted"),
    Column(name="verified", kind=_B, zh="已查实", en="Verified"),
    Column(name="professional_claimant", kind=_B, zh="职业索赔", en="By a professional claimant"),
)
TAX = _filing(
    "tax",
    "税务",
    "Tax states",
    Column(name="tax_state", kind=_T, zh="纳税状态", en="normal, arrears, abnormal", required=True, allowed=("normal", "arrears", "abnormal")),
    _money("arrears_cents", "欠税额", "Arrears"),
    Column(name="ended_on", kind=_D, zh="解除日", en="Day the state ended"),
)
INSURANCE = _filing(
    "insurance",
    "社会保险",
    "Insured staff by month",
    Column(name="insured_staff", kind=_N, zh="参保人数", en="Insured staff", at_least=0),
)
COMMITMENTS = _filing(
    "commitments",
    "信用承诺",
    "Credit commitments",
    Column(name="fulfilled", kind=_B, zh="已履行", en="False is broken; null is open"),
)
RATINGS = _filing(
    "ratings",
    "信用评价",
    "Ratings by tax and other organs",
    Column(name="scheme", kind=_T, zh="评价体系", en="tax_credit, public_credit, ..."),
    Column(name="grade", kind=_T, zh="等级", en="A, B, M, C, D"),
    Column(name="valid_to", kind=_D, zh="有效期止", en="To"),
)
CERTIFICATIONS = _filing(
    "certifications",
    "认证",
    "Certifications",
    Column(name="scheme", kind=_T, zh="认证种类", en="Scheme"),
    Column(name="state", kind=_T, zh="认证状态", en="State", allowed=("valid", "suspended", "withdrawn", "expired")),
    Column(name="valid_to", kind=_D, zh="有效期止", en="To"),
)
NEWS = _filing(
    "news",
    "舆情",
    "News and public opinion",
    Column(name="sentiment", kind=_T, zh="倾向", en="Sentiment", allowed=("negative", "neutral", "positive")),
    Column(name="attention", kind=_N, zh="关注度", en="Reads or reposts", at_least=0),
)
INTELLECTUAL_PROPERTY = _filing(
    "intellectual_property",
    "知识产权",
    "Patents, trademarks, copyrights",
    Column(name="ip_kind", kind=_T, zh="种类", en="Kind", allowed=("patent", "trademark", "copyright")),
    Column(name="valid_to", kind=_D, zh="有效期止", en="To"),
)

FILING_TABLES: tuple[Table, ...] = (
    ANNUAL_REPORTS,
    ALTERATIONS,
    LICENCES,
    INSPECTIONS,
    COMPLAINTS,
    TAX,
    INSURANCE,
    COMMITMENTS,
    RATINGS,
    CERTIFICATIONS,
    NEWS,
    INTELLECTUAL_PROPERTY,
)
