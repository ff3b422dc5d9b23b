"""Rows of enterprises, their names and their supervising authorities, by delivery."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.domain import CENTS_UNKNOWN, DAY_OPEN, DAY_UNKNOWN, EnterpriseStatus
from graph.synthetic.codes import digits, fixed_text
from graph.synthetic.deliveries import Schedule
from graph.synthetic.firms import FATES, UNDER_ZONE, Firms, status_codes
from graph.synthetic.nodes import Nodes, region_numbers, region_texts, texts
from graph.synthetic.ownership import Ownership, kind_mask
from graph.synthetic.parameters import Parameters, Words
from graph.synthetic.premises import Premises
from graph.synthetic.randomness import later, stream, subset
from graph.synthetic.rows import Cells, Days, Flags, Joined, Numbers, Rows, Texts
from graph.synthetic.rows import Words as WordCells

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]


class EnterpriseBook:
    """Renders the enterprise rows of each delivery: first versions and later changes.

    Parameters
    ----------
    firms, nodes, ownership, premises
        The province.
    addresses : Cells
        Address of each place.
    seed, schedule, numbers, words
        As given to the province.
    """

    def __init__(
        self,
        *,
        firms: Firms,
        nodes: Nodes,
        ownership: Ownership,
        premises: Premises,
        addresses: Cells,
        seed: int,
        schedule: Schedule,
        numbers: Parameters,
        words: Words,
    ) -> None:
        self._firms, self._nodes, self._ownership = firms, nodes, ownership
        self._premises, self._addresses, self._schedule = premises, addresses, schedule
        self._numbers, self._words = numbers, words
        rng = stream(seed, "registry")
        self._unknown = {
            column: subset(rng, firms.size, share) for column, share in numbers.firms.unknown.items()
        }
        self._trades = _trade_codes(firms, words)
        self._new_trades = (self._trades + 1 + rng.integers(0, 1000, firms.size)) % _trade_count(words)
        self._branch = kind_mask(firms, numbers, "branch")
        self._listed = kind_mask(firms, numbers, "listed_company")
        delay = numbers.known.change_days
        self._renamed = later(firms.renamed, delay)
        self._recapitalised = later(firms.recapitalised, delay)
        self._moved = later(premises.moved_on, delay)

    def rows(self) -> list[Rows]:
        """Enterprise rows, one Rows for each delivery that has any."""
        firms = self._firms
        days = self._schedule.day_numbers
        blocks: list[Rows] = []
        for number, day in enumerate(days.tolist()):
            before = int(days[number - 1]) if number else DAY_UNKNOWN
            first = (firms.known > before) & (firms.known <= day)
            changed = (firms.known <= before) & self._changed(before, day)
            index = np.flatnonzero(first | changed)
            if len(index):
                known = np.where(first[index] & (firms.known[index] > before), firms.known[index], day)
                known = np.where(first[index], known, day).astype(np.int32)
                blocks.append(self.version(index, day, known))
        return blocks

    def template(self, firm: Int) -> dict[str, Cells]:
        """Columns of the given firms as of the first delivery, for rows made after their likeness."""
        day = int(self._schedule.day_numbers[0])
        return dict(self.version(firm, day, np.full(len(firm), day, dtype=np.int32)).columns)

    def _changed(self, before: int, day: int) -> Any:
        moments = (self._firms.left_known, self._renamed, self._recapitalised, self._moved)
        return np.logical_or.reduce([(moment > before) & (moment <= day) for moment in moments])

    def version(self, index: Int, day: int, known: Int) -> Rows:
        """Rows of the given firms as they are known on a day."""
        firms, unknown = self._firms, self._unknown
        status = status_codes(firms, day)[index]
        states = texts([*(str(state) for state in FATES), str(EnterpriseStatus.OPERATING)])
        status_code = np.where(status < 0, len(FATES), status)
        pending = (firms.recapitalised[index] != DAY_OPEN) & (self._recapitalised[index] > day)
        capital = np.where(pending, firms.capital_before[index], firms.capital[index])
        moved = (self._moved[index] > day) & (self._premises.former_place[index] >= 0)
        place = np.where(moved, self._premises.former_place[index], self._premises.place_of[index])
        revoked = status == FATES.index(EnterpriseStatus.REVOKED)
        suspended = status == FATES.index(EnterpriseStatus.SUSPENDED)
        gone = (status >= 0) & ~revoked & ~suspended
        regions = region_texts(self._words)
        types = texts([entry.code for entry in self._numbers.firms.types])
        bands = texts(tuple(self._numbers.firms.staff_bands))
        trades = texts([row[0] for row in self._numbers.industries])

        def known_only(column: str, codes: Int) -> Int:
            return np.where(unknown[column][index], -1, codes)

        renamed = self._renamed[index] <= day
        current = np.where(renamed, self._new_trades[index], self._trades[index])
        heads = self._ownership.head[index]
        columns: dict[str, Cells] = {
            "enterprise_id": WordCells(self._nodes.ids, index.astype(np.int64)),
            "name": Texts(self._names(index, current)),
            "former_names": Texts(
                pc.if_else(
                    pa.array(renamed), self._names(index, self._trades[index]), pa.scalar(None, pa.string())
                )
            ),
            "entity_type": WordCells(types, firms.kind[index]),
            "status": WordCells(states, known_only("status", status_code)),
            "established_on": Days(
                np.where(unknown["established_on"][index], DAY_UNKNOWN, firms.born[index])
            ),
            "ended_on": Days(np.where(gone, firms.left[index], DAY_UNKNOWN)),
            "revoked_on": Days(np.where(revoked, firms.left[index], DAY_UNKNOWN)),
            "registered_capital_cents": Numbers(
                np.where(
                    unknown["registered_capital_cents"][index] | self._branch[index], CENTS_UNKNOWN, capital
                )
            ),
            "paid_in_capital_cents": Numbers(
                np.where(
                    unknown["paid_in_capital_cents"][index] | self._branch[index],
                    CENTS_UNKNOWN,
                    firms.paid[index],
                )
            ),
            "staff_band": WordCells(bands, known_only("staff_band", firms.band[index])),
            "industry": WordCells(trades, known_only("industry", firms.industry[index])),
            "region": WordCells(regions, known_only("region", firms.district[index])),
            "supervising_authority": WordCells(
                authority_codes(self._words),
                known_only("supervising_authority", authority_of(firms, self._words)[index]),
            ),
            "address": Texts(
                pc.if_else(
                    pa.array(unknown["address"][index]),
                    pa.scalar(None, pa.string()),
                    self._addresses.render(place),
                )
            ),
            "state_investor_body": Flags(self._ownership.state_body[index].astype(np.int8)),
            "listed": Flags(self._listed[index].astype(np.int8)),
            "legal_person_id": WordCells(self._nodes.ids, heads),
        }
        return Rows(columns, known)

    def _names(self, index: Int, trade: Int) -> pa.StringArray:
        """Names of firms; a branch is named after its head office."""
        firms, words = self._firms, self._words
        heads = self._ownership.head[index]
        owner = np.where(heads >= 0, heads, index)
        owner_trade = np.where(heads >= 0, self._trades[owner], trade)
        second, third = len(words.trade_second), len(words.trade_third)
        cities = texts([name for name, _ in words.cities])
        suffixes = texts([entry.suffix for entry in self._numbers.firms.types])
        industries = texts([row[3] for row in self._numbers.industries])
        district_names = texts(words.districts)
        per_city = len(words.districts)
        parts = [
            WordCells(cities, firms.district[owner] // per_city),
            WordCells(texts(words.trade_first), owner_trade // (second * third)),
            WordCells(texts(words.trade_second), owner_trade // third % second),
            WordCells(texts(words.trade_third), owner_trade % third),
            WordCells(industries, firms.industry[owner]),
            WordCells(suffixes, firms.kind[owner]),
        ]
        every = np.arange(len(index))
        full = Joined(tuple(parts)).render(every)
        place = WordCells(district_names, np.where(heads >= 0, firms.district[index] % per_city, -1))
        tail = pc.binary_join_element_wise(
            full, place.render(every), fixed_text(digits(index % 100, 2)), pa.scalar("分公司"), ""
        )
        return pc.if_else(pa.array(heads >= 0), tail, full)


def _trade_count(words: Words) -> int:
    return len(words.trade_first) * len(words.trade_second) * len(words.trade_third)


def _trade_codes(firms: Firms, words: Words) -> Int:
    """Trade name of each firm, distinct among firms of one city, industry and type as far as words last."""
    per_city = len(words.districts)
    cell = (firms.district.astype(np.int64) // per_city * 1000 + firms.industry) * 1000 + firms.kind
    order = np.argsort(cell, kind="stable")
    ordered = cell[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if len(ordered) else np.empty(0, np.bool_)
    start = np.maximum.accumulate(np.where(first, np.arange(len(ordered)), 0))
    rank = np.empty(len(cell), dtype=np.int64)
    rank[order] = np.arange(len(ordered)) - start
    count = _trade_count(words)
    # A step without common factor visits every trade name before it repeats one.
    step = next(number for number in range(count * 5 // 8, count * 2) if np.gcd(number, count) == 1)
    codes: Int = (rank * step + cell * 31) % count
    return codes


def authority_codes(words: Words) -> pa.StringArray:
    """Codes of stations and zones by ``authority_of``: SA, region digits, then K1 or station number."""
    per_city = len(words.districts)
    districts = np.arange(len(words.cities) * per_city)
    codes: list[str] = []
    for district in districts.tolist():
        region = f"{int(region_numbers(np.array([district]), words)[0]):06d}"
        codes.append(f"SA{region[:4]}K1")
        codes.extend(f"SA{region}{station:02d}" for station in range(1, words.stations_per_district + 1))
    return texts(codes)


def authority_of(firms: Firms, words: Words) -> Int:
    """Row of ``authority_codes`` that supervises each firm."""
    rows: Int = firms.district * (words.stations_per_district + 1) + firms.station - UNDER_ZONE
    return rows
