"""Rows of persons, places, contacts, identifiers and coverage, by delivery."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from graph.catalogue import records
from graph.domain import day_number
from graph.synthetic.codes import digits, fixed_text, registration_number_cells
from graph.synthetic.deliveries import Schedule
from graph.synthetic.firms import DAYS_PER_YEAR, Firms
from graph.synthetic.nodes import NODE, STREAMS, Nodes, region_numbers, region_texts, texts
from graph.synthetic.parameters import Parameters, Words
from graph.synthetic.premises import CONTACT_KINDS, Premises
from graph.synthetic.randomness import stream, subset
from graph.synthetic.rows import Cells, Days, Digits, Fractions, HexIds, Joined, Rows, Texts
from graph.synthetic.rows import Words as WordCells
from graph.tables import TABLES

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Float: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]


def address_cells(premises: Premises, *, seed: int, numbers: Parameters, words: Words) -> Cells:
    """Address of each place: city, district, road, number, building, room."""
    rng = stream(seed, "addresses")
    count = len(premises.place_district)
    per_city = len(words.districts)
    road = rng.integers(0, len(words.roads), count)
    building = np.where(
        subset(rng, count, numbers.premises.building_share),
        rng.integers(0, len(words.buildings), count),
        len(words.buildings),
    )
    house = fixed_text(digits(1 + rng.integers(0, 998, count), 3))
    every = np.arange(count)
    same = np.zeros(count, dtype=np.int8)
    # Block and room run on, so that every address is distinct and places never merge by chance.
    return Joined(
        (
            WordCells(texts([name for name, _ in words.cities]), premises.place_district // per_city),
            WordCells(texts(words.districts), premises.place_district % per_city),
            WordCells(texts(words.roads), road),
            Texts(house),
            WordCells(texts(["号"]), same),
            WordCells(texts([*words.buildings, ""]), building),
            WordCells(texts([f"{block}栋" for block in range(1, count // 10_000 + 2)]), every // 10_000),
            Digits(every % 10_000, 4),
            WordCells(texts(["室"]), same),
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
    plan = numbers.firms
    latest = day_number(schedule.until) - plan.registration_number_years * DAYS_PER_YEAR
    old = np.flatnonzero(subset(rng, firms.size, plan.registration_number_share) & (firms.born < latest))
    numbers_text = fixed_text(
        registration_number_cells(region_numbers(firms.district[old], words), 10_000_000 + old)
    )
    keyless = np.flatnonzero(firms.keyless)
    late = keyless[subset(rng, len(keyless), numbers.firms.late_code_share)]
    days = schedule.day_numbers
    # The internal key is issued by a delivery before: a code of the same one would be the firm's id.
    following = schedule.delivery_of(firms.known[late]).astype(np.int64) + 1
    late, following = late[following < len(days)], following[following < len(days)]
    late_known = days[rng.integers(following, len(days))] - rng.integers(0, 10, len(late))
    count = len(old) + len(late)
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
