"""Statements of interactive reads are planned once, not once for each length of a list."""

from __future__ import annotations

import re

import pytest

from cypher.catalogue import load

READS = [name for name in load() if name.startswith("read.store_")]


@pytest.mark.parametrize("name", READS)
def test_a_read_of_the_store_takes_its_keys_in_a_map(name: str) -> None:
    assert not re.search(r"UNWIND \$\w+ AS", load()[name].text)
