"""E_PRI_PERSON, E_INV_INVESTMENT, E_CONTACT, E_FIN_LEADER, E_SUB, E_AGENT and other ties, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import numpy as np
import pyarrow as pa

from graph.domain import TieKind
from graph.synthetic.nodes import texts
from graph.synthetic.premises import CONTACT_KINDS
from graph.synthetic.registry import address_cells, person_rows
from graph.synthetic.registry_cells import (
    Amounts,
    Percentages,
    certificates,
    email_addresses,
    phone_numbers,
)
from graph.synthetic.registry_files import RegistryWriter
from graph.synthetic.rows import Cells, Days, Digits, HexIds, Joined, Numbers, Rows, Taken
from graph.synthetic.rows import Words as WordCells
from graph.synthetic.ties import KIND_CODE, ROLES
from graph.synthetic.world import World

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]

POSTS = {
    "legal_representative": "法定代表人",
    "operator": "经营者",
    "executive_partner": "执行事务合伙人",
    "chair": "董事长",
    "director": "董事",
    "executive_director": "执行董事",
    "manager": "总经理",
    "supervisor": "监事",
    "finance_head": "财务负责人",
    "liaison": "联络员",
    "independent_director": "独立董事",
    "employee_supervisor": "职工监事",
    "outside_accountant": "外部会计",
    "administrator": "管理人",
    "liquidator": "清算组负责人",
    "executive": "高级管理人员",
    "shareholder": "股东",
    "partner": "合伙人",
    "loan": "借款",
    "creditor": "债权",
}
"""Word of each role in the registry's tables."""
_DEALINGS = {
    TieKind.GUARANTEES: "担保",
    TieKind.LENDS_TO: "借贷",
    TieKind.LEASES_TO: "租赁",
    TieKind.TRADES_WITH: "交易",
}


@dataclass(frozen=True, slots=True)
class People:
    """Certificates and names of all persons, by person number."""

    certificates: pa.Array
    names: Cells

    @classmethod
    def of(cls, world: World) -> People:
        """People of a province; the names are those of its canonical extracts."""
        nobody = np.zeros(world.nodes.persons, np.int32)
        rows = person_rows(world.nodes, nobody, seed=world.seed, words=world.words)
        return cls(certificates(world.nodes.id_kind), rows.columns["name"])


class TieTables:
    """Writes every tie into the table that a registry has for its kind.

    Parameters
    ----------
    world : World
    keys : pa.StringArray, shape (firms,)
        PRIPID of each firm.
    numbers : pa.Array, shape (firms,)
        Registration number of each firm, null if none.
    people : People
    rows : Rows
        Ties in versions, as ``assembly.tie_rows`` makes them.
    """

    def __init__(
        self, world: World, keys: pa.StringArray, numbers: pa.Array, people: People, rows: Rows
    ) -> None:
        self._world, self._keys, self._numbers, self._people = world, keys, numbers, people
        self._rows = rows
        self._tie = cast(HexIds, rows.columns["tie_id"]).counters
        ties = world.ties
        self._kind, self._role = ties.kind[self._tie], ties.role[self._tie]
        self._src, self._dst = ties.src[self._tie], ties.dst[self._tie]

    def write(self, writer: RegistryWriter) -> None:
        """All tables, one after another."""
        firm_end = self._src < self._world.nodes.firms
        holds, officer = self._of(TieKind.HOLDS), self._of(TieKind.OFFICER_OF)
        liaison, finance = self._has_role("liaison"), self._has_role("finance_head")
        self._posts(writer, "E_PRI_PERSON", self._of(TieKind.LEGAL_REPRESENTATIVE_OF), "1")
        self._posts(writer, "E_PRI_PERSON", officer & ~liaison & ~finance, "2")
        self._posts(writer, "E_FIN_LEADER", officer & finance, None)
        self._posts(writer, "E_CONTACT", officer & liaison, None)
        self._contacts(writer)
        self._holders(writer, holds & ~firm_end)
        self._holding_firms(writer, holds & firm_end)
        self._branches(writer)
        self._agents(writer)
        for kind, word in _DEALINGS.items():
            self._dealings(writer, self._of(kind) & firm_end, word)
            self._dealings(writer, self._of(kind) & ~firm_end, word)
        self._left_addresses(writer)

    def _of(self, kind: TieKind) -> Any:
        return self._kind == KIND_CODE[kind]

    def _has_role(self, word: str) -> Any:
        return self._role == ROLES.index(word)

    def _cells(self, name: str, index: Int) -> Cells:
        return Taken(self._rows.columns[name], index)

    def _firm(self, end: Int, index: Int) -> Cells:
        return WordCells(self._keys, end[index])

    def _person(self, end: Int, index: Int) -> tuple[Cells, Cells]:
        number = end[index] - self._world.nodes.firms
        return Taken(self._people.names, number), WordCells(self._people.certificates, number)

    def _posts(self, writer: RegistryWriter, table: str, chosen: Any, sign: str | None) -> None:
        index = np.flatnonzero(chosen)
        name, certificate = self._person(self._src, index)
        columns: dict[str, Cells] = {
            "PRIPID": self._firm(self._dst, index),
            "PERSON_ID": self._cells("tie_id", index),
            "NAME": name,
            "CERNO": certificate,
            "OFFHFROM": self._cells("valid_from", index),
            "OFFHTO": self._cells("valid_to", index),
        }
        if sign is not None:
            columns["LEREPSIGN"] = WordCells(texts((sign,)), np.zeros(len(index), np.int8))
            columns["POSITION_CN"] = WordCells(texts([POSTS[word] for word in ROLES]), self._role[index])
        elif table == "E_CONTACT":
            nothing = np.full(len(index), -1, np.int8)
            for column in ("TEL", "EMAIL", "CONFROM", "CONTO"):
                columns[column] = WordCells(texts(("",)), nothing)
        writer.append(table, columns, self._rows.known_on[index])

    def _contacts(self, writer: RegistryWriter) -> None:
        nodes, premises = self._world.nodes, self._world.premises
        every = np.arange(nodes.contacts)
        numbers = {
            "phone": phone_numbers(every, self._world.words.phone_prefixes),
            "email": email_addresses(every),
        }
        index = np.flatnonzero(self._of(TieKind.REACHED_AT))
        contact = self._dst[index] - nodes.first_contact
        kind = premises.contact_kind[contact]
        columns: dict[str, Cells] = {
            "PRIPID": self._firm(self._src, index),
            "TEL": WordCells(numbers["phone"], np.where(kind == CONTACT_KINDS.index("phone"), contact, -1)),
            "EMAIL": WordCells(numbers["email"], np.where(kind == CONTACT_KINDS.index("email"), contact, -1)),
            "CONFROM": self._cells("valid_from", index),
            "CONTO": self._cells("valid_to", index),
        }
        writer.append("E_CONTACT", columns, self._rows.known_on[index])

    def _holding(self, index: Int, kinds: tuple[str, str]) -> dict[str, Cells]:
        partner = self._has_role("partner")[index].astype(np.int8)
        share = self._cells("share", index)
        nothing = WordCells(texts(("",)), np.full(len(index), -1, np.int8))
        return {
            "PRIPID": self._firm(self._dst, index),
            "INVID": self._cells("tie_id", index),
            "INVTYPE": WordCells(texts(kinds), partner),
            "INVTYPE_CN": WordCells(texts(("股东", "合伙人")), partner),
            "SUBCONAM": Amounts(cast(Numbers, self._rows.columns["amount_cents"]).values[index]),
            "SUBCONAMUSD": nothing,
            "SUBCONPROP": Percentages(share),
            "CONDATE": nothing,
            "INVFROM": self._cells("valid_from", index),
            "INVTO": self._cells("valid_to", index),
        }

    def _holders(self, writer: RegistryWriter, chosen: Any) -> None:
        index = np.flatnonzero(chosen)
        name, certificate = self._person(self._src, index)
        columns = {**self._holding(index, ("20", "35")), "INV": name, "CERNO": certificate}
        columns["BLICNO"] = WordCells(texts(("",)), np.full(len(index), -1, np.int8))
        columns["CURRENCY"] = WordCells(texts(("156",)), np.zeros(len(index), np.int8))
        writer.append("E_INV_INVESTMENT", columns, self._rows.known_on[index])

    def _holding_firms(self, writer: RegistryWriter, chosen: Any) -> None:
        """Firms that hold: by credit code, by registration number where they have none."""
        nodes = self._world.nodes
        index = np.flatnonzero(chosen)
        firm = self._src[index]
        keyless = self._world.firms.keyless[firm]
        both = pa.concat_arrays([nodes.credit_codes, self._numbers])
        columns = self._holding(index, ("11", "11"))
        columns["BLICNO"] = WordCells(both, np.where(keyless, nodes.firms + firm, firm))
        writer.append("E_INV_INVESTMENT", columns, self._rows.known_on[index])

    def _branches(self, writer: RegistryWriter) -> None:
        index = np.flatnonzero(self._of(TieKind.BRANCH_OF))
        columns: dict[str, Cells] = {
            "PRIPID": self._firm(self._dst, index),
            "BRPRIPID": self._firm(self._src, index),
            "BRESTDATE": self._cells("valid_from", index),
            "BRCANDATE": self._cells("valid_to", index),
        }
        writer.append("E_SUB", columns, self._rows.known_on[index])

    def _agents(self, writer: RegistryWriter) -> None:
        nodes = self._world.nodes
        index = np.flatnonzero(self._of(TieKind.FILED_BY))
        firm = self._dst[index] < nodes.firms
        contact = np.where(firm, 0, self._dst[index] - nodes.first_contact)
        sign = WordCells(texts(("AG",)), np.where(firm, -1, 0).astype(np.int8))
        columns: dict[str, Cells] = {
            "PRIPID": self._firm(self._src, index),
            "AGENTPRIPID": WordCells(self._keys, np.where(firm, self._dst[index], -1)),
            "AGENTNO": Joined((sign, Digits(contact, 8))),
            "FILEDATE": self._cells("valid_from", index),
            "FILEDTO": self._cells("valid_to", index),
        }
        writer.append("E_AGENT", columns, self._rows.known_on[index])

    def _dealings(self, writer: RegistryWriter, chosen: Any, word: str) -> None:
        nodes = self._world.nodes
        index = np.flatnonzero(chosen)
        # A person without a certificate cannot be named in a table that knows no enterprise of hers.
        number = np.clip(self._src[index] - nodes.firms, 0, nodes.persons - 1)
        index = index[(self._src[index] < nodes.firms) | (nodes.id_kind[number] != 2)]
        firm = self._src[index] < nodes.firms
        person = np.where(firm, -1, self._src[index] - nodes.firms)
        columns: dict[str, Cells] = {
            "PRIPID": self._firm(self._dst, index),
            "TIEID": self._cells("tie_id", index),
            "TIEKIND": WordCells(texts((word,)), np.zeros(len(index), np.int8)),
            "TIEROLE": WordCells(texts([POSTS[word] for word in ROLES]), self._role[index]),
            "SRCPRIPID": WordCells(self._keys, np.where(firm, self._src[index], -1)),
            "SRCCERNO": WordCells(self._people.certificates, person),
            "AMOUNT": Amounts(cast(Numbers, self._rows.columns["amount_cents"]).values[index]),
            "FROMDATE": self._cells("valid_from", index),
            "TODATE": self._cells("valid_to", index),
        }
        writer.append("OTHER_TIES", columns, self._rows.known_on[index])

    def _left_addresses(self, writer: RegistryWriter) -> None:
        """Alterations of the address: what a firm left, and when."""
        world, nodes = self._world, self._world.nodes
        ended = cast(Days, self._rows.columns["valid_to"])
        place = self._dst - nodes.first_place
        at = self._of(TieKind.REGISTERED_AT)
        firm = np.where(at, self._src, 0)
        left = at & (world.premises.former_place[firm] == place)
        known = np.asarray(ended.render(np.arange(len(at))).is_valid())
        index = np.flatnonzero(left & known)
        addresses = address_cells(world.premises, seed=world.seed, numbers=world.numbers, words=world.words)
        columns: dict[str, Cells] = {
            "PRIPID": self._firm(self._src, index),
            "ALTID": self._cells("tie_id", index),
            "ALTITEM_CN": WordCells(texts(("住所变更",)), np.zeros(len(index), np.int8)),
            "ALTBE": Taken(addresses, place[index]),
            "ALTAF": Taken(addresses, world.premises.place_of[self._src[index]]),
            "ALTDATE": Taken(ended, index),
        }
        # A tie delivered with its end is known from its start; the alteration not before it was made.
        known_on = np.maximum(self._rows.known_on[index], ended.values[index])
        writer.append("E_ALTER_RECODER", columns, known_on)
