"""Searching enterprises by a part of their name: one mapped text, scanned in id order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Column, Frame, large_text
from graph.store.embedded.columns import Numbers
from graph.store.embedded.segments import Version

NAMES = "csr/names.arrow"
_PIECE = 1 << 22
"""Bytes of the mapped text that are copied and scanned at a time."""


def folded(text: str) -> str:
    """Form in which names are compared: compatibility form, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def folded_names(names: Column, former_names: Column) -> pa.LargeStringArray:
    """Name and former names of each row in folded form, as one line."""
    joined = pc.binary_join_element_wise(
        names,
        former_names,
        pa.scalar("|", pa.large_string()),
        null_handling="replace",
        null_replacement="",
    )
    lower = pc.utf8_lower(pc.utf8_normalize(joined, form="NFKC"))
    return pc.replace_substring(lower, "\n", " ")


def write_names(version: Version, rank: Numbers) -> None:
    """Write name and former names of every enterprise version, in the order of ids.

    Parameters
    ----------
    version : Version
        The folder being filled.
    rank : int array by node slot
    """
    fact = version.numbers("enterprises", "fact")
    rows = np.argsort(rank[fact], kind="stable")
    texts = folded_names(
        version.take("enterprises", "name", rows), version.take("enterprises", "former_names", rows)
    )
    end, nothing = (pa.scalar(text, pa.large_string()) for text in ("\n", ""))
    ended = pc.binary_join_element_wise(texts, end, nothing)
    Frame({"name": large_text(ended), "row": rows.astype("<i4")}).write(version.folder / NAMES)


def rows_with_name(names: Frame, part: str) -> Iterator[int]:
    """Global rows of enterprise versions whose name contains a text, in the order of ids.

    Parameters
    ----------
    names : Frame written by ``write_names``
    part : str
        Compared in folded form; a text without characters matches nothing.
    """
    needle = folded(part).encode()
    texts = names.text("name")
    if not needle or b"\n" in needle or not len(texts):
        return
    _, offsets_buffer, data_buffer = texts.buffers()
    offsets = np.frombuffer(offsets_buffer, dtype=np.int64, count=len(texts) + 1)
    rows = names.numbers("row")
    data = memoryview(data_buffer)
    position, end = int(offsets[0]), int(offsets[-1])
    while position < end:
        stop = min(position + _PIECE, end)
        stop = int(offsets[np.searchsorted(offsets, stop)])
        piece = bytes(data[position:stop])
        found = piece.find(needle)
        while found >= 0:
            place = int(np.searchsorted(offsets, position + found, side="right")) - 1
            yield int(rows[place])
            found = piece.find(needle, int(offsets[place + 1]) - position)
        position = stop
