"""Words and tables of the registry, of courts and departments, by canonical kind and column."""

from __future__ import annotations

from graph.domain import PartyRole

MEASURE_WORDS = {
    "circulated_criticism": "通报批评",
    "warning": "警告",
    "fine": "罚款",
    "confiscation": "没收违法所得",
    "suspension": "责令停产停业",
    "licence_restriction": "限制开展生产经营活动",
    "revocation": "吊销许可证件",
}
"""Word of each measure."""
LISTED_FOR = {
    "annual_report_missing": "未依照规定的期限公示年度报告的",
    "information_missing": "未在责令的期限内公示有关企业信息的",
    "false_information": "公示企业信息隐瞒真实情况、弄虚作假的",
    "unreachable": "通过登记的住所或者经营场所无法联系的",
}
"""Ground of a listing as the registry writes it."""
OUTCOME_WORDS = {
    "lost": "败诉",
    "won": "胜诉",
    "settled": "调解撤诉",
    "pending": "审理中",
    "under_inquiry": "调查中",
    "confirmed": "已认定",
}
"""Word of each outcome."""
PARTY_WORDS = {
    PartyRole.RESPONSIBLE: "当事人",
    PartyRole.PLAINTIFF: "原告",
    PartyRole.VICTIM: "受害人",
    PartyRole.THIRD_PARTY: "第三人",
    PartyRole.COMPLAINANT: "投诉人",
    PartyRole.IMPERSONATED: "被冒用人",
    PartyRole.UNKNOWN: "",
}
"""Word of each role of a party."""
OTHER_KINDS = {
    "other_blacklist": "黑名单",
    "false_registration": "虚假登记",
    "broken_commitment": "失信承诺",
    "director_bar": "任职限制",
    "failed_inspection": "抽查检查不合格",
}
"""Kinds without a table of their own, in one table."""
# Table of each kind, and its columns beside the party: registry word -> canonical column.
_DECIDED = {"ILLEGACTFROM": "conduct_from", "ILLEGACTTO": "conduct_to", "PUBDATE": "published_on"}
LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "abnormal_listing": (
        "AO_OPA_DETAIL",
        {
            "BUSEXCLIST": "record_id",
            "ABNTIME": "decided_on",
            "SPECAUSE_CN": "cause",
            "DECORG_CN": "authority",
            "DECNO": "document_no",
            "PUBDATE": "published_on",
            "REMDATE": "ended_on",
        },
    ),
    "serious_violation_listing": (
        "E_LI_ILLDISDETAIL",
        {
            "ILLID": "record_id",
            "ABNTIME": "decided_on",
            "SERILLREA_CN": "cause",
            "DECORG_CN": "authority",
            "DECNO": "document_no",
            "PUBDATE": "published_on",
            "REMDATE": "ended_on",
        },
    ),
    "licence_revocation": (
        "E_REVOKE",
        {
            "REVID": "record_id",
            "REVDATE": "decided_on",
            "REVBASIS": "cause",
            "REVORG_CN": "authority",
            "REVNO": "document_no",
            "PUBDATE": "published_on",
        },
    ),
    "judgment_defaulter": (
        "COURT_DISHONEST",
        {
            "LISTID": "record_id",
            "LISTDATE": "decided_on",
            "DISRUPTTYPE": "cause",
            "COURTNAME": "authority",
            "CASECODE": "document_no",
            "PUBDATE": "published_on",
            "REMDATE": "ended_on",
        },
    ),
    "consumption_limit": (
        "COURT_LIMIT",
        {
            "LISTID": "record_id",
            "LISTDATE": "decided_on",
            "DISRUPTTYPE": "cause",
            "COURTNAME": "authority",
            "CASECODE": "document_no",
            "PUBDATE": "published_on",
            "REMDATE": "ended_on",
        },
    ),
    **{
        kind: (
            "OTHER_RECORD",
            {
                "LISTID": "record_id",
                "RECORDKIND": "kind",
                "INDATE": "decided_on",
                "CAUSE": "cause",
                "OUTCOME": "outcome",
                "ORGNAME": "authority",
                "DOCNO": "document_no",
                "OUTDATE": "ended_on",
                **_DECIDED,
            },
        )
        for kind in OTHER_KINDS
    },
}
"""Table of each kind with one row a party, and its columns: registry word to canonical column."""
CASES: dict[str, tuple[str, dict[str, str]]] = {
    kind: (
        table,
        {
            "CASEID": "record_id",
            "COURTNAME": "authority",
            "CASECODE": "document_no",
            "CASEREASON": "cause",
            "OUTCOME": "outcome",
            "AMOUNT": "amount_cents",
            "JUDGEDATE": "decided_on",
            **_DECIDED,
        },
    )
    for kind, table in (("enforcement", "COURT_EXECUTED"), ("suit", "COURT_SUIT"))
}
"""Table of each kind with one row a party of a case, and its columns."""


OWN_TABLES = ("AO_OPA_DETAIL", "E_LI_ILLDISDETAIL", "E_REVOKE")
"""Tables of the registry itself, which name a firm by its internal key."""
STATE_WORDS = {
    "revoked": "撤销",
    "wrong": "错误",
    "objected": "异议",
    "barred": "不得作为依据",
    "repaired": "信用修复",
}
"""Word of each status that a table can say of a whole record."""
KIND_WORDS = {
    **OTHER_KINDS,
    "penalty": "行政处罚",
    "enforcement": "被执行人",
    "suit": "司法诉讼",
    "abnormal_listing": "经营异常名录",
    "serious_violation_listing": "严重违法失信名单",
    "judgment_defaulter": "失信被执行人",
    "consumption_limit": "限制高消费",
    "licence_revocation": "吊销营业执照",
}
"""Word of each kind of record."""
