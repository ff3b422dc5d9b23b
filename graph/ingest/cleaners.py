"""Dispatch from a cleaner's name to its code; the set is closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph.ingest import (
    cleaners_choice,
    cleaners_codes,
    cleaners_days,
    cleaners_ids,
    cleaners_money,
    cleaners_numbers,
    cleaners_words,
)
from graph.ingest.cleaning import FileContext
from graph.ingest.field_specs import FieldSpec, Ordinal
from graph.ingest.rows import Cleaned, Rows

CLEANERS: dict[str, Callable[[Any, Rows, FileContext], Cleaned]] = {
    "text": cleaners_words.clean_text,
    "region": cleaners_words.clean_region,
    "date": cleaners_days.clean_date,
    "date_minus_months": cleaners_days.clean_date_minus_months,
    "status": cleaners_words.clean_status,
    "split": cleaners_words.clean_split,
    "map": cleaners_words.clean_by_value,
    "constant": cleaners_words.clean_constant,
    "concat": cleaners_words.clean_concat,
    "cents": cleaners_numbers.clean_integer,
    "cents_from_yuan": cleaners_numbers.clean_integer,
    "cents_from_10k": cleaners_numbers.clean_integer,
    "number": cleaners_numbers.clean_integer,
    "money_text": cleaners_numbers.clean_money_text,
    "share_fraction": cleaners_numbers.clean_share,
    "share_percent": cleaners_numbers.clean_share,
    "share_from_amounts": cleaners_numbers.clean_share_from_amounts,
    "flag": cleaners_numbers.clean_flag,
    "uscc": cleaners_ids.clean_uscc,
    "registration_no": cleaners_ids.clean_registration_no,
    "organisation_code": cleaners_ids.clean_organisation_code,
    "key": cleaners_ids.clean_key,
    "delivered_id": cleaners_ids.clean_delivered_id,
    "id": cleaners_ids.clean_id,
    "person": cleaners_ids.clean_person,
    "person_kind": cleaners_ids.clean_person,
    "place": cleaners_ids.clean_place,
    "place_text": cleaners_ids.clean_place,
    "contact": cleaners_ids.clean_contact,
    "contact_display": cleaners_ids.clean_contact,
    "hash": cleaners_ids.clean_hash,
    "first": cleaners_choice.clean_first,
    "by_pattern": cleaners_choice.clean_by_pattern,
    "highest": cleaners_choice.clean_highest,
    "band": cleaners_choice.clean_band,
    "test": cleaners_choice.clean_truth,
    "source": cleaners_choice.clean_source,
    "region_code": cleaners_codes.clean_code,
    "industry_code": cleaners_codes.clean_code,
    "document_no": cleaners_codes.clean_code,
    "claimed": cleaners_codes.clean_claimed,
    "money": cleaners_money.clean_money,
    "share_mixed": cleaners_money.clean_share_mixed,
}
"""Cleaner by name; ``ordinal`` is apart, because it counts over the whole file."""


def clean(spec: FieldSpec, rows: Rows, context: FileContext, entry: int, name: str) -> Cleaned:
    """Values of one field for all rows.

    Parameters
    ----------
    spec : FieldSpec
    rows : Rows
    context : FileContext
    entry : int
        Number of the emit entry, which owns its occurrence counters.
    name : str
        Field that is cleaned.
    """
    if isinstance(spec, Ordinal):
        return cleaners_ids.clean_ordinal(spec, rows, context, entry, name)
    return CLEANERS[spec.clean](spec, rows, context)
