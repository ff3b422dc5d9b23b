"""The truth beside the data: why each record happened, what was planted, which rows are wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from graph.domain import DAY_OPEN, DAY_UNKNOWN
from graph.synthetic.codes import hex_ids
from graph.synthetic.contagion import FAMILIES, Pairs
from graph.synthetic.enterprises import authority_codes, authority_of
from graph.synthetic.events import CAUSES, RECORD_KINDS, Events
from graph.synthetic.nodes import STREAMS
from graph.synthetic.parameters import parameters_hash
from graph.synthetic.world import World

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]

_CHUNK_ROWS = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What was written, and where the truth lies.

    Parameters
    ----------
    folder : Path
        Folder of the truth: truth.yaml, firms, persons, nodes, pairs, causes, clusters,
        authorities and defects as Parquet.
    deliveries : tuple of Path
        Delivery folders in order, first the backfill.
    rows : dict of str to int
        Rows written, by table.
    records_by_cause : dict of str to int
        Records by why they happened.
    planted : dict of str to int
        Planted clusters by kind.
    defects : dict of str to int
        Planted defects by kind.
    """

    folder: Path
    deliveries: tuple[Path, ...]
    rows: dict[str, int]
    records_by_cause: dict[str, int]
    planted: dict[str, int]
    defects: dict[str, int]


def _write(path: Path, columns: dict[str, pa.Array]) -> None:
    table = pa.table(columns)
    with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
        for start in range(0, max(len(table), 1), _CHUNK_ROWS):
            writer.write_table(table.slice(start, _CHUNK_ROWS))


def _days(values: Int) -> pa.Array:
    days = values.astype(np.int32)
    return pa.array(days, mask=(days == DAY_OPEN) | (days == DAY_UNKNOWN)).cast(pa.date32())


def _coded(words: tuple[str, ...], codes: Int) -> pa.Array:
    indices = pa.array(codes.astype(np.int8), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words)).cast(pa.string())


def write_world(folder: Path, world: World) -> None:
    """Write nodes, firms, persons, clusters and the tree of authorities."""
    firms, nodes = world.firms, world.nodes
    _write(
        folder / "nodes.parquet",
        {"code": pa.array(np.arange(nodes.count, dtype=np.int32)), "id": nodes.ids},
    )
    authority = pa.array(authority_of(firms, world.words).astype(np.int64))
    _write(
        folder / "firms.parquet",
        {
            "code": pa.array(np.arange(firms.size, dtype=np.int32)),
            "enterprise_id": nodes.ids.slice(0, firms.size),
            "credit_code": nodes.credit_codes,
            "frailty": pa.array(firms.frailty),
            "risk": pa.array(firms.risk),
            "established_on": _days(firms.born),
            "left_on": _days(firms.left),
            "group": pa.array(world.ownership.group, mask=world.ownership.group < 0),
            "cluster": pa.array(world.plants.cluster, mask=world.plants.cluster < 0),
            "supervising_authority": authority_codes(world.words).take(authority),
        },
    )
    _write(
        folder / "persons.parquet",
        {
            "code": pa.array(np.arange(nodes.firms, nodes.first_place, dtype=np.int32)),
            "person_id": nodes.ids.slice(nodes.firms, nodes.persons),
            "frailty": pa.array(world.people.frailty),
        },
    )
    members = np.flatnonzero(world.plants.cluster >= 0)
    members = members[np.lexsort((world.plants.place[members], world.plants.cluster[members]))]
    _write(
        folder / "clusters.parquet",
        {
            "cluster": pa.array(world.plants.cluster[members]),
            "kind": pa.array(list(world.plants.kinds), pa.string()).take(
                pa.array(world.plants.cluster[members].astype(np.int64))
            ),
            "position": pa.array(world.plants.place[members]),
            "enterprise_id": nodes.ids.take(pa.array(members.astype(np.int64))),
        },
    )
    _write(folder / "authorities.parquet", _authorities(world))


def _authorities(world: World) -> dict[str, pa.Array]:
    """Tree of supervising authorities: province, city, development zone, district, station."""
    words = world.words
    rows: list[tuple[str, str | None, str, str | None]] = [
        (f"SA{words.province.code}", None, f"{words.province.zh}市场监督管理局", words.province.code)
    ]
    for city, (city_name, _) in enumerate(words.cities, 1):
        prefix = f"{words.province.code}{city:02d}"
        rows.append((f"SA{prefix}", rows[0][0], f"{city_name}市场监督管理局", prefix))
        rows.append((f"SA{prefix}K1", f"SA{prefix}", f"{city_name}{words.zone.zh}市场监督管理局", None))
        for district, name in enumerate(words.districts, 1):
            code = f"{prefix}{district:02d}"
            rows.append((f"SA{code}", f"SA{prefix}", f"{city_name}{name}市场监督管理局", code))
            for station in range(1, words.stations_per_district + 1):
                rows.append((f"SA{code}{station:02d}", f"SA{code}", f"{name}第{station}市场监管所", None))
    names = ("authority", "parent", "name", "region")
    return {
        column: pa.array(list(values), pa.string())
        for column, values in zip(names, zip(*rows, strict=True), strict=True)
    }


def authorities_of(folder: Path) -> list[dict[str, str | None]]:
    """Tree of authorities that ``write_world`` wrote: code, parent, name, region; the top first."""
    rows: list[dict[str, str | None]] = (
        pq.read_table(folder / "authorities.parquet").rename_columns({"authority": "code"}).to_pylist()
    )
    return rows


def write_pairs(folder: Path, pairs: Pairs) -> None:
    """Write every pair along which risk travels, as node codes."""
    _write(
        folder / "pairs.parquet",
        {
            "src": pa.array(pairs.src),
            "dst": pa.array(pairs.dst),
            "via": pa.array(pairs.via, mask=pairs.via < 0),
            "family": _coded(FAMILIES, pairs.family),
            "weight": pa.array(pairs.weight),
            "first_month": pa.array(pairs.first),
            "last_month": pa.array(pairs.last),
        },
    )


def write_causes(folder: Path, world: World, events: Events, pairs: Pairs) -> None:
    """Write why each record happened: cause, neighbour and node between, parts of the hazard."""
    caused = events.pair >= 0
    pair = np.maximum(events.pair, 0)
    nobody = np.full(len(events), -1, dtype=np.int32)
    source = np.where(caused, pairs.src[pair], nobody) if len(pairs) else nobody
    via = np.where(caused, pairs.via[pair], nobody) if len(pairs) else nobody
    month = np.searchsorted(world.schedule.month_starts, events.day, side="right") - 1
    parent = hex_ids(STREAMS["record"], np.maximum(events.parent, 0), world.seed)
    _write(
        folder / "causes.parquet",
        {
            "record_id": hex_ids(STREAMS["record"], np.arange(len(events)), world.seed),
            "node": pa.array(events.node),
            "happened_on": _days(events.day),
            "month": pa.array(month.astype(np.int16)),
            "kind": _coded(RECORD_KINDS, events.kind),
            "severity": pa.array(events.severity),
            "cause": _coded(CAUSES, events.cause),
            "from_node": pa.array(source, mask=source < 0),
            "via_node": pa.array(via, mask=via < 0),
            "follows": _where(events.parent >= 0, parent),
            "base_hazard": pa.array(events.base),
            "excess_hazard": pa.array(events.excess),
        },
    )


def _where(shown: Int, values: pa.Array) -> pa.Array:
    index = np.arange(len(values), dtype=np.int64)
    return values.take(pa.array(index, mask=~shown))


def write_manifest(folder: Path, world: World, truth: Truth) -> None:
    """Write truth.yaml: parameters in force, counts, and the documented hazard."""
    schedule, numbers = world.schedule, world.numbers
    content = {
        "seed": world.seed,
        "firms": world.firms.size,
        "until": schedule.until,
        "months": schedule.months,
        "deliveries": [path.name for path in truth.deliveries],
        "parameters_sha256": parameters_hash(),
        "rows": dict(sorted(truth.rows.items())),
        "records_by_cause": truth.records_by_cause,
        "planted_clusters": truth.planted,
        "planted_defects": truth.defects,
        "hazard": {
            "rate": sum(kind.rate for kind in numbers.records.kinds.values()),
            **numbers.contagion.model_dump(mode="json", exclude={"legs", "minor_officer_roles"}),
        },
    }
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    (folder / "truth.yaml").write_text(text, encoding="utf-8")


def write_key(folder: Path, key: dict[str, pa.Array]) -> None:
    """Write the answer key of the planted defects."""
    _write(folder / "defects.parquet", key)


def cause_counts(events: Events) -> dict[str, int]:
    """Records by cause, every cause named."""
    counts = np.bincount(events.cause, minlength=len(CAUSES)).tolist()
    return dict(zip(CAUSES, counts, strict=True))
