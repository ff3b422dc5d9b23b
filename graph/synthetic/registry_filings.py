"""Filings as registry and departments write them: AN_*, E_ALTER_RECODER, licences, inspections ..."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, cast

import numpy as np
import pyarrow as pa

from graph.domain import CENTS_UNKNOWN
from graph.synthetic.nodes import texts
from graph.synthetic.registry_cells import Amounts
from graph.synthetic.registry_files import RegistryWriter
from graph.synthetic.rows import Cells, Flags, Numbers, Rows, Taken
from graph.synthetic.rows import Words as WordCells

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Maker: TypeAlias = Callable[[RegistryWriter, Mapping[str, Cells], Int], None]

_ITEMS = {
    "legal_representative": "法定代表人变更",
    "shareholders": "投资人(股权)变更",
    "officers": "高级管理人员备案",
    "address": "住所变更",
    "scope": "经营范围变更",
    "name": "名称变更",
    "capital": "注册资本变更",
    "other": "其他事项备案",
}
_RESULTS = {
    "passed": "未发现问题",
    "failed": "不合格",
    "refused": "不配合检查情节严重",
    "not_found": "通过登记的住所无法联系",
    "pending": "待出结果",
}
_WORDS = {
    "tax_state": {"normal": "正常", "arrears": "欠税", "abnormal": "非正常户"},
    "scheme": {"tax_credit": "纳税信用", "public_credit": "公共信用"},
    "state": {"valid": "有效", "suspended": "暂停", "withdrawn": "撤销", "expired": "过期"},
    "sentiment": {"negative": "负面", "neutral": "中性", "positive": "正面"},
    "ip_kind": {"patent": "专利", "trademark": "商标", "copyright": "著作权"},
    "complaint_kind": {"complaint": "投诉", "report": "举报"},
    "inspection_kind": {"spot_check": "抽查", "product_test": "抽检"},
    "disclosure": {"all": "1", "part": "2", "none": "3"},
}


def spoken(cells: Cells, words: Mapping[str, str]) -> Cells:
    """A column of canonical words in the registry's own; a word without one stays."""
    if isinstance(cells, Taken):
        return Taken(spoken(cells.cells, words), cells.index)
    coded = cast(WordCells, cells)
    return WordCells(texts([words.get(word, word) for word in coded.dictionary.to_pylist()]), coded.codes)


def said(cells: Cells) -> Cells:
    """Flags as 是 and 否."""
    return WordCells(texts(("否", "是")), cast(Flags, cells).values)


def _money(cells: Cells) -> Cells:
    return Amounts(_values(cells))


class FilingTables:
    """Writes each filing table into the tables that a registry has for it.

    Parameters
    ----------
    keys : pa.StringArray, shape (firms,)
        PRIPID of each firm.
    """

    def __init__(self, keys: pa.StringArray) -> None:
        self._keys = keys

    def write(self, writer: RegistryWriter, name: str, rows: Rows) -> None:
        """Rows of one canonical table."""
        firm = cast(WordCells, rows.columns["enterprise_id"]).codes
        columns = {**rows.columns, "PRIPID": WordCells(self._keys, firm)}
        if name == "alterations":
            # Changes of address come from the addresses that firms left.
            kept = np.flatnonzero(_words(columns["item"]) != "address")
            columns = {name: Taken(cells, kept) for name, cells in columns.items()}
            self._alterations(writer, columns, rows.known_on[kept], _words(rows.columns["item"])[kept])
            return
        if name == "annual_reports":
            self._annual_reports(writer, columns, rows.known_on)
            return
        table, named = _PLAIN[name]
        cells = {word: _cell(column, columns) for word, column in named.items()}
        writer.append(table, {"PRIPID": columns["PRIPID"], **cells}, rows.known_on)

    def _annual_reports(self, writer: RegistryWriter, columns: Mapping[str, Cells], known: Int) -> None:
        amounts = {
            "ASSGRO": "assets_cents",
            "LIAGRO": "liabilities_cents",
            "VENDINC": "revenue_cents",
            "PROGRO": "profit_cents",
            "NETINC": "net_income_cents",
            "RATGRO": "tax_paid_cents",
        }
        report: dict[str, Cells] = {
            "PRIPID": columns["PRIPID"],
            "ANCHEID": columns["filing_id"],
            "ANCHEYEAR": columns["report_year"],
            "ANCHEDATE": columns["filed_on"],
            "EMPNUM": columns["staff"],
            **{word: _money(columns[column]) for word, column in amounts.items()},
            "PUBSTATE": spoken(columns["disclosure"], _WORDS["disclosure"]),
        }
        writer.append("AN_BASEINFO", report, known)
        # Two holders: what the first one subscribed and paid, and the rest.
        for first in (True, False):
            part: dict[str, Cells] = {
                "ANCHEID": columns["filing_id"],
                "LISUBCONAM": Amounts(_part(columns["subscribed_cents"], first)),
                "LIACCONAM": Amounts(_part(columns["paid_in_cents"], first)),
                "SUBCONDATE": columns["subscription_due_on"],
            }
            writer.append("AN_SUBCAPITAL", part, known)

    def _alterations(
        self, writer: RegistryWriter, columns: Mapping[str, Cells], known: Int, item: Any
    ) -> None:
        before = Amounts(_values(columns["before_cents"]))
        after = Amounts(_values(columns["after_cents"]))
        cells: dict[str, Cells] = {
            "PRIPID": columns["PRIPID"],
            "ALTID": columns["filing_id"],
            "ALTITEM_CN": Taken(WordCells(texts(list(_ITEMS.values())), _codes(item)), np.arange(len(item))),
            "ALTBE": before,
            "ALTAF": after,
            "ALTDATE": columns["filed_on"],
        }
        writer.append("E_ALTER_RECODER", cells, known)


def _words(cells: Cells) -> Any:
    coded = cast(WordCells, cells)
    return np.array(coded.dictionary.to_pylist(), object)[coded.codes]


def _codes(item: Any) -> Int:
    order = {word: place for place, word in enumerate(_ITEMS)}
    return np.array([order[word] for word in item.tolist()], np.int8)


def _values(cells: Cells) -> Int:
    if isinstance(cells, Taken):
        return np.asarray(_values(cells.cells)[cells.index])
    return np.asarray(cast(Numbers, cells).values)


def _part(cells: Cells, first: bool) -> Int:
    values = _values(cells).astype(np.int64)
    some = values * 3 // 5
    return np.where(values == CENTS_UNKNOWN, CENTS_UNKNOWN, some if first else values - some)


def _cell(column: str, columns: Mapping[str, Cells]) -> Cells:
    cells = columns[column]
    if column == "result":
        return spoken(cells, _RESULTS)
    if column in _WORDS:
        return spoken(cells, _WORDS[column])
    if column == "arrears_cents":
        return Amounts(_values(cells), 100)
    if column in ("accepted", "verified", "professional_claimant", "fulfilled"):
        return said(cells)
    return cells


_PLAIN: dict[str, tuple[str, dict[str, str]]] = {
    "licences": (
        "E_LIC_CERTIFICATE",
        {
            "LICID": "filing_id",
            "LICNAME": "licence_kind",
            "ISSDATE": "filed_on",
            "VALFROM": "valid_from",
            "VALTO": "valid_to",
        },
    ),
    "inspections": (
        "AFFICHE_SPOTCHECK",
        {
            "SPOTID": "filing_id",
            "INSPDATE": "filed_on",
            "INSPTYPE": "inspection_kind",
            "INSPRES_CN": "result",
        },
    ),
    "complaints": (
        "COMPLAINT_12315",
        {
            "COMPLAINTID": "filing_id",
            "REGDATE": "filed_on",
            "INFOTYPE": "complaint_kind",
            "ACCEPTED": "accepted",
            "VERIFIED": "verified",
            "PROFCLAIM": "professional_claimant",
        },
    ),
    "tax": (
        "TAX_STATE",
        {
            "TAXID": "filing_id",
            "STATEDATE": "filed_on",
            "TAXSTATE": "tax_state",
            "ARREARS": "arrears_cents",
            "ENDDATE": "ended_on",
        },
    ),
    "insurance": ("SOCIAL_INSURANCE", {"STATDATE": "filed_on", "INSUREDNUM": "insured_staff"}),
    "commitments": (
        "CREDIT_COMMITMENT",
        {"COMMITID": "filing_id", "COMMITDATE": "filed_on", "FULFILLED": "fulfilled"},
    ),
    "ratings": (
        "CREDIT_RATING",
        {"RATEDATE": "filed_on", "RATESCHEME": "scheme", "GRADE": "grade", "VALTO": "valid_to"},
    ),
    "certifications": (
        "CERTIFICATION",
        {
            "CERTID": "filing_id",
            "CERTDATE": "filed_on",
            "CERTSCHEME": "scheme",
            "CERTSTATE": "state",
            "VALTO": "valid_to",
        },
    ),
    "news": (
        "PUBLIC_NEWS",
        {"NEWSID": "filing_id", "NEWSDATE": "filed_on", "SENTIMENT": "sentiment", "READS": "attention"},
    ),
    "intellectual_property": (
        "INTELLECTUAL_PROPERTY",
        {"IPNO": "filing_id", "GRANTDATE": "filed_on", "IPKIND": "ip_kind", "VALTO": "valid_to"},
    ),
}
"""Table and columns of each canonical table that lies in one table of the registry."""
