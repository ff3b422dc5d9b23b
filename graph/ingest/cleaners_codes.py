"""Cleaners of regions by the dated map, industries by edition, document numbers, contested codes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import large_text
from graph.identity import normalise_codes, registration_no_valid_mask, uscc_valid_mask
from graph.ingest.cleaners_choice import texts_of
from graph.ingest.cleaners_ids import kept_by_holder
from graph.ingest.cleaning import FileContext, mask_of, on_distinct
from graph.ingest.code_specs import Claimed, Code
from graph.ingest.code_tables import industry_editions, region_changes
from graph.ingest.rows import Cleaned, Defect, Mask, Rows

_NULL = pa.scalar(None, pa.large_string())
_OLD_EDITION = "2011:"
_YEAR = r"[\[\(\{【〔](\d{4})[\]\)\}】〕]"


def clean_code(spec: Code, rows: Rows, context: FileContext) -> Cleaned:
    """``region_code``, ``industry_code`` or ``document_no``."""
    texts = texts_of(rows, spec.source)
    if spec.clean == "region_code":
        return _regions(texts, context)
    if spec.clean == "document_no":
        return on_distinct(texts, _documents, "")
    return _industries(texts, spec, rows)


def _regions(texts: pa.LargeStringArray, context: FileContext) -> Cleaned:
    """Code in force on the day of the batch; the last three digits of a street stay."""
    changes = region_changes(context.day)

    def clean(distinct: pa.LargeStringArray) -> tuple[pa.Array, Mask]:
        found = []
        for code in normalise_codes(distinct).to_pylist():
            new = changes.get((code or "")[:6])
            found.append(code if new is None else new + code[6:])
        return pa.array(found, pa.large_string()), np.zeros(len(found), np.bool_)

    return on_distinct(texts, clean, "")


def _documents(texts: pa.LargeStringArray) -> tuple[pa.Array, Mask]:
    """Year in 〔〕, no spaces, half width; what stands for "none" is null."""
    codes = pc.replace_substring_regex(normalise_codes(texts), _YEAR, r"〔\1〕")
    codes = pc.replace_substring_regex(codes, r"^第|〔(\d{4})〕第", r"〔\1〕")
    return large_text(pc.replace_substring(codes, "〔〕", "")), np.zeros(len(texts), np.bool_)


def _industries(texts: pa.LargeStringArray, spec: Code, rows: Rows) -> Cleaned:
    """Digits of the edition of 2017; a code that only the edition of 2011 has is marked ``2011:``."""
    editions = industry_editions()
    letters = (
        texts_of(rows, spec.letter) if spec.letter is not None else pa.nulls(rows.count, pa.large_string())
    )
    both = large_text(
        pc.binary_join_element_wise(
            pc.fill_null(pc.utf8_upper(letters), ""),
            pc.fill_null(normalise_codes(texts), ""),
            pa.scalar("|", pa.large_string()),
        )
    )

    def clean(distinct: pa.LargeStringArray) -> tuple[pa.Array, Mask]:
        found: list[str | None] = []
        bad = np.zeros(len(distinct), np.bool_)
        for place, pair in enumerate(distinct.to_pylist()):
            letter, code = pair.split("|", 1)
            if code and code[0].isalpha() and code[1:].isdigit():
                letter, code = letter or code[0], code[1:]
            if not code or not code.isdigit():
                # Words stay words, as in every column of industries; a letter alone is a section.
                found.append(code or letter or None)
                continue
            edition = editions.edition_of(letter, code)
            bad[place] = edition is None
            found.append(None if edition is None else (_OLD_EDITION if edition == 2011 else "") + code)
        return pa.array(found, pa.large_string()), bad

    return on_distinct(both, clean, "letter_and_code_differ")


def clean_claimed(spec: Claimed, rows: Rows, context: FileContext) -> Cleaned:
    """Checked code, unknown and counted where another row of the delivery holds it."""
    codes = normalise_codes(texts_of(rows, spec.source))
    valid = uscc_valid_mask(codes) if spec.scheme == "uscc" else registration_no_valid_mask(codes)
    bad = ~valid & mask_of(pc.is_valid(codes))
    defects = (Defect(reason="bad_check_digit", mask=bad),) if bad.any() else ()
    usable = large_text(pc.if_else(pa.array(valid), codes, _NULL))
    return kept_by_holder(Cleaned(usable, defects), rows, spec.claimed_by, context.texts[spec.holder])
