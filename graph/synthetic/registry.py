"""Rows of enterprises, persons, places, contacts, identifiers and coverage, by delivery."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.catalogue import records
from graph.domain import CENTS_UNKNOWN, DAY_OPEN, DAY_UNKNOWN, EnterpriseStatus, day_number
from graph.synthetic.codes import digits, fixed_text, registration_number_cells
from graph.synthetic.deliveries import Schedule
from graph.synthetic.firms import FATES, UNDER_ZONE, Firms, status_codes
from graph.synthetic.nodes import NODE, STREAMS, Nodes, region_numbers, region_texts
from graph.synthetic.ownership import Ownership, kind_mask
from graph.synthetic.parameters import Parameters, Words
from graph.synthetic.premises import CONTACT_KINDS, Premises
from graph.synthetic.randomness import later, stream, subset
from graph.synthetic.rows import Cells, Days, Flags, Fractions, HexIds, Joined, Numbers, Rows, Texts
from graph.synthetic.rows import Words as WordCells
from graph.tables import TABLES

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Float: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]


def texts(values: list[str] | tuple[str, ...]) -> pa.StringArray:
    """Arrow text of a few words."""
    return pa.array(list(values), pa.string())


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
                blocks.append(self._version(index, day, known))
        return blocks

    def _changed(self, before: int, day: int) -> Any:
        moments = (self._firms.left_known, self._renamed, self._recapitalised, self._moved)
        return np.logical_or.reduce([(moment > before) & (moment <= day) for moment in moments])

    def _version(self, index: Int, day: int, known: Int) -> Rows:
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


def address_cells(premises: Premises, *, seed: int, words: Words) -> Cells:
    """Address of each place: city, district, road, number, building, room."""
    rng = stream(seed, "addresses")
    count = len(premises.place_district)
    per_city = len(words.districts)
    road = rng.integers(0, len(words.roads), count)
    building = np.where(
        subset(rng, count, 0.6), rng.integers(0, len(words.buildings), count), len(words.buildings)
    )
    numbers_text = fixed_text(digits(1 + rng.integers(0, 998, count), 3))
    # The running number makes every address distinct, so that places never merge by chance.
    room = fixed_text(digits(np.arange(count), 7))
    every = np.arange(count)
    return Joined(
        (
            WordCells(texts([name for name, _ in words.cities]), premises.place_district // per_city),
            WordCells(texts(words.districts), premises.place_district % per_city),
            WordCells(texts(words.roads), road),
            Texts(numbers_text),
            WordCells(texts(["号"]), np.zeros(count, dtype=np.int8)),
            WordCells(texts([*words.buildings, ""]), building),
            Texts(room),
            WordCells(texts(["室"]), np.zeros_like(every)),
        )
    )


def person_rows(nodes: Nodes, known: Int, *, seed: int, words: Words) -> Rows:
    """Rows of persons with their invented names (which the import puts into the vault)."""
    rng = stream(seed, "names")
    count = nodes.persons
    kinds = texts(("certificate", "source_key", "name_in_enterprise"))
    confidence = np.where(nodes.id_kind == 0, 1.0, np.where(nodes.id_kind == 1, 0.9, 0.6))
    name = Joined(
        (
            WordCells(texts(words.surnames), rng.integers(0, len(words.surnames), count)),
            WordCells(texts(words.given_first), rng.integers(0, len(words.given_first), count)),
            WordCells(texts(words.given_second), rng.integers(0, len(words.given_second), count)),
        )
    )
    columns: dict[str, Cells] = {
        "person_id": WordCells(nodes.ids, np.arange(nodes.firms, nodes.firms + count)),
        "id_kind": WordCells(kinds, nodes.id_kind),
        "match_confidence": Fractions(confidence),
        "name": name,
    }
    return Rows(columns, known)


def place_rows(nodes: Nodes, premises: Premises, known: Int, *, addresses: Cells, words: Words) -> Rows:
    """Rows of places."""
    columns: dict[str, Cells] = {
        "place_id": WordCells(nodes.ids, np.arange(nodes.first_place, nodes.first_place + nodes.places)),
        "address": addresses,
        "region": WordCells(region_texts(words), premises.place_district),
    }
    return Rows(columns, known)


def contact_rows(nodes: Nodes, premises: Premises, known: Int, *, seed: int, words: Words) -> Rows:
    """Rows of contacts with a masked form for screens."""
    rng = stream(seed, "contacts")
    count = nodes.contacts
    prefixes = texts(words.phone_prefixes)
    phone = Joined(
        (
            WordCells(prefixes, rng.integers(0, len(prefixes), count)),
            WordCells(texts(["****"]), np.zeros(count, dtype=np.int8)),
            Texts(fixed_text(digits(rng.integers(0, 10_000, count), 4))),
        )
    )
    columns: dict[str, Cells] = {
        "contact_id": WordCells(nodes.ids, np.arange(nodes.first_contact, nodes.first_contact + count)),
        "contact_kind": WordCells(texts(CONTACT_KINDS), premises.contact_kind),
        "display": phone,
    }
    return Rows(columns, known)


def identifier_rows(
    firms: Firms, nodes: Nodes, *, seed: int, schedule: Schedule, numbers: Parameters, words: Words
) -> Rows:
    """Registration numbers of older firms, and credit codes that came after an internal key."""
    rng = stream(seed, "identifiers")
    old = np.flatnonzero(subset(rng, firms.size, 0.35) & (firms.born < day_number(schedule.until) - 365 * 8))
    numbers_text = fixed_text(
        registration_number_cells(region_numbers(firms.district[old], words), 10_000_000 + old)
    )
    keyless = np.flatnonzero(firms.keyless)
    late = keyless[subset(rng, len(keyless), numbers.firms.late_code_share)]
    count = len(old) + len(late)
    days = schedule.day_numbers
    late_known = days[rng.integers(0, len(days), len(late))] - rng.integers(0, 10, len(late))
    late_known = np.maximum(late_known, firms.known[late])
    entity = np.concatenate([old, late]).astype(np.int64)
    columns: dict[str, Cells] = {
        "identifier_key": HexIds(STREAMS["identifier"], np.arange(count), seed),
        "entity_id": WordCells(nodes.ids, entity),
        "scheme": WordCells(
            texts(("registration_no", "uscc")), np.repeat([0, 1], [len(old), len(late)]).astype(np.int8)
        ),
        "value": Texts(
            pa.concat_arrays([numbers_text, nodes.credit_codes.take(pa.array(late.astype(np.int64)))])
        ),
        "node": WordCells(texts((NODE,)), np.full(count, -1)),
        "valid_from": Days(np.concatenate([firms.born[old], late_known])),
    }
    return Rows(columns, np.concatenate([firms.known[old], late_known]).astype(np.int32))


def coverage_rows(*, seed: int, schedule: Schedule, numbers: Parameters, words: Words) -> list[Rows]:
    """What each delivery covers: every filing table and record kind, but for some cities."""
    names = [*(name for name, table in TABLES.items() if table.filing), "enterprises", "ties", "records"]
    kinds = [f"records:{kind}" for kind in records().kinds]
    missing = numbers.uncovered.tables
    partial_records = {name for name in missing if name.startswith("records:")}
    covered: list[str] = []
    regions: list[str | None] = []
    for name in [*names, *kinds]:
        if name == "records" and partial_records:
            continue
        if name in missing:
            cities = [city for city in range(len(words.cities)) if city not in missing[name]]
            covered.extend(name for _ in cities)
            regions.extend(f"{words.province.code}{city + 1:02d}" for city in cities)
        else:
            covered.append(name)
            regions.append(None)
    blocks = []
    for number, day in enumerate(schedule.day_numbers.tolist()):
        count = len(covered)
        days = np.full(count, day, dtype=np.int32)
        columns: dict[str, Cells] = {
            "coverage_id": HexIds(STREAMS["coverage"], number * 1000 + np.arange(count), seed),
            "covered": Texts(texts(covered)),
            "origin": WordCells(texts(("synthetic",)), np.zeros(count, dtype=np.int8)),
            "region": Texts(pa.array(regions, pa.string())),
            "covered_to": Days(days),
        }
        blocks.append(Rows(columns, days))
    return blocks
