"""The frozen snapshot: what was known on a day, as arrays, with a digest.

Everything that computes reads this and never the live store. Both stores freeze the same
extracts to the same digest. Node codes: enterprises 0..n-1 in the order of their ids
(bytes of UTF-8), then persons, places, contacts, each in the order of their ids.
"""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.domain import NodeKind
from graph.errors import IntegrityError

FRAMES = (
    "enterprises",
    "persons",
    "places",
    "contacts",
    "ties",
    "records",
    "parties",
    "items",
    "statuses",
    "coverage",
    "aliases",
)
"""Frames of a snapshot, in the order of the digest."""

_KINDS = tuple(NodeKind)


SAME_PERSONS = "same_persons"
"""Frame of verdicts that joined persons: in the digest and on disk only where there are some."""


def no_same_persons() -> Frame:
    """Frame of joined persons without rows."""
    none = np.zeros(0, dtype=np.int32)
    text = pa.array([], pa.large_string())
    return Frame({"fact_id": text, "reviewer": text, "person": none, "same_as": none, "review": none})


def no_aliases() -> Frame:
    """Aliases frame without rows."""
    return Frame({"alias_id": pa.array([], pa.large_string()), "enterprise": np.zeros(0, dtype=np.int32)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What was known by ``known_by`` and valid (or ended) on ``as_of``.

    Attributes
    ----------
    as_of, known_by : date
        Validity day and knowledge day; both are in the digest.
    enterprises : Frame, n rows, row = node code
        text: enterprise_id, name, former_names, entity_type, status (never null:
        'unknown'), staff_band, industry, region, supervising_authority, address;
        int32 days: established_on, ended_on, revoked_on; int64 cents:
        registered_capital_cents, paid_in_capital_cents; int8 (-1 unknown):
        state_investor_body, listed; int32: legal_person (code of the head office of a
        branch, own code otherwise; a branch with two heads keeps its own), entered_on
        (first day known); bool: stub (only referred to, never delivered).
    persons : Frame
        text person_id, id_kind; float64 match_confidence (NaN unknown).
    places : Frame
        text place_id, address, region.
    contacts : Frame
        text contact_id, contact_kind, display.
    ties : Frame, every tie known by then, ended ones included, in the order (kind, src,
        dst, tie_id)
        text tie_id, role; int8 kind (index into TIE_KINDS); int32 src, dst (node codes);
        float32 share (NaN unknown; rounded to 1e-6 first), confidence (1 if unknown);
        int64 amount_cents; int32 valid_from, valid_to (first day no longer in force,
        DAY_OPEN if open), entered_on (known_on of the first version), left_on (first day
        on which the tie was known to have ended, DAY_OPEN if never).
    records : Frame in the order of record_id, one for each decision and kind (ADR 23)
        text record_id, decision_id, kind, cause, measure, outcome, document_no,
        authority, source; int8 severity (-1: take the catalogue's); int64 amount_cents;
        int32 days: conduct_from, conduct_to, decided_on, published_on,
        publication_until, ended_on, entered_on (first known_on).
    parties : Frame in the order (record, party, role)
        int32 record (row of records), party (node code); text role.
    items : Frame in the order of item_id
        text item_id, item_kind; int32 record; int64 amount_cents; int8 severity.
    statuses : Frame in the order of status_id: fact statuses known by then and effective
        on or before known_by
        text status_id, fact_kind, fact_id, item_id, status, ground, source_organ,
        document_no, replaced_by; int32 effective_on, ends_on (DAY_OPEN if none).
    coverage : Frame in the order of coverage_id
        text coverage_id, covered, origin, region; int32 covered_from (DAY_UNKNOWN since
        ever), covered_to (day of the batch if not given).
    same_persons : Frame in the order (fact_id, person), empty without verdicts
        What verdicts on persons moved from one id to another (ADR 29). text fact_id (a tie
        or a record that names ``person`` in the extracts), reviewer (masked); int32 person
        (node code of the id it was delivered under), same_as (node code that stands for it
        here), review (number).
    aliases : Frame in the order of alias_id
        text alias_id: every id known by then that is not its entity's own (canonical) id
        but stands for an enterprise; int32 enterprise (node code).
    """

    as_of: date
    known_by: date
    enterprises: Frame
    persons: Frame
    places: Frame
    contacts: Frame
    ties: Frame
    records: Frame
    parties: Frame
    items: Frame
    statuses: Frame
    coverage: Frame
    aliases: Frame = field(default_factory=no_aliases)
    same_persons: Frame = field(default_factory=no_same_persons)

    @property
    def node_starts(self) -> dict[NodeKind, int]:
        """First node code of each node kind."""
        starts: dict[NodeKind, int] = {}
        total = 0
        for kind, frame in zip(
            NodeKind, (self.enterprises, self.persons, self.places, self.contacts), strict=True
        ):
            starts[kind] = total
            total += frame.rows
        return starts

    @property
    def nodes(self) -> int:
        """Number of nodes of all kinds."""
        return sum(f.rows for f in (self.enterprises, self.persons, self.places, self.contacts))

    def kind_of(self, code: int) -> NodeKind:
        """Node kind of a node code."""
        return self._place(code)[0]

    def id_of(self, code: int) -> str:
        """Id of a node code."""
        kind, row = self._place(code)
        frame = (self.enterprises, self.persons, self.places, self.contacts)[_KINDS.index(kind)]
        return str(frame.text(f"{kind.value}_id")[row].as_py())

    def _place(self, code: int) -> tuple[NodeKind, int]:
        """Kind of a node code and its row in the frame of that kind; a receipt asks thousands of times."""
        row = int(code)
        for kind, frame in zip(_KINDS, (self.enterprises, self.persons, self.places), strict=False):
            if row < frame.rows:
                return kind, row
            row -= frame.rows
        return NodeKind.CONTACT, row

    def enterprise_codes(self, ids: Any) -> np.ndarray[Any, Any]:
        """Codes of enterprise ids or their aliases (-1 where unknown)."""
        return enterprise_codes(ids, self.enterprises, self.aliases)

    def digest(self) -> str:
        """Sha256 over both days and all arrays in fixed order; timings never enter."""
        digest = hashlib.sha256(f"{self.as_of}|{self.known_by}|".encode())
        for name in FRAMES:
            getattr(self, name).update_digest(digest, f"{name}.")
        if self.same_persons.rows:
            self.same_persons.update_digest(digest, f"{SAME_PERSONS}.")
        return digest.hexdigest()

    def write(self, folder: Path, base: tuple[Snapshot, Path] | None = None) -> str:
        """Write all frames and a manifest into an empty folder; returns the digest.

        Parameters
        ----------
        folder : Path
        base : (Snapshot, Path), optional
            A written snapshot and its folder on the same disk; frames that are the very
            same objects become links to its files.
        """
        folder.mkdir(parents=True, exist_ok=True)
        written = (*FRAMES, SAME_PERSONS) if self.same_persons.rows else FRAMES
        # Writing and hashing both let other threads compute: two cores do them side by side.
        with ThreadPoolExecutor(1) as beside:
            digested = beside.submit(self.digest)
            for name in written:
                target = folder / f"{name}.arrow"
                if base is not None and getattr(self, name) is getattr(base[0], name):
                    target.hardlink_to(base[1] / f"{name}.arrow")
                else:
                    getattr(self, name).write(target)
            digest = digested.result()
        manifest = {
            "as_of": self.as_of.isoformat(),
            "known_by": self.known_by.isoformat(),
            "digest": digest,
            "rows": {name: getattr(self, name).rows for name in written},
        }
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        return digest

    @classmethod
    def read(cls, folder: Path) -> Snapshot:
        """Map a snapshot written by ``write``.

        Raises
        ------
        IntegrityError
            If a file is missing or has another number of rows than the manifest.
        """
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            joined = (SAME_PERSONS,) if SAME_PERSONS in manifest["rows"] else ()
            frames = {name: Frame.read(folder / f"{name}.arrow") for name in (*FRAMES, *joined)}
        except (OSError, ValueError, pa.ArrowInvalid) as error:
            raise IntegrityError(f"snapshot in {folder.name} is not whole: {error}") from error
        for name, rows in manifest["rows"].items():
            if frames[name].rows != rows:
                raise IntegrityError(f"snapshot frame {name}: expected {rows} rows, got {frames[name].rows}")
        return cls(
            as_of=date.fromisoformat(manifest["as_of"]),
            known_by=date.fromisoformat(manifest["known_by"]),
            **frames,
        )


def enterprise_codes(ids: Any, enterprises: Frame, aliases: Frame) -> np.ndarray[Any, Any]:
    """Codes of enterprise ids or their aliases (-1 where unknown), int32.

    Parameters
    ----------
    ids : pa.Array or sequence of str
    enterprises, aliases : Frame
        As in a snapshot; of the enterprises only their ids are read.
    """
    wanted = ids if isinstance(ids, pa.Array) else pa.array(list(ids), pa.large_string())
    wanted = wanted.cast(pa.large_string())
    found = pc.index_in(wanted, value_set=enterprises.text("enterprise_id"))
    codes = np.asarray(pc.fill_null(found, -1)).astype(np.int32)
    if aliases.rows and bool((codes < 0).any()):
        alias = np.asarray(pc.fill_null(pc.index_in(wanted, value_set=aliases.text("alias_id")), -1))
        linked = aliases.numbers("enterprise")[np.maximum(alias, 0)]
        codes = np.where((codes < 0) & (alias >= 0), linked, codes).astype(np.int32)
    return codes


assert {column.name for column in fields(Snapshot)} == {"as_of", "known_by", *FRAMES, SAME_PERSONS}
