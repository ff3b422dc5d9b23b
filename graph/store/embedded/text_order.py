"""Order of text by its UTF-8 bytes, fast enough for millions of ids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_Positions = np.ndarray[Any, Any]

_WIDEST = 64
"""Texts longer than this many bytes are sorted by Arrow instead of in a padded matrix."""


def padded_bytes(texts: pa.LargeStringArray) -> np.ndarray[Any, Any] | None:
    """Texts as one numpy bytes array, or None where they do not fit (long, not ASCII, null).

    Parameters
    ----------
    texts : pa.LargeStringArray, n

    Returns
    -------
    numpy array (n,) of dtype S8, S16, ... or None
    """
    rows = len(texts)
    if rows == 0:
        return np.zeros(0, dtype="S8")
    if texts.null_count or not pc.all(pc.string_is_ascii(texts), min_count=0).as_py():
        return None
    longest = pc.max(pc.binary_length(texts)).as_py()
    width = max(8, -(-longest // 8) * 8)
    if longest > _WIDEST:
        return None
    padded = pc.ascii_rpad(texts, width, padding="\0")
    start = padded.offset * width
    data = np.frombuffer(padded.buffers()[2], dtype=np.uint8, count=rows * width, offset=start)
    return data.view(f"S{width}")


def text_order(texts: pa.LargeStringArray) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Positions that sort texts by their bytes, equal texts by position, nulls last.

    Parameters
    ----------
    texts : pa.LargeStringArray, n

    Returns
    -------
    int64 array (n,)
    """
    packed = padded_bytes(texts)
    if len(texts) == 0:
        return np.zeros(0, dtype=np.int64)
    if packed is None:
        keys = pa.table({"text": texts, "row": np.arange(len(texts))})
        order = pc.sort_indices(keys, sort_keys=[("text", "ascending"), ("row", "ascending")])
        return np.asarray(order).astype(np.int64)
    first = _first_words(packed)
    order = np.argsort(first)
    ranked = first[order]
    if len(ranked) > 1 and bool((ranked[1:] == ranked[:-1]).any()):
        order = np.argsort(packed, kind="stable")
    return order.astype(np.int64)


def distinct_texts(texts: pa.ChunkedArray) -> tuple[pa.LargeStringArray, _Positions]:
    """Distinct texts as they first occur, and the place of each text among them.

    Parameters
    ----------
    texts : chunked large_string, n

    Returns
    -------
    words : pa.LargeStringArray
    codes : int array, n
        -1 where the text is null.
    """
    chunks = texts.dictionary_encode().chunks
    if not chunks:
        return pa.array([], pa.large_string()), np.zeros(0, dtype=np.int32)
    codes = np.concatenate([np.asarray(pc.fill_null(chunk.indices, -1)) for chunk in chunks])
    return chunks[0].dictionary, codes


def distinct_keys(texts: pa.ChunkedArray) -> tuple[pa.LargeStringArray, _Positions]:
    """The same as ``distinct_texts``, faster for hashes that name one row each.

    Texts whose first eight bytes all differ are told apart by one sort of numbers; a hash
    table of millions of distinct texts takes several times as long.
    """
    whole = pa.concat_arrays(texts.chunks) if texts.num_chunks else pa.array([], pa.large_string())
    packed = padded_bytes(whole)
    if packed is not None:
        first = np.sort(_first_words(packed))
        if not bool((first[1:] == first[:-1]).any()):
            return whole, np.arange(len(whole), dtype=np.int32)
    return distinct_texts(texts)


def _first_words(packed: _Positions) -> _Positions:
    """First eight bytes of padded texts as numbers in the order of the bytes."""
    words = np.ascontiguousarray(packed).view(">u8").reshape(len(packed), packed.dtype.itemsize // 8)
    return words[:, 0].astype(np.uint64)


def positions_of(
    wanted: pa.LargeStringArray, texts: pa.LargeStringArray
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Position of each wanted text among distinct texts, -1 where it is not there.

    The smaller side is hashed, so a few texts are found among millions by one scan.
    """
    if len(wanted) > len(texts):
        return np.asarray(pc.fill_null(pc.index_in(wanted, value_set=texts), -1)).astype(np.int64)
    found = np.full(len(wanted), -1, dtype=np.int64)
    encoded = wanted.dictionary_encode()
    hits = np.asarray(pc.fill_null(pc.index_in(texts, value_set=encoded.dictionary), -1))
    rows = np.flatnonzero(hits >= 0)
    by_word = np.full(len(encoded.dictionary), -1, dtype=np.int64)
    by_word[hits[rows]] = rows
    words = np.asarray(pc.fill_null(encoded.indices, -1))
    found[words >= 0] = by_word[words[words >= 0]]
    return found


def order_by(key: _Positions, texts: Callable[[_Positions], pa.LargeStringArray]) -> _Positions:
    """Positions in the order of an integer key, rows of one key in the order of a text.

    Parameters
    ----------
    key : integer array, n
    texts : function of positions
        Read only for the rows whose keys repeat.
    """
    order = np.argsort(key, kind="stable")
    ranked = key[order]
    same = ranked[1:] == ranked[:-1] if len(ranked) else np.zeros(0, dtype=bool)
    repeated = np.flatnonzero(np.r_[False, same] | np.r_[same, False]) if len(ranked) else order
    if len(repeated):
        rows = order[repeated]
        by_text = text_order(texts(rows))
        rank = np.empty_like(by_text)
        rank[by_text] = np.arange(len(by_text))
        order[repeated] = rows[np.lexsort((rank, key[rows]))]
    return order
