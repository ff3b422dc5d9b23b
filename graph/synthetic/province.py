"""The synthetic province: one call draws it and writes its deliveries and its truth."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from graph.errors import InputError
from graph.synthetic.assembly import assemble, first_known_days, tie_rows
from graph.synthetic.contagion import make_pairs
from graph.synthetic.dealings import make_dealings
from graph.synthetic.deliveries import DeliveryWriter, FileFormat, Schedule
from graph.synthetic.events import simulate
from graph.synthetic.filing_context import FilingContext
from graph.synthetic.filings import filing_rows
from graph.synthetic.firms import make_firms
from graph.synthetic.nodes import make_nodes
from graph.synthetic.ownership import make_ownership
from graph.synthetic.parameters import parameters, words
from graph.synthetic.people import make_people
from graph.synthetic.plants import plan_plants
from graph.synthetic.premises import make_premises
from graph.synthetic.records import make_docket, party_rows, record_rows
from graph.synthetic.registry import (
    EnterpriseBook,
    address_cells,
    contact_rows,
    coverage_rows,
    identifier_rows,
    person_rows,
    place_rows,
)
from graph.tables import TABLES

SOURCE = "synthetic"
"""Source named in every delivery."""


def generate(
    *,
    firms: int,
    months: int = 36,
    seed: int,
    folder: Path,
    until: date,
    file_format: FileFormat = "parquet",
    monthly: int = 3,
    max_file_rows: int | None = None,
) -> None:
    """Write a province."""
    if firms < 1:
        raise InputError(f"expected at least 1 firm, got {firms}")
    numbers, lexicon = parameters(), words()
    schedule = Schedule(until=until, months=months, monthly=monthly)
    writer = DeliveryWriter(
        folder=folder, schedule=schedule, file_format=file_format, max_file_rows=max_file_rows
    )
    drawn = make_firms(size=firms, seed=seed, schedule=schedule, numbers=numbers, words=lexicon)
    plants, book = plan_plants(firms=drawn, seed=seed, schedule=schedule, numbers=numbers)
    ownership = make_ownership(firms=book, plants=plants, seed=seed, numbers=numbers)
    people = make_people(
        firms=book, plants=plants, ownership=ownership, seed=seed, schedule=schedule, numbers=numbers
    )
    premises = make_premises(firms=book, plants=plants, seed=seed, schedule=schedule, numbers=numbers)
    dealings = make_dealings(
        firms=book, people=people, plants=plants, seed=seed, schedule=schedule, numbers=numbers
    )
    nodes = make_nodes(
        firms=book,
        persons=people.count,
        places=len(premises.place_district),
        contacts=len(premises.contact_kind),
        seed=seed,
        numbers=numbers,
        words=lexicon,
    )
    ties = assemble(
        blocks=[*ownership.ties, *people.ties, *dealings],
        premises=premises,
        firms=book,
        nodes=nodes,
        seed=seed,
        schedule=schedule,
        numbers=numbers,
    )
    addresses = address_cells(premises, seed=seed, words=lexicon)
    enterprises = EnterpriseBook(
        firms=book,
        nodes=nodes,
        ownership=ownership,
        premises=premises,
        addresses=addresses,
        seed=seed,
        schedule=schedule,
        numbers=numbers,
        words=lexicon,
    )
    for rows in enterprises.rows():
        writer.append(TABLES["enterprises"], rows)
    known = first_known_days(ties, nodes, schedule)
    first_place, first_contact = nodes.first_place, nodes.first_contact
    writer.append(
        TABLES["persons"], person_rows(nodes, known[nodes.firms : first_place], seed=seed, words=lexicon)
    )
    writer.append(
        TABLES["places"],
        place_rows(nodes, premises, known[first_place:first_contact], addresses=addresses, words=lexicon),
    )
    writer.append(
        TABLES["contacts"], contact_rows(nodes, premises, known[first_contact:], seed=seed, words=lexicon)
    )
    writer.append(
        TABLES["identifiers"],
        identifier_rows(book, nodes, seed=seed, schedule=schedule, numbers=numbers, words=lexicon),
    )
    for rows in coverage_rows(seed=seed, schedule=schedule, numbers=numbers, words=lexicon):
        writer.append(TABLES["coverage"], rows)
    writer.append(TABLES["ties"], tie_rows(ties, nodes, seed=seed, schedule=schedule, numbers=numbers))

    pairs = make_pairs(
        ties=ties, firms=nodes.firms, nodes=nodes.count, schedule=schedule, plan=numbers.contagion
    )
    events = simulate(
        firms=book,
        people=people,
        pairs=pairs,
        nodes=nodes.count,
        seed=seed,
        schedule=schedule,
        numbers=numbers,
    )
    docket = make_docket(
        events=events,
        firms=book,
        people=people,
        pairs=pairs,
        seed=seed,
        schedule=schedule,
        numbers=numbers,
        words=lexicon,
    )
    records, items = record_rows(
        docket, firms=book, seed=seed, schedule=schedule, numbers=numbers, words=lexicon
    )
    writer.append(TABLES["records"], records)
    writer.append(TABLES["record_items"], items)
    writer.append(TABLES["parties"], party_rows(docket, nodes, seed=seed))
    context = FilingContext(
        firms=book,
        nodes=nodes,
        plants=plants,
        people=people,
        premises=premises,
        events=events,
        seed=seed,
        schedule=schedule,
        numbers=numbers,
        words=lexicon,
    )
    for name, rows in filing_rows(context):
        writer.append(TABLES[name], rows)
    writer.close(SOURCE)
