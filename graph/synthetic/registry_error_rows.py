"""The wrong rows of each kind of planted error, and what an import has to list for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from graph.errors import CatalogueError
from graph.synthetic.codes import credit_code_cells, registration_number_cells, with_wrong_check
from graph.synthetic.registry_cells import citizen_ids
from graph.synthetic.world import World

Row = Mapping[str, str]
Wrong = tuple[str, str, str]
"""Field, reason and effect that an import has to list for a row."""
PlantedRow = tuple[str, Row, tuple[Wrong, ...]]
"""Table, row, and what is wrong with it."""

_FIRST_SERIAL = 500_000_000
"""Serial numbers of planted codes begin here; sound firms stay below."""
_FIRST_PERSON = 15_000_000
_UNKNOWN, _REJECTED = "value_unknown", "row_rejected"
LINE_REJECTED = "line_rejected"
"""Effect of an error that makes a line no row."""


class ErrorRows:
    """Makes the rows of each kind; every firm and person is new."""

    def __init__(self, world: World) -> None:
        self._serial = _FIRST_SERIAL
        self._person = _FIRST_PERSON
        self._surname = world.words.surnames[0]

    def rows(self, kind: str) -> list[PlantedRow]:
        """Rows of one more error of a kind."""
        makers: tuple[Callable[[str], list[PlantedRow]], ...] = (
            self._enterprises,
            self._codes,
            self._persons,
            self._holdings,
            self._others,
        )
        for make in makers:
            found = make(kind)
            if found:
                return found
        raise CatalogueError(f"registry_errors.yaml: expected a kind that is planted, got {kind!r}")

    def _base(self, **said: str) -> dict[str, str]:
        self._serial += 1
        return {
            "PRIPID": str(self._serial),
            "UNISCID": self._code(self._serial),
            "ENTNAME": f"植错{self._serial}有限公司",
            "ENTTYPE": "1130",
            "INDUSTRYPHY": "F",
            "INDUSTRYCO": "5132",
            "ESTDATE": "2015-03-01",
            "REGCAP": "100.00",
            "REGCAPCUR": "156",
            "DOMDISTRICT": "000101",
            "EMPNUM": "5",
            "REGSTATE": "1",
            **said,
        }

    @staticmethod
    def _code(serial: int, *, wrong: bool = False) -> str:
        cells = credit_code_cells(np.array([1]), np.array([101]), np.array([serial]))
        return bytes((with_wrong_check(cells) if wrong else cells)[0]).decode()

    @staticmethod
    def _number(serial: int) -> str:
        """A registration number with a wrong check digit."""
        number = bytes(registration_number_cells(np.array([101]), np.array([serial % 10**8]))[0]).decode()
        return number[:-1] + str((int(number[-1]) + 1) % 10)

    def _certificate(self, ending: str = "") -> str:
        """A citizen id that nobody has, of the first number from here on with an ending."""
        while True:
            self._person += 1
            found = str(citizen_ids(np.array([self._person]))[0].as_py())
            if found.endswith(ending):
                return found

    def _enterprises(self, kind: str) -> list[PlantedRow]:
        wrongs: dict[str, tuple[dict[str, str], tuple[Wrong, ...]]] = {
            "dollar_capital": ({"REGCAPCUR": "840", "REGCAP": "50.00"}, ()),
            "unrated_capital": ({"REGCAPCUR": "392"}, (("REGCAP", "no_exchange_rate", _UNKNOWN),)),
            "unknown_currency": ({"REGCAPCUR": "999"}, (("REGCAP", "unknown_currency", _UNKNOWN),)),
            "unreadable_capital": ({"REGCAP": "一百余万"}, (("REGCAP", "not_an_amount", _UNKNOWN),)),
            "unknown_status": ({"REGSTATE": "冬眠"}, (("REGSTATE", "unknown_word", _UNKNOWN),)),
            "old_industry": ({"INDUSTRYPHY": "P", "INDUSTRYCO": "8291"}, ()),
            "strange_industry": ({"INDUSTRYPHY": "A"}, (("INDUSTRYCO", "letter_and_code_differ", _UNKNOWN),)),
            "old_region": ({"DOMDISTRICT": "330183"}, ()),
            "placeholder_day": ({"ESTDATE": "19000101"}, (("ESTDATE", "placeholder_day", _UNKNOWN),)),
            "impossible_day": ({"ESTDATE": "2015-02-30"}, (("ESTDATE", "not_a_date", _UNKNOWN),)),
            "placeholder_credit_code": ({"UNISCID": "0" * 18}, ()),
            "no_key": ({"PRIPID": "null", "UNISCID": "null"}, (("enterprise_id", "missing", _REJECTED),)),
        }
        if kind == "wide_line":
            wide = self._base(ENTNAME="植错\t有限公司")
            return [("E_BASEINFO", wide, (("", "wrong_number_of_fields", LINE_REJECTED),))]
        if kind not in wrongs:
            return []
        said, listed = wrongs[kind]
        return [("E_BASEINFO", self._base(**said), listed)]

    def _codes(self, kind: str) -> list[PlantedRow]:
        if kind == "bad_credit_code":
            row = self._base(UNISCID=self._code(self._serial + 1, wrong=True))
            return [("E_BASEINFO", row, (("UNISCID", "bad_check_digit", _UNKNOWN),))]
        if kind == "bad_registration_no":
            row = self._base(REGNO=self._number(self._serial))
            return [("E_BASEINFO", row, (("REGNO", "bad_check_digit", _REJECTED),))]
        if kind == "contested_credit_code":
            living = self._base()
            dead = self._base(UNISCID=living["UNISCID"], REGSTATE="3")
            wrong = ("UNISCID", "code_of_another_row", _UNKNOWN)
            return [("E_BASEINFO", living, ()), ("E_BASEINFO", dead, (wrong,))]
        return []

    def _persons(self, kind: str) -> list[PlantedRow]:
        post = {"PRIPID": self._base()["PRIPID"], "NAME": f"{self._surname}植错", "LEREPSIGN": "1"}
        post |= {"PERSON_ID": f"e{self._serial}", "POSITION_CN": "法定代表人"}
        good = {**post, "CERNO": self._certificate()}
        if kind == "bad_certificate":
            spoiled = good["CERNO"][:-1] + ("0" if good["CERNO"][-1] != "0" else "1")
            return [("E_PRI_PERSON", {**post, "CERNO": spoiled}, (("CERNO", "bad_certificate", _UNKNOWN),))]
        if kind == "old_certificate":
            long = good["CERNO"]
            return [("E_PRI_PERSON", {**post, "CERNO": long[:6] + long[8:17]}, ())]
        if kind == "small_x_certificate":
            return [("E_PRI_PERSON", {**post, "CERNO": self._certificate("X").lower()}, ())]
        if kind == "nameless_post":
            nobody = {**post, "NAME": "null", "CERNO": "null"}
            return [("E_PRI_PERSON", nobody, (("source_id", "missing", _REJECTED),))]
        if kind == "reversed_post":
            reverse = {**good, "OFFHFROM": "2020-05-01", "OFFHTO": "2019-05-01"}
            return [("E_PRI_PERSON", reverse, (("valid_to", "end_before_start", _REJECTED),))]
        if kind == "unknown_post":
            strange = {**good, "LEREPSIGN": "2", "POSITION_CN": "吉祥物"}
            return [("E_PRI_PERSON", strange, (("POSITION_CN", "unknown_word", _UNKNOWN),))]
        if kind == "wrong_bytes":
            return [("E_PRI_PERSON", post, (("", "wrong_encoding", LINE_REJECTED),))]
        if kind == "placeholder_phone":
            row = {"PRIPID": post["PRIPID"], "TEL": "00000000000"}
            wrongs = (("contact_id", "missing", _REJECTED), ("target_id", "missing", _REJECTED))
            return [("E_CONTACT", row, wrongs)]
        return []

    def _holdings(self, kind: str) -> list[PlantedRow]:
        firm = self._base()
        row = {
            "PRIPID": firm["PRIPID"],
            "INVID": f"e{self._serial}",
            "INVTYPE": "20",
            "INVTYPE_CN": "股东",
            "INV": f"{self._surname}植错",
            "CERNO": self._certificate(),
        }
        holdings: dict[str, tuple[dict[str, str], tuple[Wrong, ...]]] = {
            "share_above_one": ({"SUBCONPROP": "130"}, (("share", "above_maximum", _UNKNOWN),)),
            "share_as_fraction": ({"SUBCONPROP": "0.25", "SUBCONAM": "25.00"}, ()),
            "share_without_unit": ({"SUBCONPROP": "0.25"}, (("SUBCONPROP", "share_unit_unknown", _UNKNOWN),)),
            "share_against_amount": (
                {"SUBCONPROP": "0.05", "SUBCONAM": "80.00"},
                (("SUBCONPROP", "share_contradicts_amount", _UNKNOWN),),
            ),
            "self_holding": (
                {"INVTYPE": "11", "CERNO": "null", "BLICNO": firm["UNISCID"]},
                (("BLICNO", "self_tie", _REJECTED),),
            ),
            "dollar_holding": ({"SUBCONPROP": "20", "SUBCONAMUSD": "3.00", "CONDATE": "2020-06-30"}, ()),
            "outside_parent": (
                {"INVTYPE": "11", "CERNO": "null", "BLICNO": self._code(self._serial + 1)},
                (),
            ),
        }
        if kind not in holdings:
            return []
        self._serial += 1
        said, listed = holdings[kind]
        return [("E_BASEINFO", firm, ()), ("E_INV_INVESTMENT", {**row, **said}, listed)]

    def _others(self, kind: str) -> list[PlantedRow]:
        key = self._base()["PRIPID"]
        case = {
            "CASEID": f"e{key}",
            "PENAUTH_CN": "植错市场监督管理局",
            "PENTYPE_CN": "警告",
            "PENDECISSDATE": "2025-05-05",
        }
        report = {"PRIPID": key, "ANCHEID": f"e{key}", "ANCHEYEAR": "2024", "ANCHEDATE": "2025-05-05"}
        listed = {"PRIPID": key, "LISTID": f"e{key}", "ORGNAME": "植错税务局", "INDATE": "2025-05-05"}
        rows: dict[str, tuple[str, Row, Wrong]] = {
            "unknown_measure": (
                "CASE_CF_BASEINFO",
                {**case, "PENTYPE_CN": "口头教育"},
                ("PENTYPE_CN", "unknown_word", _UNKNOWN),
            ),
            "far_decision": (
                "CASE_CF_BASEINFO",
                {**case, "PENDECISSDATE": "9999-09-09"},
                ("decided_on", "open_day_where_a_day_is_expected", _UNKNOWN),
            ),
            "nobody_punished": (
                "CASE_CF_PARTYINFO",
                {"CASEID": f"e{key}", "PARTYTYPE": "当事人"},
                ("party_id", "missing", _REJECTED),
            ),
            "unknown_cause": (
                "AO_OPA_DETAIL",
                {"PRIPID": key, "BUSEXCLIST": f"e{key}", "ABNTIME": "2025-05-05", "SPECAUSE_CN": "心情不好"},
                ("SPECAUSE_CN", "unknown_word", _UNKNOWN),
            ),
            "unknown_list": (
                "OTHER_RECORD",
                {**listed, "RECORDKIND": "重点关注名单"},
                ("RECORDKIND", "unknown_word", _REJECTED),
            ),
            "unknown_tax_state": (
                "TAX_STATE",
                {"PRIPID": key, "TAXID": f"e{key}", "STATEDATE": "2025-05-05", "TAXSTATE": "待核"},
                ("TAXSTATE", "unknown_word", _REJECTED),
            ),
            "undated_report": (
                "AN_BASEINFO",
                {**report, "ANCHEDATE": "null"},
                ("filed_on", "missing", _REJECTED),
            ),
            "unreadable_assets": (
                "AN_BASEINFO",
                {**report, "ASSGRO": "若干"},
                ("ASSGRO", "not_an_amount", _UNKNOWN),
            ),
        }
        if kind not in rows:
            return []
        table, row, wrong = rows[kind]
        if kind == "unknown_list":
            return [(table, row, (wrong, ("kind", "missing", _REJECTED)))]
        return [(table, row, (wrong,))]
