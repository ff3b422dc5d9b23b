"""The synthetic province: one call draws it and writes its deliveries and its truth."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from graph.errors import InputError
from graph.synthetic.aftermath import with_aftermath
from graph.synthetic.answer_key import Planted, answer_key, defect_counts
from graph.synthetic.assembly import first_known_days, tie_rows
from graph.synthetic.contagion import Pairs, make_pairs
from graph.synthetic.defects import DefectPlanter
from graph.synthetic.deliveries import DeliveryWriter, FileFormat, Schedule
from graph.synthetic.docket import Docket, make_docket
from graph.synthetic.enterprises import EnterpriseBook
from graph.synthetic.events import simulate
from graph.synthetic.filing_context import FilingContext
from graph.synthetic.filings import filing_rows
from graph.synthetic.parameters import Parameters, parameters, words
from graph.synthetic.records import item_records, party_rows, record_rows
from graph.synthetic.registry import (
    address_cells,
    contact_rows,
    coverage_rows,
    identifier_rows,
    person_rows,
    place_rows,
)
from graph.synthetic.rows import Rows
from graph.synthetic.statuses import filing_statuses, other_statuses, record_statuses
from graph.synthetic.truth import (
    Truth,
    cause_counts,
    write_causes,
    write_key,
    write_manifest,
    write_pairs,
    write_world,
)
from graph.synthetic.world import World, draw_world
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
    numbers: Parameters | None = None,
) -> Truth:
    """Write a province of canonical extracts and the truth about it.

    Parameters
    ----------
    firms : int
        Number of firms, at least 1.
    months : int
        Months of dated records, ending with the month of ``until``.
    seed : int
        Not negative; same arguments give the same bytes.
    folder : Path
        Must be empty or absent; receives ``<NN>-<yyyy>-<mm>/`` for each delivery, each with a
        ``delivery.yaml`` (day, source, backfill, full, mapping), and ``truth/``.
    until : date
        Day of the last delivery, mostly the last day of a month.
    file_format : 'parquet' or 'csv'
    monthly : int
        Deliveries of changes after the backfill, one a month, below ``months``.
    max_file_rows : int or None
        Rows of one file; longer tables go on in ``<table>-001``, ``<table>-002``.
    numbers : Parameters, optional
        Other numbers than the package's, such as a province without contagion.

    Returns
    -------
    Truth

    Raises
    ------
    InputError
        If a number is out of bounds or the folder holds something.
    """
    if firms < 1 or seed < 0:
        raise InputError(f"expected firms >= 1 and seed >= 0, got {firms} and {seed}", firms=firms, seed=seed)
    if folder.exists() and any(folder.iterdir()):
        raise InputError(
            f"expected an empty folder for the province, {folder.name} holds files: clear it first"
        )
    schedule = Schedule(until=until, months=months, monthly=min(monthly, months - 1))
    truth_folder = folder / "truth"
    truth_folder.mkdir(parents=True, exist_ok=True)
    writer = DeliveryWriter(
        folder=folder, schedule=schedule, file_format=file_format, max_file_rows=max_file_rows
    )
    world = draw_world(
        size=firms, seed=seed, schedule=schedule, numbers=numbers or parameters(), words=words()
    )
    write_world(truth_folder, world)
    enterprises = _write_registry(writer, world)
    ties = tie_rows(world.ties, world.nodes, seed=seed, schedule=schedule, numbers=world.numbers)
    writer.append(TABLES["ties"], ties)
    pairs = make_pairs(
        ties=world.ties,
        firms=world.nodes.firms,
        nodes=world.nodes.count,
        schedule=schedule,
        plan=world.numbers.contagion,
    )
    write_pairs(truth_folder, pairs)
    docket, planted = _write_records(writer, world, pairs, enterprises, ties)
    write_causes(truth_folder, world, docket.events, pairs)
    write_key(truth_folder, answer_key(planted, world))
    del pairs, ties
    _write_filings(writer, world, docket)
    writer.close(SOURCE)
    truth = Truth(
        folder=truth_folder,
        deliveries=writer.folders,
        rows=dict(sorted(writer.rows_written.items())),
        records_by_cause=cause_counts(docket.events),
        planted={kind: world.plants.kinds.count(kind) for kind in world.numbers.planted.clusters},
        defects=defect_counts(planted),
    )
    write_manifest(truth_folder, world, truth)
    return truth


def _write_registry(writer: DeliveryWriter, world: World) -> EnterpriseBook:
    """Write enterprises, persons, places, contacts, identifiers and coverage."""
    nodes, seed, lexicon = world.nodes, world.seed, world.words
    addresses = address_cells(world.premises, seed=seed, numbers=world.numbers, words=lexicon)
    enterprises = EnterpriseBook(
        firms=world.firms,
        nodes=nodes,
        ownership=world.ownership,
        premises=world.premises,
        addresses=addresses,
        seed=seed,
        schedule=world.schedule,
        numbers=world.numbers,
        words=lexicon,
    )
    for rows in enterprises.rows():
        writer.append(TABLES["enterprises"], rows)
    known = first_known_days(world.ties, nodes)
    people, places, contacts = np.split(known[nodes.firms :], np.cumsum([nodes.persons, nodes.places]))
    writer.append(TABLES["persons"], person_rows(nodes, people, seed=seed, words=lexicon))
    writer.append(
        TABLES["places"], place_rows(nodes, world.premises, places, addresses=addresses, words=lexicon)
    )
    writer.append(TABLES["contacts"], contact_rows(nodes, world.premises, contacts, seed=seed, words=lexicon))
    identifiers = identifier_rows(
        world.firms, nodes, seed=seed, schedule=world.schedule, numbers=world.numbers, words=lexicon
    )
    writer.append(TABLES["identifiers"], identifiers)
    for rows in coverage_rows(seed=seed, schedule=world.schedule, numbers=world.numbers, words=lexicon):
        writer.append(TABLES["coverage"], rows)
    return enterprises


def draw_docket(world: World, pairs: Pairs) -> Docket:
    """Let the events of a drawn province happen, and decide them."""
    seed, schedule, numbers = world.seed, world.schedule, world.numbers
    primary = simulate(
        firms=world.firms,
        people=world.people,
        pairs=pairs,
        nodes=world.nodes.count,
        seed=seed,
        schedule=schedule,
        numbers=numbers,
    )
    events = with_aftermath(primary, firms=world.firms, seed=seed, schedule=schedule, numbers=numbers)
    return make_docket(
        events=events,
        firms=world.firms,
        people=world.people,
        pairs=pairs,
        seed=seed,
        schedule=schedule,
        numbers=numbers,
        words=world.words,
    )


def _write_records(
    writer: DeliveryWriter, world: World, pairs: Pairs, enterprises: EnterpriseBook, ties: Rows
) -> tuple[Docket, list[Planted]]:
    """Let events happen; write records, items, parties, statuses and the planted defects."""
    seed, schedule, numbers = world.seed, world.schedule, world.numbers
    docket = draw_docket(world, pairs)
    records, items = record_rows(
        docket, firms=world.firms, seed=seed, schedule=schedule, numbers=numbers, words=world.words
    )
    parties = party_rows(docket, world.nodes, seed=seed)
    writer.append(TABLES["records"], records)
    writer.append(TABLES["record_items"], items)
    writer.append(TABLES["parties"], parties)
    statuses = [
        record_statuses(
            docket, seed=seed, schedule=schedule, numbers=numbers, item_record=item_records(docket)
        ),
        *other_statuses(
            world.ties, world.nodes, world.firms.known, seed=seed, schedule=schedule, numbers=numbers
        ),
    ]
    for rows in statuses:
        writer.append(TABLES["fact_statuses"], rows)
    planter = DefectPlanter(
        world=world, docket=docket, enterprises=enterprises, ties=ties, records=records, parties=parties
    )
    planted = planter.all()
    for part in planted:
        writer.append(TABLES[part.table], part.rows)
    return docket, planted


def _write_filings(writer: DeliveryWriter, world: World, docket: Docket) -> None:
    """Write the filing tables, and the statuses of filings that were declared wrong."""
    context = FilingContext(world=world, events=docket.events)
    written: dict[str, int] = {}
    for name, rows in filing_rows(context):
        writer.append(TABLES[name], rows)
        first = written.get(name, 0)
        statuses = filing_statuses(
            name, rows.known_on, first, seed=world.seed, schedule=world.schedule, numbers=world.numbers
        )
        writer.append(TABLES["fact_statuses"], statuses)
        written[name] = first + len(rows)
