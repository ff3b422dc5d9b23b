"""Cleaners of ids: credit codes, internal keys, persons, places, contacts, fact ids."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.addresses import normalise_addresses
from graph.arrays import large_text
from graph.identity import (
    citizen_id_valid_mask,
    contact_ids,
    fact_ids,
    named_person_id,
    normalise_codes,
    organisation_code_valid_mask,
    person_ids,
    place_ids,
    placeholder_mask,
    registration_no_valid_mask,
    uscc_valid_mask,
)
from graph.ingest.cleaners_words import part_columns
from graph.ingest.cleaning import FileContext, TextByKey, mask_of, row_hashes
from graph.ingest.conditions import holds
from graph.ingest.field_specs import Contact, HashId, Ordinal, Plain
from graph.ingest.id_specs import Candidate, EntityId, Person
from graph.ingest.rows import Cleaned, Defect, Mask, Rows
from graph.ingest.spec_base import Columns, alternatives
from graph.masking import mask_emails, mask_phones
from graph.phones import normalise_emails, normalise_phones

REGISTRATION_NUMBERS = "registration_no"
"""Node of ids made of registration numbers, which all sources share."""

_NULL = pa.scalar(None, pa.large_string())
_KEYED = r"^(?:R:[^:]+:.+|[PAC]:.+)$"
_OF_SOURCE = r"^[RP]:[^:]*:"
_CITIZEN_FORM = r"^(?:[0-9]{17}[0-9X]|[0-9]{15})$"
_OLD_REGISTRATION_NO = r"^[0-9]{13}$"
_SHORTEST_CERTIFICATE = 6


def _texts(rows: Rows, columns: Columns) -> pa.LargeStringArray:
    return rows.text(rows.resolve(alternatives(columns)) or "")


def _only(values: pa.LargeStringArray, usable: Mask) -> pa.LargeStringArray:
    return large_text(pc.if_else(pa.array(usable), values, _NULL))


def _checked(values: pa.LargeStringArray, valid: Mask, reason: str) -> Cleaned:
    bad = ~valid & mask_of(pc.is_valid(values))
    if not bad.any():
        return Cleaned(values)
    return Cleaned(_only(values, valid), (Defect(reason=reason, mask=bad),))


def clean_uscc(spec: Plain, rows: Rows, context: FileContext) -> Cleaned:
    """Normalised credit code; one with a wrong check character is unknown and counted."""
    codes = normalise_codes(_texts(rows, spec.source))
    return _checked(codes, uscc_valid_mask(codes), "bad_check_digit")


def clean_registration_no(spec: Plain, rows: Rows, context: FileContext) -> Cleaned:
    """Normalised registration number; 13 old digits have no check and pass."""
    codes = normalise_codes(_texts(rows, spec.source))
    old = mask_of(pc.match_substring_regex(codes, _OLD_REGISTRATION_NO))
    return _checked(codes, registration_no_valid_mask(codes) | old, "bad_check_digit")


def clean_organisation_code(spec: Plain, rows: Rows, context: FileContext) -> Cleaned:
    """Normalised organisation code without its hyphen."""
    codes = large_text(pc.replace_substring(normalise_codes(_texts(rows, spec.source)), "-", ""))
    return _checked(codes, organisation_code_valid_mask(codes), "bad_check_digit")


def clean_key(spec: Plain, rows: Rows, context: FileContext) -> Cleaned:
    """Internal key as ids are made of it: half width, no spaces, upper case."""
    return Cleaned(normalise_codes(_texts(rows, spec.source)))


def clean_delivered_id(spec: Plain, rows: Rows, context: FileContext) -> Cleaned:
    """Id of a node as the product writes it: a credit code, or R:, P:, A:, C: and a key."""
    return _delivered(_texts(rows, spec.source))


def _delivered(texts: pa.LargeStringArray) -> Cleaned:
    known = mask_of(pc.is_valid(texts))
    good = uscc_valid_mask(texts)
    rest = ~good & known
    if not rest.any():
        return Cleaned(texts)
    others = texts.filter(pa.array(rest))
    keyed = mask_of(pc.match_substring_regex(others, _KEYED))
    keyed &= ~_placeholder_keys(others)
    good[rest] = keyed
    if keyed.all():
        return Cleaned(texts)
    # Only what is neither code nor key pays for normalising: full width, lower case, spaces.
    codes = normalise_codes(others)
    valid = uscc_valid_mask(codes)
    repaired = pc.if_else(pa.array(keyed), others, _only(codes, valid))
    bad = np.zeros(len(texts), np.bool_)
    bad[rest] = ~keyed & ~valid
    values = large_text(pc.replace_with_mask(texts, pa.array(rest), large_text(repaired)))
    return Cleaned(values, (Defect(reason="bad_id", mask=bad),) if bad.any() else ())


def _placeholder_keys(ids: pa.LargeStringArray) -> Mask:
    """Ids such as ``R:330000:null``, which would join whatever has no key; a key 0 is one once issued."""
    of_source = mask_of(pc.match_substring_regex(ids, _OF_SOURCE))
    if not of_source.any():
        return of_source
    keys = pc.replace_substring_regex(ids.filter(pa.array(of_source)), _OF_SOURCE, "")
    placeholder = of_source.copy()
    placeholder[of_source] = placeholder_mask(keys) & ~mask_of(pc.equal(keys, "0"))
    return placeholder


def clean_id(spec: EntityId, rows: Rows, context: FileContext) -> Cleaned:
    """First usable candidate; a credit code with a wrong check is counted and passed over."""
    node = spec.node or context.source
    values = pa.nulls(rows.count, pa.large_string())
    defects: list[Defect] = []
    for candidate in spec.candidates:
        found = _candidate(candidate, rows, node, context)
        usable = found.values
        if candidate.when is not None:
            meant = holds(candidate.when, rows)
            usable = _only(usable, meant)
            found = Cleaned(
                usable, tuple(replace(defect, mask=defect.mask & meant) for defect in found.defects)
            )
        values = large_text(pc.coalesce(values, usable))
        defects.extend(defect for defect in found.defects if defect.mask.any())
    return Cleaned(values, tuple(defects))


def _candidate(candidate: Candidate, rows: Rows, node: str, context: FileContext) -> Cleaned:
    texts = _texts(rows, candidate.source)
    if candidate.scheme == "delivered":
        return _delivered(texts)
    codes = normalise_codes(texts)
    if candidate.scheme == "uscc":
        checked = _checked(codes, uscc_valid_mask(codes), "bad_check_digit")
        if candidate.holder is None:
            return checked
        return kept_by_holder(checked, rows, candidate.claimed_by or "", context.texts[candidate.holder])
    if candidate.scheme == "registration_no":
        # Numbers of 15 digits are given once in the country; older ones are not and name nobody elsewhere.
        numbers = _only(codes, registration_no_valid_mask(codes))
        return Cleaned(_prefixed(f"R:{REGISTRATION_NUMBERS}:", numbers))
    if candidate.zero_is_a_key:
        codes = large_text(pc.if_else(pc.equal(texts, "0"), texts, codes))
    if candidate.of_register is not None:
        node = f"{node}/{candidate.of_register}"
    prefix = f"{'P' if candidate.scheme == 'person_key' else 'R'}:{node}:"
    return Cleaned(_prefixed(prefix, codes))


def kept_by_holder(found: Cleaned, rows: Rows, claimed_by: str, holders: TextByKey) -> Cleaned:
    """Codes but those that another row of the delivery holds; such a code is unknown here and counted."""
    contested = holders.has(found.values)
    if not contested.any():
        return found
    mine = mask_of(pc.equal(holders.of(found.values), rows.text(claimed_by)))
    others = contested & ~mine
    if not others.any():
        return found
    defect = Defect(reason="code_of_another_row", mask=others)
    return Cleaned(_only(found.values, ~others), (*found.defects, defect))


def _prefixed(prefix: str, codes: pa.LargeStringArray) -> pa.LargeStringArray:
    return large_text(
        pc.binary_join_element_wise(
            pa.scalar(prefix, pa.large_string()), codes, pa.scalar("", pa.large_string())
        )
    )


def clean_person(spec: Person, rows: Rows, context: FileContext) -> Cleaned:
    """Id of a person, or the kind of that id; never made of a name alone."""
    nothing = pa.nulls(rows.count, pa.large_string())
    by_certificate = nothing
    defects: tuple[Defect, ...] = ()
    if spec.certificate is not None:
        certificate = _certificates(_texts(rows, spec.certificate))
        by_certificate, defects = person_ids(certificate.values, context.salt), certificate.defects
    by_key = nothing
    if spec.key is not None:
        by_key = _prefixed(f"P:{spec.node or context.source}:", normalise_codes(_texts(rows, spec.key)))
    by_name = nothing
    if spec.name is not None and spec.within is not None:
        open_rows = mask_of(pc.and_(pc.is_null(by_certificate), pc.is_null(by_key)))
        names = _only(_texts(rows, spec.name), open_rows)
        by_name = _named(large_text(rows.fields[spec.within]), names, context.salt)
    if spec.clean == "person_kind":
        kinds = [
            pc.if_else(pc.is_valid(ids), pa.scalar(kind, pa.large_string()), _NULL)
            for ids, kind in (
                (by_certificate, "certificate"),
                (by_key, "source_key"),
                (by_name, "name_in_enterprise"),
            )
        ]
        return Cleaned(large_text(pc.coalesce(*kinds)))
    return Cleaned(large_text(pc.coalesce(by_certificate, by_key, by_name)), defects)


def _certificates(texts: pa.LargeStringArray) -> Cleaned:
    """Certificates that may join: a citizen id passes its check, another kind is not too short."""
    codes = normalise_codes(texts)
    citizen = mask_of(pc.match_substring_regex(codes, _CITIZEN_FORM))
    long_enough = mask_of(pc.greater_equal(pc.utf8_length(codes), _SHORTEST_CERTIFICATE))
    valid = np.where(citizen, citizen_id_valid_mask(codes), long_enough)
    return _checked(codes, valid, "bad_certificate")


def _named(enterprises: pa.LargeStringArray, names: pa.LargeStringArray, salt: bytes) -> pa.LargeStringArray:
    """Ids of (enterprise, name), hashed once a distinct pair."""
    both = mask_of(pc.and_(pc.is_valid(enterprises), pc.is_valid(names)))
    pairs = pc.binary_join_element_wise(enterprises, names, pa.scalar("\x1f", pa.large_string()))
    encoded = large_text(pairs).dictionary_encode()
    distinct = [text.split("\x1f", 1) for text in encoded.dictionary.to_pylist()]
    ids = pa.array([named_person_id(code, name, salt) for code, name in distinct], pa.large_string())
    return _only(large_text(ids.take(encoded.indices)), both)


def clean_place(spec: Plain, rows: Rows, context: FileContext) -> Cleaned:
    """Place id, or the normalised address; an address that names no place below a region is unknown."""
    addresses = normalise_addresses(_texts(rows, spec.source))
    return Cleaned(addresses if spec.clean == "place_text" else place_ids(addresses))


def clean_contact(spec: Contact, rows: Rows, context: FileContext) -> Cleaned:
    """Contact id, or its masked text."""
    texts = _texts(rows, spec.source)
    if spec.kind == "agent":
        values = shown = normalise_codes(texts)
    elif spec.kind == "phone":
        values = normalise_phones(texts, spec.area_code)
        shown = mask_phones(values)
    else:
        values = normalise_emails(texts)
        shown = mask_emails(values)
    return Cleaned(contact_ids(spec.kind, values) if spec.clean == "contact" else shown)


def clean_hash(spec: HashId, rows: Rows, context: FileContext) -> Cleaned:
    """Fact id over the parts; unknown where a part is, if the spec wants it ``whole``."""
    parts = part_columns(spec.parts, rows)
    ids = fact_ids(*parts)
    if not spec.whole:
        return Cleaned(ids)
    known: Mask = np.logical_and.reduce([mask_of(pc.is_valid(part)) for part in parts])
    return Cleaned(_only(ids, known))


def clean_ordinal(spec: Ordinal, rows: Rows, context: FileContext, entry: int, name: str) -> Cleaned:
    """Number of identical rows before this one in the file."""
    hashes = row_hashes([rows.text(column) for column in spec.among])
    ordinals = context.counter(entry, name).ordinals(hashes)
    return Cleaned(pa.array(ordinals).cast(pa.large_string()))
