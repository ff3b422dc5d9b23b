"""Node codes and ids: firms, persons, places, contacts in this order, and their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.synthetic.codes import credit_code_cells, digits, fixed_text, hex_cells, hex_ids
from graph.synthetic.firms import Firms
from graph.synthetic.ownership import kind_mask
from graph.synthetic.parameters import Parameters, Words
from graph.synthetic.randomness import stream, subset

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]

STREAMS = {
    "person": 1, "place": 2, "contact": 3, "tie": 4, "record": 5, "decision": 6, "item": 7, "party": 8,
    "status": 9, "identifier": 10, "coverage": 11, "filing": 32,
}  # fmt: skip
"""Id streams by kind of fact; filing tables follow from 32 in table order."""

NODE = "synthetic"
"""Issuing node of internal keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nodes:
    """Counts, offsets and ids of all nodes.

    Parameters
    ----------
    firms, persons, places, contacts : int
        Counts; node codes run in this order.
    ids : pa.StringArray, shape (nodes,)
        Id of each node as delivered.
    credit_codes : pa.StringArray, shape (firms,)
        Credit code of each firm, also of those delivered under an internal key.
    id_kind : int8, shape (persons,)
        0 certificate, 1 source_key, 2 name_in_enterprise.
    """

    firms: int
    persons: int
    places: int
    contacts: int
    ids: pa.StringArray
    credit_codes: pa.StringArray
    id_kind: Int

    @property
    def first_place(self) -> int:
        """Node code of place 0."""
        return self.firms + self.persons

    @property
    def first_contact(self) -> int:
        """Node code of contact 0."""
        return self.firms + self.persons + self.places

    @property
    def count(self) -> int:
        """Number of nodes."""
        return self.firms + self.persons + self.places + self.contacts


def texts(values: list[str] | tuple[str, ...]) -> pa.StringArray:
    """Arrow text of a few words."""
    return pa.array(list(values), pa.string())


def region_numbers(district: Int, words: Words) -> Int:
    """Six-digit region of a district as a number: 00, city 01.., district 01.."""
    per_city = len(words.districts)
    regions: Int = (district // per_city + 1) * 100 + district % per_city + 1
    return regions


def region_texts(words: Words) -> pa.StringArray:
    """Region code of each district, in district order."""
    count = len(words.cities) * len(words.districts)
    return fixed_text(digits(region_numbers(np.arange(count), words), 6))


def make_nodes(
    *, firms: Firms, persons: int, places: int, contacts: int, seed: int, numbers: Parameters, words: Words
) -> Nodes:
    """Issue ids: valid credit codes of the fictitious region, internal keys, hashed ids."""
    rng = stream(seed, "nodes")
    individual = kind_mask(firms, numbers, "individual_business")
    cooperative = kind_mask(firms, numbers, "cooperative")
    department = np.where(individual, 2, np.where(cooperative, 3, 1))
    # A random serial order keeps neighbours from having neighbouring codes.
    serial = rng.permutation(firms.size)
    cells = credit_code_cells(department, region_numbers(firms.district, words), serial)
    credit_codes = fixed_text(cells)
    internal = pc.binary_join_element_wise(pa.scalar(f"R:{NODE}:"), fixed_text(digits(serial, 9)), "")
    firm_ids = pc.if_else(pa.array(firms.keyless), internal, credit_codes)
    id_kind = np.zeros(persons, dtype=np.int8)
    id_kind[subset(rng, persons, numbers.people.source_key_share)] = 1
    id_kind[subset(rng, persons, numbers.people.name_only_share)] = 2
    counters = np.arange(persons)
    hashed = hex_ids(STREAMS["person"], counters, seed, "P:")
    keyed = pc.binary_join_element_wise(
        pa.scalar(f"P:{NODE}:"), fixed_text(hex_cells(STREAMS["person"], counters, seed)[:, :12]), ""
    )
    person_ids = pc.if_else(pa.array(id_kind == 1), keyed, hashed)
    place_ids = hex_ids(STREAMS["place"], np.arange(places), seed, "A:")
    contact_ids = hex_ids(STREAMS["contact"], np.arange(contacts), seed, "C:")
    return Nodes(
        firms=firms.size,
        persons=persons,
        places=places,
        contacts=contacts,
        ids=pa.concat_arrays([firm_ids, person_ids, place_ids, contact_ids]),
        credit_codes=credit_codes,
        id_kind=id_kind,
    )
