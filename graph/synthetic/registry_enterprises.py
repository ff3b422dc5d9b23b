"""E_BASEINFO and the tables beside it: former names, cancellations, moves, state investors."""

from __future__ import annotations

from typing import Any, TypeAlias, cast

import numpy as np
import pyarrow as pa

from graph.domain import DAY_UNKNOWN, EnterpriseStatus
from graph.synthetic.codes import digits, fixed_text, registration_number_cells
from graph.synthetic.enterprises import EnterpriseBook
from graph.synthetic.firms import FATES
from graph.synthetic.nodes import NODE, region_numbers, texts
from graph.synthetic.registry import identifier_rows
from graph.synthetic.registry_cells import Amounts
from graph.synthetic.registry_files import RegistryWriter
from graph.synthetic.rows import Cells, Days, Numbers, Rows, Texts
from graph.synthetic.rows import Words as WordCells
from graph.synthetic.world import World

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]

STATE_CODES = {
    EnterpriseStatus.OPERATING: "1",
    EnterpriseStatus.SUSPENDED: "8",
    EnterpriseStatus.REVOKED: "21",
    EnterpriseStatus.DEREGISTERED: "3",
    EnterpriseStatus.CANCELLED: "5",
    EnterpriseStatus.MOVED_OUT: "4",
}
"""REGSTATE of each registration state (domain guide 4.1)."""
_STAFF = {"micro": "5", "small": "20", "medium": "100", "large": "500"}
_FIRST_KEY = 1_000_000_000
_SECTIONS = (
    *((5, "A"), (12, "B"), (43, "C"), (46, "D"), (50, "E"), (52, "F"), (60, "G"), (62, "H"), (65, "I")),
    *((69, "J"), (70, "K"), (72, "L"), (75, "M"), (79, "N"), (82, "O"), (83, "P"), (85, "Q"), (90, "R")),
    *((96, "S"), (97, "T")),
)
"""Last division and letter of each section of GB/T 4754-2017."""


def section_of(industry: str) -> str:
    """Letter of the section of a code of GB/T 4754-2017."""
    return next(letter for last, letter in _SECTIONS if int(industry[:2]) <= last)


def internal_keys(world: World) -> pa.StringArray:
    """PRIPID of each firm; that of a firm without a credit code is the key its canonical id has."""
    firms = np.arange(world.firms.size)
    own = fixed_text(digits(_FIRST_KEY + firms, 10)).to_pylist()
    ids = world.nodes.ids.slice(0, world.firms.size).to_pylist()
    prefix = f"R:{NODE}:"
    return pa.array(
        [
            name.removeprefix(prefix) if name.startswith(prefix) else key
            for name, key in zip(ids, own, strict=True)
        ],
        pa.string(),
    )


class EnterpriseTables:
    """Writes the tables of enterprises.

    Parameters
    ----------
    world : World
    book : EnterpriseBook
        Renders what each firm is like at each delivery.
    keys : pa.StringArray, shape (firms,)
        PRIPID of each firm.

    Attributes
    ----------
    numbers : pa.Array, shape (firms,)
        Registration number of each firm, null if none.
    """

    def __init__(self, world: World, book: EnterpriseBook, keys: pa.StringArray) -> None:
        self._world, self._book, self._keys = world, book, keys
        self.numbers, self._late = _registered(world)

    def write(self, writer: RegistryWriter) -> None:
        """Every version of every firm, and the later ones that bring a credit code."""
        firms = self._world.firms
        for rows in self._book.rows():
            self._versions(writer, rows, with_code=False)
        late = np.flatnonzero(self._late != DAY_UNKNOWN)
        days = self._world.schedule.day_numbers
        delivery = self._world.schedule.delivery_of(self._late[late])
        for number, day in enumerate(days.tolist()):
            index = late[delivery == number]
            if len(index):
                rows = self._book.version(index, day, np.maximum(self._late[index], firms.known[index]))
                self._versions(writer, rows, with_code=True)
        self._state_investors(writer)

    def _versions(self, writer: RegistryWriter, rows: Rows, *, with_code: bool) -> None:
        firm = cast(WordCells, rows.columns["enterprise_id"]).codes
        columns = self._base(rows, firm)
        coded = (
            np.ones(len(firm), np.bool_)
            if with_code
            else ~self._world.firms.keyless[firm]
            | ((self._late[firm] != DAY_UNKNOWN) & (self._late[firm] <= rows.known_on))
        )
        columns["UNISCID"] = WordCells(self._world.nodes.credit_codes, np.where(coded, firm, -1))
        order = ["PRIPID", "UNISCID", *(name for name in columns if name not in ("PRIPID", "UNISCID"))]
        writer.append("E_BASEINFO", {name: columns[name] for name in order}, rows.known_on)
        self._beside(writer, rows, firm)

    def _base(self, rows: Rows, firm: Int) -> dict[str, Cells]:
        said = rows.columns
        states = cast(WordCells, said["status"])
        bands, industry = cast(WordCells, said["staff_band"]), cast(WordCells, said["industry"])
        heads = cast(WordCells, said["legal_person_id"]).codes
        keyless = self._world.firms.keyless[heads]
        state_codes = texts([STATE_CODES[EnterpriseStatus(word)] for word in states.dictionary.to_pylist()])
        letters = texts([section_of(code) for code in industry.dictionary.to_pylist()])
        capital = cast(Numbers, said["registered_capital_cents"]).values
        currency = np.zeros(len(firm), np.int8)
        return {
            "PRIPID": WordCells(self._keys, firm),
            "REGNO": Texts(self.numbers.take(pa.array(firm))),
            "ENTNAME": said["name"],
            "ENTTYPE": said["entity_type"],
            "INDUSTRYPHY": WordCells(letters, industry.codes),
            "INDUSTRYCO": industry,
            "ESTDATE": said["established_on"],
            "REGCAP": Amounts(capital),
            "REGCAPCUR": WordCells(texts(("156",)), currency),
            "RECCAP": Amounts(cast(Numbers, said["paid_in_capital_cents"]).values),
            "DOM": said["address"],
            "DOMDISTRICT": said["region"],
            "SUPORG": said["supervising_authority"],
            "EMPNUM": WordCells(texts([_STAFF[word] for word in bands.dictionary.to_pylist()]), bands.codes),
            "REGSTATE": WordCells(state_codes, states.codes),
            "REVDATE": said["revoked_on"],
            "SUPUNISCID": WordCells(self._world.nodes.credit_codes, np.where(keyless, -1, heads)),
            "SUPPRIPID": WordCells(self._keys, np.where(keyless, heads, -1)),
        }

    def _beside(self, writer: RegistryWriter, rows: Rows, firm: Int) -> None:
        """Former names and ends of the same versions, in tables of their own."""
        said = rows.columns
        ended = cast(Days, said["ended_on"]).values
        moved = self._world.firms.fate[firm] == _fate(EnterpriseStatus.MOVED_OUT)
        for table, column, mine in (("E_CANCEL", "CANDATE", ~moved), ("E_MOVE_OUT", "MOUTDATE", moved)):
            index = np.flatnonzero((ended != DAY_UNKNOWN) & mine)
            cells: dict[str, Cells] = {
                "PRIPID": WordCells(self._keys, firm[index]),
                column: Days(ended[index]),
            }
            writer.append(table, cells, rows.known_on[index])
        former = said["former_names"].render(np.arange(len(firm)))
        index = np.flatnonzero(~np.asarray(former.is_null().to_numpy(zero_copy_only=False)))
        names: dict[str, Cells] = {
            "PRIPID": WordCells(self._keys, firm[index]),
            "OLDNAME": Texts(former.take(pa.array(index))),
        }
        writer.append("E_NAME_INFO", names, rows.known_on[index])

    def _state_investors(self, writer: RegistryWriter) -> None:
        """The register of state investor bodies, whole in every delivery."""
        bodies = np.flatnonzero(self._world.ownership.state_body & ~self._world.firms.keyless)
        for day in self._world.schedule.day_numbers.tolist():
            known = bodies[self._world.firms.known[bodies] <= day]
            codes: dict[str, Cells] = {"UNISCID": WordCells(self._world.nodes.credit_codes, known)}
            writer.append("STATE_INVESTOR", codes, np.full(len(known), day, np.int32))


def _fate(state: EnterpriseStatus) -> int:
    return FATES.index(state)


def _registered(world: World) -> tuple[pa.Array, Int]:
    """Registration number of each firm (null if none), and the day its late credit code is known.

    Firms without a credit code have a number too: by it others name them as their holder.
    """
    rows = identifier_rows(
        world.firms,
        world.nodes,
        seed=world.seed,
        schedule=world.schedule,
        numbers=world.numbers,
        words=world.words,
    )
    entity = cast(WordCells, rows.columns["entity_id"]).codes
    scheme = cast(WordCells, rows.columns["scheme"]).codes
    late = np.full(world.firms.size, DAY_UNKNOWN, np.int32)
    late[entity[scheme == 1]] = rows.known_on[scheme == 1]
    numbered = world.firms.keyless.copy()
    numbered[entity[scheme == 0]] = True
    every = np.arange(world.firms.size)
    cells = registration_number_cells(region_numbers(world.firms.district, world.words), 10_000_000 + every)
    index = pa.array(every, mask=~numbered)
    return fixed_text(cells).take(index), late
