"""Ids: what may join, and what never does."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pytest
from pydantic import TypeAdapter

from graph.identity import contact_id, fact_id, named_person_id, person_id, place_id, valid_citizen_id
from graph.ingest.cleaners import clean
from graph.ingest.cleaning import FileContext
from graph.ingest.field_specs import FieldSpec
from graph.ingest.rows import Cleaned, Rows
from tests.ingest_cases import FIRMS, SALT, texts

SPEC: TypeAdapter[FieldSpec] = TypeAdapter(FieldSpec)
CONTEXT = FileContext(source="reg", salt=SALT, anchors={}, lookups={})
BAD = FIRMS[0][:-1] + "0"
# A citizen id of nobody: region 990000, with the check character that fits.
CITIZEN = next(code for sign in "0123456789X" if valid_citizen_id(code := f"99000019900101001{sign}"))
WRONG = CITIZEN[:-1] + ("0" if CITIZEN[-1] != "0" else "1")


def run(
    spec: Mapping[str, object], fields: dict[str, pa.Array] | None = None, **columns: pa.Array
) -> Cleaned:
    count = len(next(iter(columns.values())))
    rows = Rows(columns, np.arange(count, dtype=np.int64), texts("", "null"))
    rows.fields.update(fields or {})
    return clean(SPEC.validate_python(spec), rows, CONTEXT, 0, "field")


def test_codes_are_normalised_and_checked() -> None:
    wide = FIRMS[0].replace("9", "９").replace("N", "n")

    found = run({"clean": "uscc", "from": "x"}, x=texts(FIRMS[0], f" {wide} ", BAD, "0" * 18, None))

    assert found.values.to_pylist() == [FIRMS[0], FIRMS[0], None, None, None]
    assert [(d.reason, np.flatnonzero(d.mask).tolist()) for d in found.defects] == [("bad_check_digit", [2])]


def test_a_bad_code_falls_back_to_the_internal_key_and_is_listed() -> None:
    spec = {
        "clean": "id",
        "node": "330000",
        "candidates": [{"scheme": "uscc", "from": "code"}, {"scheme": "internal", "from": "key"}],
    }

    found = run(spec, code=texts(FIRMS[0], BAD, None, "无"), key=texts("k1", "k2", "k3", "null"))

    assert found.values.to_pylist() == [FIRMS[0], "R:330000:K2", "R:330000:K3", None]
    assert found.defects[0].mask.tolist() == [False, True, False, False]


@pytest.mark.parametrize("placeholder", ["", "null", "0", "-", "无", "不详", "11111111", "N/A"])
def test_placeholders_never_join(placeholder: str) -> None:
    spec = {"clean": "id", "candidates": [{"scheme": "internal", "from": "x"}]}

    assert run(spec, x=texts(placeholder)).values.to_pylist() == [None]


def test_a_source_that_numbers_from_zero_may_say_so() -> None:
    candidate = {"scheme": "internal", "from": "x", "zero_is_a_key": True}

    assert run({"clean": "id", "candidates": [candidate]}, x=texts("0", "-")).values.to_pylist() == [
        "R:reg:0",
        None,
    ]


def test_persons_by_range_of_their_number() -> None:
    spec = {
        "clean": "id",
        "candidates": [
            {"scheme": "person_key", "from": "x", "when": {"column": "x", "at_least": 10}},
            {"scheme": "internal", "from": "x"},
        ],
    }

    assert run(spec, x=texts("9", "10")).values.to_pylist() == ["R:reg:9", "P:reg:10"]


def test_delivered_ids_are_codes_or_keys() -> None:
    delivered = ("R:n:1", "P:reg:7", "A:abc", FIRMS[1].lower(), BAD, "abc", None, "R:n:null", "R:n:0")

    found = run({"clean": "delivered_id", "from": "x"}, x=texts(FIRMS[0], *delivered))

    known = [FIRMS[0], "R:n:1", "P:reg:7", "A:abc", FIRMS[1]]
    assert found.values.to_pylist() == [*known, None, None, None, None, "R:n:0"]
    assert np.flatnonzero(found.defects[0].mask).tolist() == [5, 6, 8]


def test_a_person_is_certificate_then_key_then_name_in_one_enterprise() -> None:
    spec = {"clean": "person", "certificate": "c", "key": "k", "name": "n", "within": "firm"}
    columns = {
        "c": texts(CITIZEN, None, None, WRONG),
        "k": texts("1", "2", None, None),
        "n": texts("甲", "乙", "丙", None),
    }
    firms = {"firm": texts(*[FIRMS[0]] * 4)}

    found = run(spec, firms, **columns)
    kinds = run({**spec, "clean": "person_kind"}, firms, **columns)

    expected = [person_id(CITIZEN, SALT), "P:reg:2", named_person_id(FIRMS[0], "丙", SALT), None]
    assert found.values.to_pylist() == expected
    assert kinds.values.to_pylist() == ["certificate", "source_key", "name_in_enterprise", None]
    assert [(d.reason, np.flatnonzero(d.mask).tolist()) for d in found.defects] == [("bad_certificate", [3])]


def test_places_and_contacts_are_hashes_of_normal_forms() -> None:
    address, phone = "杭州市西湖区文三路 1 号", "138 1234 5670"

    place = run({"clean": "place", "from": "x"}, x=texts(address, "-"))
    shown = run({"clean": "place_text", "from": "x"}, x=texts(address))
    contact = run({"clean": "contact", "from": "x", "kind": "phone"}, x=texts(phone, "110"))
    masked = run({"clean": "contact_display", "from": "x", "kind": "phone"}, x=texts(phone))
    mail = run({"clean": "contact", "from": "x", "kind": "email"}, x=texts("A@Example.cn"))
    agent = run({"clean": "contact", "from": "x", "kind": "agent"}, x=texts("agent 7"))

    assert place.values.to_pylist() == [place_id(shown.values[0].as_py()), None]
    assert contact.values.to_pylist() == [contact_id("phone", "13812345670"), None]
    assert "2345" not in masked.values[0].as_py()
    assert mail.values.to_pylist() == [contact_id("email", "a@example.cn")]
    assert agent.values[0].as_py().startswith("C:")


def test_numbers_of_registers() -> None:
    registration = run({"clean": "registration_no", "from": "x"}, x=texts("3300001234567", "330000123456789"))
    organisation = run({"clean": "organisation_code", "from": "x"}, x=texts("00000000-0", "12345678-9"))

    assert registration.values.to_pylist()[0] == "3300001234567"
    assert registration.defects[0].mask.tolist() == [False, True]
    assert len(organisation.values) == 2


def test_a_fact_id_is_the_hash_of_its_parts() -> None:
    spec = {"clean": "hash", "parts": [{"text": "HOLDS"}, {"column": "x"}, {"field": "f"}]}

    found = run(spec, {"f": texts("b", None)}, x=texts("a", "a"))

    assert found.values.to_pylist() == [fact_id("HOLDS", "a", "b"), fact_id("HOLDS", "a", None)]
