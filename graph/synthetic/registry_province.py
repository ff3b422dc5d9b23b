"""The synthetic province as registry extracts: the same facts in the registry's own tables and encoding."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from graph.errors import InputError
from graph.synthetic.assembly import tie_rows
from graph.synthetic.contagion import make_pairs
from graph.synthetic.deliveries import Schedule
from graph.synthetic.enterprises import EnterpriseBook
from graph.synthetic.filing_context import FilingContext
from graph.synthetic.filings import filing_rows
from graph.synthetic.parameters import parameters, words
from graph.synthetic.province import SOURCE, draw_docket
from graph.synthetic.records import item_records, record_rows
from graph.synthetic.registry import address_cells, coverage_rows
from graph.synthetic.registry_enterprises import EnterpriseTables, internal_keys
from graph.synthetic.registry_errors import plant_errors, write_error_key
from graph.synthetic.registry_files import RegistryWriter
from graph.synthetic.registry_filings import FilingTables
from graph.synthetic.registry_people import People, TieTables
from graph.synthetic.registry_records import RecordTables
from graph.synthetic.statuses import record_statuses
from graph.synthetic.truth import Truth, cause_counts, write_causes, write_manifest, write_pairs, write_world
from graph.synthetic.world import World, draw_world


def generate_registry(
    *,
    firms: int,
    months: int = 36,
    seed: int,
    folder: Path,
    until: date,
    monthly: int = 3,
    errors: bool = True,
) -> Truth:
    """Write a province as registry extracts, and the truth about it.

    Parameters
    ----------
    firms, months, seed, until, monthly
        As for ``province.generate``: the same numbers draw the same province.
    folder : Path
        Must be empty or absent; receives ``<NN>-<yyyy>-<mm>/`` for each delivery, each with
        ``delivery.yaml`` and the mapping that it names, and ``truth/``.
    errors : bool
        Plant the wrong rows of ``registry_errors.yaml``; ``truth/registry_errors.csv`` is their key.

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
    writer = RegistryWriter(folder=folder, schedule=schedule)
    world = draw_world(size=firms, seed=seed, schedule=schedule, numbers=parameters(), words=words())
    write_world(truth_folder, world)
    pairs = make_pairs(
        ties=world.ties,
        firms=world.nodes.firms,
        nodes=world.nodes.count,
        schedule=schedule,
        plan=world.numbers.contagion,
    )
    write_pairs(truth_folder, pairs)
    docket = draw_docket(world, pairs)
    write_causes(truth_folder, world, docket.events, pairs)
    del pairs
    keys = internal_keys(world)
    people = People.of(world)
    enterprises = EnterpriseTables(world, _book(world), keys)
    enterprises.write(writer)
    ties = tie_rows(world.ties, world.nodes, seed=seed, schedule=schedule, numbers=world.numbers)
    TieTables(world, keys, enterprises.numbers, people, ties).write(writer)
    records, items = record_rows(
        docket, firms=world.firms, seed=seed, schedule=schedule, numbers=world.numbers, words=world.words
    )
    tables = RecordTables(world, keys, people, docket, records, items)
    tables.write(writer)
    tables.write_statuses(
        writer,
        record_statuses(
            docket, seed=seed, schedule=schedule, numbers=world.numbers, item_record=item_records(docket)
        ),
    )
    filings = FilingTables(keys)
    for name, rows in filing_rows(FilingContext(world=world, events=docket.events)):
        filings.write(writer, name, rows)
    planted = plant_errors(writer, world) if errors else []
    write_error_key(truth_folder, planted)
    writer.close(SOURCE, site_mapping(world))
    truth = Truth(
        folder=truth_folder,
        deliveries=writer.folders,
        rows=dict(sorted(writer.rows_written.items())),
        records_by_cause=cause_counts(docket.events),
        planted={kind: world.plants.kinds.count(kind) for kind in world.numbers.planted.clusters},
        defects=_counts([error.kind for error in planted]),
    )
    write_manifest(truth_folder, world, truth)
    return truth


def _book(world: World) -> EnterpriseBook:
    return EnterpriseBook(
        firms=world.firms,
        nodes=world.nodes,
        ownership=world.ownership,
        premises=world.premises,
        addresses=address_cells(world.premises, seed=world.seed, numbers=world.numbers, words=world.words),
        seed=world.seed,
        schedule=world.schedule,
        numbers=world.numbers,
        words=world.words,
    )


def site_mapping(world: World) -> dict[str, Any]:
    """Mapping of this province: the registry's, and which cities do not deliver which tables."""
    rows = coverage_rows(seed=world.seed, schedule=world.schedule, numbers=world.numbers, words=world.words)[
        0
    ]
    every = np.arange(len(rows))
    covered = rows.columns["covered"].render(every).to_pylist()
    region = rows.columns["region"].render(every).to_pylist()
    claims = [
        {"covered": name} if place is None else {"covered": name, "region": place}
        for name, place in zip(covered, region, strict=True)
    ]
    return {
        "name": "synthetic-registry",
        "meaning": "the synthetic province as registry extracts",
        "since": world.schedule.days[0],
        "include": ["registry"],
        "coverage": claims,
    }


def _counts(kinds: list[str]) -> dict[str, int]:
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}
