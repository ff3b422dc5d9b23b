"""Facts of a snapshot under keys that do not depend on the layout they were delivered in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from graph.addresses import normalise_addresses
from graph.arrays import Frame
from graph.domain import TIE_KINDS, day_number
from graph.identity import contact_ids, person_ids
from graph.snapshot import Snapshot
from graph.synthetic.codes import hex_ids
from graph.synthetic.nodes import STREAMS
from graph.synthetic.parameters import words
from graph.synthetic.registry_cells import certificates, email_addresses, phone_numbers

UNNAMED = "person without certificate"
"""Such a person is another one in each enterprise, so only their number can agree."""


NAMELESS = ""
"""Parties of a record of which none goes by a certificate."""


def frame(rows: Frame) -> pd.DataFrame:
    """Pandas frame of a snapshot's frame."""
    return pd.DataFrame(
        {
            name: column.to_pylist() if isinstance(column, pa.Array) else column
            for name, column in rows.items()
        }
    )


class NodeKeys:
    """Key of every node of a snapshot of either layout.

    Parameters
    ----------
    canonical : Snapshot
        Of the canonical extracts: its ids are numbers of the generator's streams.
    seed : int
    salt : bytes
    """

    def __init__(self, canonical: Snapshot, seed: int, salt: bytes) -> None:
        persons = canonical.persons.rows + 2000
        contacts = canonical.contacts.rows + 2000
        self._person: dict[str, str] = {}
        every = np.arange(persons)
        for kind in (0, 1):
            numbers = certificates(np.full(persons, kind, np.int8))
            hashed = person_ids(numbers, salt).to_pylist()
            self._person.update(zip(hashed, (f"person {number}" for number in every), strict=True))
        plain = hex_ids(STREAMS["person"], every, seed, "P:").to_pylist()
        self._person.update(zip(plain, (f"person {number}" for number in every), strict=True))
        keyed = [f"P:synthetic:{text[2:14]}" for text in plain]
        self._person.update(zip(keyed, (f"person {number}" for number in every), strict=True))
        numbers_ = np.arange(contacts)
        self._contact = dict(
            zip(
                [
                    *hex_ids(STREAMS["contact"], numbers_, seed, "C:").to_pylist(),
                    *contact_ids("phone", phone_numbers(numbers_, words().phone_prefixes)).to_pylist(),
                    *contact_ids("email", email_addresses(numbers_)).to_pylist(),
                    *contact_ids("agent", pa.array([f"AG{number:08d}" for number in numbers_])).to_pylist(),
                ],
                [f"contact {number}" for number in numbers_] * 4,
                strict=True,
            )
        )

    def of(self, snapshot: Snapshot) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
        """Key of each node code."""
        unnamed = snapshot.persons.text("id_kind").to_pylist()
        people = [
            UNNAMED if kind == "name_in_enterprise" else self._person[name]
            for name, kind in zip(snapshot.persons.text("person_id").to_pylist(), unnamed, strict=True)
        ]
        places = normalise_addresses(snapshot.places.text("address")).to_pylist()
        contacts = [self._contact[name] for name in snapshot.contacts.text("contact_id").to_pylist()]
        firms = snapshot.enterprises.text("enterprise_id").to_pylist()
        return np.array([*firms, *people, *places, *contacts], dtype=object)

    def ties(self, snapshot: Snapshot) -> pd.DataFrame:
        """Ties with keys for ends, in an order of their own."""
        keys = self.of(snapshot)
        ties = frame(snapshot.ties)
        ties["kind"] = [str(TIE_KINDS[kind]) for kind in ties["kind"]]
        ties["source"], ties["target"] = keys[ties["src"]], keys[ties["dst"]]
        ties["role"] = ties["role"].fillna("")
        kept = ["kind", "source", "target", "role", "share", "amount_cents", "valid_from", "valid_to"]
        kept += ["confidence", "entered_on", "left_on"]
        return ties[kept].sort_values(kept, ignore_index=True)

    def records(self, snapshot: Snapshot) -> pd.DataFrame:
        """Records with the keys of their parties, in an order of their own."""
        keys = self.of(snapshot)
        records, parties = frame(snapshot.records), frame(snapshot.parties)
        parties["key"] = [
            f"{key} {role}" for key, role in zip(keys[parties["party"]], parties["role"], strict=True)
        ]
        named = (
            parties[~parties["key"].str.startswith(UNNAMED)]
            .groupby("record")["key"]
            .agg(lambda found: " | ".join(sorted(found)))
        )
        records["parties"] = [named.get(row, NAMELESS) for row in range(len(records))]
        items = (
            frame(snapshot.items).groupby("record")["item_kind"].agg(lambda found: "|".join(sorted(found)))
        )
        records["items"] = [items.get(row, "") for row in range(len(records))]
        return records.fillna("").sort_values(
            ["kind", "parties", "decided_on", "document_no", "entered_on", "cause"], ignore_index=True
        )


def without_nameless(records: pd.DataFrame) -> pd.DataFrame:
    """Records but those no table of the registry can hold: all without a nameable party, penalties aside."""
    nobody = (records["parties"] == NAMELESS) & (records["kind"] != "penalty")
    return records[~nobody].reset_index(drop=True)


def revoked_days(deliveries: Sequence[Path], days: Sequence[date], snapshot: Snapshot) -> pd.Series[int]:
    """Latest revocation of the licence of each firm in the delivery that described the firm last.

    Parameters
    ----------
    deliveries : sequence of Path
        Of the canonical extracts.
    days : sequence of date
        Of the deliveries.
    snapshot : Snapshot
        Of the canonical extracts.

    Returns
    -------
    pd.Series
        Day number by enterprise id; only firms with such a revocation.
    """
    # A credit code that comes later comes in a new row of E_BASEINFO.
    described: dict[str, int] = {}
    for number, folder in enumerate(deliveries):
        for table, column in (("enterprises", "enterprise_id"), ("identifiers", "entity_id")):
            for path in folder.glob(f"{table}*.parquet"):
                rows = pq.read_table(path)
                if table == "identifiers":
                    rows = rows.filter(pc.equal(rows["scheme"], "uscc"))
                described.update(dict.fromkeys(rows[column].to_pylist(), number))
    records, parties = frame(snapshot.records), frame(snapshot.parties)
    revocations = records[records["kind"] == "licence_revocation"]
    found = parties.merge(revocations, left_on="record", right_index=True)
    firms = snapshot.enterprises.text("enterprise_id").to_pylist()
    found["firm"] = [firms[code] for code in found["party"]]
    delivery = np.searchsorted([day_number(day) for day in days], found["entered_on"])
    found = found[delivery == found["firm"].map(described)]
    latest: pd.Series[int] = found.groupby("firm")["decided_on"].max()
    return latest
