"""Cells as the registry writes them: amounts in 10,000 yuan, certificates, telephones, percentages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.check_digits import CITIZEN_CHECKS, CITIZEN_WEIGHTS
from graph.domain import CENTS_UNKNOWN
from graph.synthetic.codes import digits, fixed_text
from graph.synthetic.rows import Cells

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]

_FIRST_BIRTHDAY = "1950-01-01"
_BIRTHDAYS = 18_000
"""Days on which the people of the province may be born."""
_SEQUENCES = 1000


@dataclass(frozen=True, slots=True)
class Amounts:
    """Cents as decimal text of a larger unit (1,000,000 cents are 10,000 yuan); unknown is null."""

    values: Int
    cents: int = 1_000_000

    def __len__(self) -> int:
        return len(self.values)

    def render(self, index: Int) -> pa.Array:
        """Exact decimals of the rows, without trailing zeros beyond two."""
        values = self.values[index].astype(np.int64)
        unknown = values == CENTS_UNKNOWN
        size = np.abs(np.where(unknown, 0, values))
        width = len(str(self.cents)) - 1
        whole = pa.array(size // self.cents).cast(pa.string())
        part = fixed_text(digits(size % self.cents, width))
        sign = pc.if_else(pa.array(values < 0), "-", "")
        text = pc.binary_join_element_wise(sign, whole, pa.scalar("."), part, "")
        text = pc.replace_substring_regex(text, r"(\.[0-9]{2}[0-9]*?)0+$", r"\1")
        return pc.if_else(pa.array(~unknown), text, pa.scalar(None, pa.string()))


@dataclass(frozen=True, slots=True)
class Percentages:
    """Shares as percentages; at most one percent they carry the sign, which alone tells their unit."""

    cells: Cells

    def __len__(self) -> int:
        return len(self.cells)

    def render(self, index: Int) -> pa.Array:
        """Text of the rows."""
        shares = self.cells.render(index)
        percent = pc.round(pc.multiply(shares, 100.0), ndigits=4)
        text = percent.cast(pa.string())
        small = pc.fill_null(pc.less_equal(percent, 1.0), False)
        return pc.if_else(small, pc.binary_join_element_wise(text, pa.scalar("%"), ""), text)


@dataclass(frozen=True, slots=True)
class Filled:
    """One text where another column is known, null elsewhere."""

    cells: Cells
    text: str

    def __len__(self) -> int:
        return len(self.cells)

    def render(self, index: Int) -> pa.Array:
        """Text of the rows."""
        known = pc.is_valid(self.cells.render(index))
        return pc.if_else(known, pa.scalar(self.text, pa.string()), pa.scalar(None, pa.string()))


def citizen_ids(number: Int) -> pa.StringArray:
    """A distinct citizen id of the fictitious province for each number below 18 million.

    Parameters
    ----------
    number : integer array, shape (rows,)
    """
    born = (
        (np.datetime64(_FIRST_BIRTHDAY) + number % _BIRTHDAYS)
        .astype("datetime64[D]")
        .astype(str)
        .astype("S10")
    )
    birthday = born.view(np.uint8).reshape(-1, 10)[:, [0, 1, 2, 3, 5, 6, 8, 9]]
    region = digits(np.full(len(number), 101), 6)
    sequence = digits(number // _BIRTHDAYS % _SEQUENCES, 3)
    body = np.concatenate([region, birthday, sequence], axis=1)
    checks = np.frombuffer(CITIZEN_CHECKS.encode(), np.uint8)
    check = checks[((body.astype(np.int64) - 48) @ CITIZEN_WEIGHTS) % 11]
    return fixed_text(np.concatenate([body, check[:, None]], axis=1))


def certificates(id_kind: Int) -> pa.Array:
    """Certificate of each person: a citizen id, a passport, or none (kinds 0, 1 and 2)."""
    number = np.arange(len(id_kind))
    passports = pc.binary_join_element_wise(pa.scalar("E"), fixed_text(digits(number, 8)), "")
    known = pc.if_else(pa.array(id_kind == 1), passports, citizen_ids(number))
    return pc.if_else(pa.array(id_kind == 2), pa.scalar(None, pa.string()), known)


def phone_numbers(contact: Int, prefixes: tuple[str, ...]) -> pa.Array:
    """A distinct mobile number for each contact below 10 million that is nobody's placeholder.

    The seventh-last digit runs with a pattern that never repeats one digit seven times.
    """
    prefix = pa.array(list(prefixes)).take(pa.array(contact % len(prefixes)))
    number = contact // len(prefixes) * 10 + 3
    return pc.binary_join_element_wise(
        prefix, fixed_text(digits(number, 7)), fixed_text(digits(contact % 7 + 2, 1)), ""
    )


def email_addresses(contact: Int) -> pa.Array:
    """A distinct address for each contact, in a domain that does not exist."""
    return pc.binary_join_element_wise(
        pa.scalar("yh"), fixed_text(digits(contact, 8)), pa.scalar("@yunhai.example"), ""
    )
