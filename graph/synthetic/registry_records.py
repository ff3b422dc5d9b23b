"""CASE_CF_*, AO_OPA_DETAIL, E_LI_ILLDISDETAIL, E_REVOKE, court tables and other departments' records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias, cast

import numpy as np
import pyarrow as pa

from graph.domain import PartyRole
from graph.synthetic.docket import ROLES, Docket
from graph.synthetic.events import MEASURES, RECORD_KINDS
from graph.synthetic.nodes import texts
from graph.synthetic.registry_cells import Amounts
from graph.synthetic.registry_files import RegistryWriter
from graph.synthetic.registry_filings import spoken
from graph.synthetic.registry_people import People
from graph.synthetic.registry_words import (
    CASES,
    KIND_WORDS,
    LISTED_FOR,
    LISTS,
    MEASURE_WORDS,
    OTHER_KINDS,
    OUTCOME_WORDS,
    OWN_TABLES,
    PARTY_WORDS,
    STATE_WORDS,
)
from graph.synthetic.rows import Cells, HexIds, Numbers, Rows, Taken
from graph.synthetic.rows import Words as WordCells
from graph.synthetic.world import World

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]

_RESPONSIBLE = ROLES.index(PartyRole.RESPONSIBLE)


class RecordTables:
    """Writes every record into the table that a registry, a court or a department has for its kind.

    Parameters
    ----------
    world : World
    keys : pa.StringArray, shape (firms,)
        PRIPID of each firm.
    people : People
    docket : Docket
    records, items : Rows
        As ``records.record_rows`` makes them.
    """

    def __init__(
        self, world: World, keys: pa.StringArray, people: People, docket: Docket, records: Rows, items: Rows
    ) -> None:
        self._world, self._keys, self._people, self._docket = world, keys, people, docket
        self._records, self._items = records, items
        self._event = cast(HexIds, records.columns["record_id"]).counters
        self._kind = docket.events.kind[self._event]

    def write(self, writer: RegistryWriter) -> None:
        """All tables, one after another."""
        self._penalties(writer)
        for kind, (table, named) in LISTS.items():
            index = np.flatnonzero(self._kind == RECORD_KINDS.index(kind))
            index = index[self._named(self._docket.events.node[self._event[index]])]
            node = self._docket.events.node[self._event[index]]
            columns = {**self._parties(node, table not in OWN_TABLES), **self._said(named, index)}
            writer.append(table, columns, self._records.known_on[index])
        for kind, (table, named) in CASES.items():
            self._cases(writer, kind, table, named)

    def write_statuses(self, writer: RegistryWriter, rows: Rows) -> None:
        """What became of whole records, as their sources declare it; parts and replacements have no table."""
        fact, state = cast(Taken, rows.columns["fact_id"]), cast(Taken, rows.columns["status"])
        event = cast(HexIds, fact.cells).counters[fact.index]
        coded = cast(WordCells, state.cells)
        word = np.array([STATE_WORDS.get(name, "") for name in coded.dictionary.to_pylist()], object)
        told = word[coded.codes[state.index]] != ""
        kind = self._docket.events.kind[event]
        index = np.flatnonzero(told & self._written()[event])
        event, kind = event[index], kind[index]
        joint = np.isin(kind, [RECORD_KINDS.index(name) for name in ("penalty", *CASES)])
        own = np.isin(
            kind, [RECORD_KINDS.index(name) for name, (table, _) in LISTS.items() if table in OWN_TABLES]
        )
        parties = self._parties(self._docket.events.node[event], ~own)
        nobody = WordCells(texts(("",)), np.full(len(index), -1, np.int8))
        # A joint decision is named by itself; a listing by its party too.
        blank = {name: _where(joint, nobody, cells) for name, cells in parties.items()}
        columns: dict[str, Cells] = {
            "RECORDKIND": WordCells(texts([KIND_WORDS[name] for name in RECORD_KINDS]), kind),
            "ORGNAME": Taken(self._records.columns["authority"], event),
            "DOCNO": Taken(self._records.columns["document_no"], event),
            "ROWID": self._key(event),
            **blank,
            "STATUS": WordCells(texts([str(name) for name in word]), coded.codes[state.index][index]),
            "EFFDATE": Taken(rows.columns["effective_on"], index),
            "ENDDATE": Taken(rows.columns["ends_on"], index),
            "GROUND": Taken(rows.columns["ground"], index),
            "STATUSORG": Taken(rows.columns["source_organ"], index),
            "STATUSNO": Taken(rows.columns["document_no"], index),
        }
        writer.append("RECORD_STATUS", columns, rows.known_on[index])

    def _named(self, node: Int) -> Any:
        """Whether a table can name a party: a person without a certificate cannot be, by a name alone."""
        nodes = self._world.nodes
        person = np.maximum(node - nodes.firms, 0)
        return (node < nodes.firms) | (nodes.id_kind[np.minimum(person, nodes.persons - 1)] != 2)

    def _written(self) -> Any:
        """Events with a record in the tables: a listing names its party, a case one of its parties."""
        docket = self._docket
        kind = docket.events.kind
        one = np.zeros(len(kind), np.bool_)
        one[docket.party_record[self._named(docket.party)]] = True
        case = np.isin(kind, [RECORD_KINDS.index(name) for name in CASES])
        penalty = kind == RECORD_KINDS.index("penalty")
        return penalty | np.where(case, one, self._named(docket.events.node))

    def _party_rows(self, kind: str) -> Int:
        """Rows of the parties of a kind of records that a table can name."""
        docket = self._docket
        mine = docket.events.kind[docket.party_record] == RECORD_KINDS.index(kind)
        return np.flatnonzero(mine & self._named(docket.party))

    def _parties(self, node: Int, by_code: Any) -> dict[str, Cells]:
        """Who a row names: a firm by credit code or by internal key, a person by certificate.

        Courts and other departments know no internal keys; a firm without a code goes by it even so.
        """
        firms = self._world.nodes.firms
        firm = node < firms
        coded = firm & by_code & ~self._world.firms.keyless[np.minimum(node, firms - 1)]
        person = np.where(firm, -1, node - firms)
        return {
            "PRIPID": WordCells(self._keys, np.where(firm & ~coded, node, -1)),
            "UNISCID": WordCells(self._world.nodes.credit_codes, np.where(coded, node, -1)),
            "CERNO": WordCells(self._people.certificates, person),
        }

    def _said(self, named: Mapping[str, str], index: Int) -> dict[str, Cells]:
        return {word: self._cell(column, index) for word, column in named.items()}

    def _cell(self, column: str, index: Int) -> Cells:
        cells = self._records.columns[column]
        if column == "amount_cents":
            return Taken(Amounts(cast(Numbers, cells).values, 100), index)
        if column == "kind":
            return Taken(spoken(cells, OTHER_KINDS), index)
        if column == "outcome":
            return Taken(spoken(cells, OUTCOME_WORDS), index)
        if column == "cause":
            return Taken(spoken(cells, LISTED_FOR), index)
        return Taken(cells, index)

    def _penalties(self, writer: RegistryWriter) -> None:
        index = np.flatnonzero(self._kind == RECORD_KINDS.index("penalty"))
        said = self._records.columns
        columns: dict[str, Cells] = {
            "CASEID": Taken(said["record_id"], index),
            "PENDECNO": Taken(said["document_no"], index),
            "PENAUTH_CN": Taken(said["authority"], index),
            "ILLEGACTTYPE": Taken(said["cause"], index),
            "PENTYPE_CN": Taken(spoken(said["measure"], MEASURE_WORDS), index),
            "PENAM": Taken(Amounts(cast(Numbers, said["amount_cents"]).values), index),
            "PENDECISSDATE": Taken(said["decided_on"], index),
            "PUBLICDATE": Taken(said["published_on"], index),
            "PUBENDDATE": Taken(said["publication_until"], index),
            "ILLEGACTFROM": Taken(said["conduct_from"], index),
            "ILLEGACTTO": Taken(said["conduct_to"], index),
        }
        known = self._records.known_on
        writer.append("CASE_CF_BASEINFO", columns, known[index])
        rows = self._party_rows("penalty")
        event = self._docket.party_record[rows]
        parties = {
            "CASEID": self._key(event),
            **self._parties(self._docket.party[rows], self._docket.role[rows] != _RESPONSIBLE),
            "PARTYTYPE": _role_words(self._docket.role[rows]),
        }
        writer.append("CASE_CF_PARTYINFO", parties, self._docket.known[event])
        items = self._items.columns
        punished: dict[str, Cells] = {
            "CASEID": items["record_id"],
            "PENTYPE_CN": WordCells(
                texts([MEASURE_WORDS[word] for word in MEASURES]), cast(WordCells, items["item_kind"]).codes
            ),
            "PENAM": Amounts(cast(Numbers, items["amount_cents"]).values),
        }
        writer.append("CASE_CF_IRREGPUNISHINFO", punished, self._items.known_on)

    def _key(self, event: Int) -> Cells:
        cells = cast(HexIds, self._records.columns["record_id"])
        return HexIds(cells.stream, event, cells.seed)

    def _cases(self, writer: RegistryWriter, kind: str, table: str, named: Mapping[str, str]) -> None:
        """One row a party; a case has one version, so its records' first rows are its events' rows."""
        docket = self._docket
        rows = self._party_rows(kind)
        event = docket.party_record[rows]
        columns = {
            **self._parties(docket.party[rows], True),
            "PARTYTYPE": _role_words(docket.role[rows]),
            **self._said(named, event),
        }
        writer.append(table, columns, docket.known[event])


def _role_words(role: Int) -> Cells:
    return WordCells(texts([PARTY_WORDS[PartyRole(word)] for word in ROLES]), role)


def _where(chosen: Any, first: WordCells, second: Cells) -> Cells:
    """Nothing where chosen, the other column elsewhere."""
    coded = cast(WordCells, second)
    return WordCells(coded.dictionary, np.where(chosen, first.codes, coded.codes))
