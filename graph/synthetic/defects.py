"""Planted defects: further rows that a registry extract has wrong, each in the answer key.

Defects are rows of their own beside the sound province, so that taking them away gives back
exactly the data the truth speaks of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from graph.domain import TieKind, day_number
from graph.synthetic.answer_key import Planted
from graph.synthetic.codes import credit_code_cells, fixed_text, hex_ids, with_wrong_check
from graph.synthetic.docket import Docket
from graph.synthetic.enterprises import EnterpriseBook
from graph.synthetic.nodes import STREAMS, region_numbers
from graph.synthetic.plants import SMALLEST_PROVINCE
from graph.synthetic.randomness import stream
from graph.synthetic.rows import Cells, Days, Fractions, Numbers, Rows, Taken, Texts
from graph.synthetic.rows import Words as WordCells
from graph.synthetic.ties import KIND_CODE
from graph.synthetic.world import World

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]

FIRST_COUNTER = 1 << 44
"""Counters of planted rows in every id stream begin here; sound rows stay below."""

OPEN_DAY = day_number(date(9999, 9, 9))
"""The day that registries write for "without end"."""


class DefectPlanter:
    """Makes the planted rows of all kinds.

    Parameters
    ----------
    world : World
    docket : Docket
    enterprises : EnterpriseBook
        Renders template rows of enterprises.
    ties, records, parties : Rows
        The sound rows, from which copies are taken.
    """

    def __init__(
        self,
        *,
        world: World,
        docket: Docket,
        enterprises: EnterpriseBook,
        ties: Rows,
        records: Rows,
        parties: Rows,
    ) -> None:
        self._world, self._docket, self._enterprises = world, docket, enterprises
        self._sound = {"ties": ties, "records": records, "parties": parties}
        self._size = {
            "enterprises": world.firms.size,
            "ties": len(world.ties),
            "records": len(docket.events),
            "parties": len(docket.party),
        }
        self._days = world.schedule.day_numbers
        self._counter = FIRST_COUNTER
        self._serial = world.firms.size

    def all(self) -> list[Planted]:
        """Every kind of defect; none in a province too small to hide them."""
        if self._world.firms.size < SMALLEST_PROVINCE:
            return []
        planted: list[Planted] = []
        for kind, plan in self._world.numbers.defects.items():
            rng = stream(self._world.seed, f"defect:{kind}")
            count = max(1, round(plan.share * self._size[plan.table]))
            planted.extend(self._makers()[kind](rng, kind, count))
        return planted

    def _makers(self) -> Mapping[str, Callable[[np.random.Generator, str, int], Sequence[Planted]]]:
        return {
            "bad_check_digit": self._codes,
            "placeholder_code": self._codes,
            "negative_capital": self._enterprise_values,
            "unknown_status_word": self._enterprise_values,
            "unknown_region_word": self._enterprise_values,
            "end_before_birth": self._enterprise_values,
            "conflicting_enterprise": self._conflicting_enterprises,
            "share_over_one": self._ties,
            "share_sum_over_one": self._ties,
            "end_before_start": self._ties,
            "self_tie": self._ties,
            "orphan_tie": self._ties,
            "unknown_role_word": self._ties,
            "unknown_tie_kind": self._ties,
            "duplicate_tie": self._duplicate_ties,
            "conflicting_tie": self._conflicting_ties,
            "open_end": self._ties,
            "second_source": self._records,
            "unknown_record_kind": self._records,
            "far_decision": self._records,
            "party_twice": self._parties,
            "orphan_party": self._parties,
        }

    def _new_ids(self, kind: str, count: int) -> pa.StringArray:
        counters = self._counter + np.arange(count)
        self._counter += count
        return hex_ids(STREAMS[kind], counters, self._world.seed)

    def _new_codes(self, firm: Int) -> Any:
        """Valid credit codes that no firm has, in the region of the given firms."""
        serial = self._serial + np.arange(len(firm))
        self._serial += len(firm)
        region = region_numbers(self._world.firms.district[firm], self._world.words)
        return credit_code_cells(np.ones(len(firm), dtype=np.int8), region, serial)

    def _known(self, rng: np.random.Generator, count: int) -> Int:
        """Days of becoming known, spread over all deliveries."""
        return self._days[rng.integers(0, len(self._days), count)].astype(np.int32)

    def _enterprise_rows(
        self, rng: np.random.Generator, count: int, keys: pa.Array | None, firm: Int, **columns: Cells
    ) -> Rows:
        template = self._enterprises.template(firm)
        ids = fixed_text(self._new_codes(firm)) if keys is None else keys
        return Rows({**template, "enterprise_id": Texts(ids), **columns}, self._known(rng, count))

    def _codes(self, rng: np.random.Generator, kind: str, count: int) -> list[Planted]:
        firm = rng.integers(0, self._world.firms.size, count)
        if kind == "bad_check_digit":
            keys = fixed_text(with_wrong_check(self._new_codes(firm)))
        else:
            keys = pa.array(["0" * 18] * count)
        rows = self._enterprise_rows(rng, count, keys, firm)
        return [Planted(kind, "enterprises", rows, keys, "enterprise_id")]

    def _enterprise_values(self, rng: np.random.Generator, kind: str, count: int) -> list[Planted]:
        firm = rng.integers(0, self._world.firms.size, count)
        keys = fixed_text(self._new_codes(firm))
        born = self._world.firms.born[firm]
        faults: dict[str, tuple[str, Cells]] = {
            "negative_capital": ("registered_capital_cents", Numbers(np.full(count, -5_000_000))),
            "unknown_status_word": ("status", Texts(pa.array(["hibernating"] * count))),
            "unknown_region_word": ("region", Texts(pa.array(["火星区"] * count))),
            "end_before_birth": ("ended_on", Days(born - 400)),
        }
        column, cells = faults[kind]
        rows = self._enterprise_rows(rng, count, keys, firm, **{"established_on": Days(born), column: cells})
        return [Planted(kind, "enterprises", rows, keys, column)]

    def _conflicting_enterprises(self, rng: np.random.Generator, kind: str, count: int) -> list[Planted]:
        firm = rng.integers(0, self._world.firms.size, count)
        keys = fixed_text(self._new_codes(firm))
        first = self._enterprise_rows(rng, count, keys, firm, name=Texts(pa.array(["甲名有限公司"] * count)))
        other = {**first.columns, "name": Texts(pa.array(["乙名有限公司"] * count))}
        second = Rows(other, first.known_on)
        return [
            Planted(kind, "enterprises", first, keys, "name"),
            Planted(kind, "enterprises", second, keys, "name"),
        ]

    def _ties(self, rng: np.random.Generator, kind: str, count: int) -> list[Planted]:
        world = self._world
        target = rng.integers(0, world.firms.size, count)
        source = (target + 1 + rng.integers(0, max(world.firms.size - 1, 1), count)) % world.firms.size
        person = world.nodes.firms + rng.integers(0, world.nodes.persons, count)
        holding = kind in ("share_over_one", "share_sum_over_one")
        verb = TieKind.HOLDS if holding or kind == "self_tie" else TieKind.TRADES_WITH
        ids = self._new_ids("tie", count)
        known = np.maximum(self._known(rng, count), 0)
        start = np.minimum(np.maximum(world.firms.born[source], world.firms.born[target]), known - 1)
        columns: dict[str, Cells] = {
            "tie_id": Texts(ids),
            "kind": WordCells(pa.array([str(name) for name in KIND_CODE]), np.full(count, KIND_CODE[verb])),
            "source_id": WordCells(world.nodes.ids, person if holding else source),
            "target_id": WordCells(world.nodes.ids, target),
            "valid_from": Days(start),
        }
        column = "share"
        if kind == "share_over_one":
            columns["share"] = Fractions(np.full(count, 1.2))
        elif kind == "share_sum_over_one":
            columns["share"] = Fractions(np.full(count, 0.9))
        elif kind == "end_before_start":
            columns["valid_to"], column = Days(start - 30), "valid_to"
        elif kind == "self_tie":
            columns["source_id"], column = WordCells(world.nodes.ids, target), "source_id"
        elif kind == "orphan_tie":
            columns["source_id"], column = Texts(fixed_text(self._new_codes(target))), "source_id"
        elif kind == "unknown_role_word":
            posts = pa.array([str(TieKind.OFFICER_OF)] * count)
            columns["kind"], columns["source_id"] = Texts(posts), WordCells(world.nodes.ids, person)
            columns["role"], column = Texts(pa.array(["ceremonial_patron"] * count)), "role"
        elif kind == "unknown_tie_kind":
            columns["kind"], column = Texts(pa.array(["DREAMS_OF"] * count)), "kind"
        else:
            columns["valid_to"], column = Days(np.full(count, OPEN_DAY)), "valid_to"
        return [Planted(kind, "ties", Rows(columns, known.astype(np.int32)), ids, column)]

    def _duplicate_ties(self, rng: np.random.Generator, kind: str, count: int) -> list[Planted]:
        """Exact copies, in the delivery of the original."""
        rows, index = self._copies(rng, "ties", count)
        keys = rows.columns["tie_id"].render(np.arange(len(index)))
        return [Planted(kind, "ties", rows, keys, "tie_id")]

    def _copies(self, rng: np.random.Generator, table: str, count: int) -> tuple[Rows, Int]:
        sound = self._sound[table]
        delivered = np.flatnonzero(sound.known_on <= self._days[-1])
        index = np.sort(rng.choice(delivered, min(count, len(delivered)), replace=False))
        columns: dict[str, Cells] = {name: Taken(cells, index) for name, cells in sound.columns.items()}
        return Rows(columns, sound.known_on[index]), index

    def _conflicting_ties(self, rng: np.random.Generator, kind: str, count: int) -> list[Planted]:
        """Two rows of one new tie with shares that cannot both be true."""
        world = self._world
        ids = self._new_ids("tie", count)
        target = rng.integers(0, world.firms.size, count)
        person = world.nodes.firms + rng.integers(0, world.nodes.persons, count)
        known = self._known(rng, count)
        planted = []
        for share in (0.01, 0.02):
            columns: dict[str, Cells] = {
                "tie_id": Texts(ids),
                "kind": Texts(pa.array([str(TieKind.HOLDS)] * count)),
                "source_id": WordCells(world.nodes.ids, person),
                "target_id": WordCells(world.nodes.ids, target),
                "role": Texts(pa.array(["shareholder"] * count)),
                "share": Fractions(np.full(count, share)),
            }
            planted.append(Planted(kind, "ties", Rows(columns, known), ids, "share"))
        return planted

    def _records(self, rng: np.random.Generator, kind: str, count: int) -> list[Planted]:
        """Copies of records under new ids, each with its first party."""
        rows, index = self._copies(rng, "records", count)
        # Closing versions lie after the first ones; a copy is of the record as first delivered.
        event = np.where(index < len(self._docket.events), index, -1)
        kept = np.flatnonzero(event >= 0)
        event = event[kept]
        ids = self._new_ids("record", len(kept))
        columns: dict[str, Cells] = {name: Taken(cells, kept) for name, cells in rows.columns.items()}
        columns["record_id"] = Texts(ids)
        column = "record_id"
        if kind == "unknown_record_kind":
            columns["kind"], column = Texts(pa.array(["mystery_sanction"] * len(kept), pa.string())), "kind"
        elif kind == "far_decision":
            columns["decided_on"], column = Days(np.full(len(kept), OPEN_DAY)), "decided_on"
        known = rows.known_on[kept]
        party: dict[str, Cells] = {
            "party_key": Texts(self._new_ids("party", len(kept))),
            "record_id": Texts(ids),
            "party_id": WordCells(self._world.nodes.ids, self._docket.events.node[event]),
            "role": Texts(pa.array(["responsible"] * len(kept), pa.string())),
        }
        return [
            Planted(kind, "records", Rows(columns, known), ids, column),
            Planted("", "parties", Rows(party, known), ids, ""),
        ]

    def _parties(self, rng: np.random.Generator, kind: str, count: int) -> list[Planted]:
        rows, index = self._copies(rng, "parties", count)
        keys = self._new_ids("party", len(index))
        columns: dict[str, Cells] = {**rows.columns, "party_key": Texts(keys)}
        column = "party_id"
        if kind == "orphan_party":
            columns["record_id"], column = Texts(self._new_ids("record", len(index))), "record_id"
        else:
            columns["role"] = Texts(pa.array(["third_party"] * len(index), pa.string()))
        return [Planted(kind, "parties", Rows(columns, rows.known_on), keys, column)]
