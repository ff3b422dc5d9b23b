import hashlib

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InputError
from graph.identity import (
    RegistrationNumber,
    alias_candidate,
    contact_id,
    contact_ids,
    fact_id,
    fact_ids,
    internal_id,
    is_placeholder,
    named_person_id,
    normalise_code,
    normalise_codes,
    normalise_uscc,
    person_id,
    person_ids,
    place_id,
    place_ids,
    placeholder_mask,
    registration_no_form,
    source_person_id,
    valid_uscc,
)

SALT = b"salt of the tests"
USCC = "91000000MA0000002W"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def test_fact_id_is_the_documented_hash() -> None:
    expected = hashlib.sha256(b"HOLDS\x1fa\x1f").hexdigest()[:24]

    assert fact_id("HOLDS", "a", None) == expected


def test_fact_id_keeps_parts_apart() -> None:
    assert fact_id("ab", "c") != fact_id("a", "bc")


@given(st.lists(st.tuples(st.none() | texts, st.none() | texts), max_size=8))
def test_fact_ids_of_columns_equal_fact_id_of_each_row(rows: list[tuple[str | None, str | None]]) -> None:
    left = pa.array([row[0] for row in rows], pa.large_string())
    right = pa.array([row[1] for row in rows], pa.large_string())

    found = fact_ids("kind", left, right)

    assert found.to_pylist() == [fact_id("kind", *row) for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        " ",
        "　",
        "-",
        "--",
        "——",
        "/",
        "无",
        "暂无",
        "0",
        "0" * 15,
        "0" * 18,
        "null",
        "ＮＵＬＬ",
        "N/A",
        "X" * 18,
    ],
)
def test_blank_and_placeholder_ids_never_join(text: str | None) -> None:
    assert is_placeholder(text)
    assert normalise_code(text) is None
    assert person_id(text, SALT) is None


@pytest.mark.parametrize("text", ["1", "42", "10", "MA00000020", "R:330203:0"])
def test_short_keys_are_no_placeholders(text: str) -> None:
    assert not is_placeholder(text)


def test_full_width_spaces_and_lower_case_are_one_code() -> None:
    spellings = [USCC, USCC.lower(), " ".join(USCC), "　" + USCC + "\ufeff", "９１" + USCC[2:]]

    assert {normalise_uscc(spelling) for spelling in spellings} == {USCC}
    assert all(valid_uscc(spelling) for spelling in spellings)


@given(texts)
def test_code_normaliser_is_idempotent(text: str) -> None:
    once = normalise_code(text)

    assert once is None or normalise_code(once) == once


def test_mask_and_scalar_agree_on_placeholders() -> None:
    column = pa.array(["无", None, USCC, ""], pa.large_string())

    assert placeholder_mask(column).tolist() == [True, True, False, True]
    assert normalise_codes(column).to_pylist() == [None, None, USCC, None]


def test_person_id_hides_the_certificate_and_depends_on_the_salt() -> None:
    one = person_id("000000199001010017", SALT)
    other = person_id("000000199001010017", b"another salt")

    assert one is not None
    assert one.startswith("P:")
    assert len(one) == 26
    assert one != other


def test_old_and_new_form_of_a_citizen_id_are_one_person() -> None:
    new = "110000199001010013"
    old = "110000900101001"

    assert person_id(old, SALT) == person_id(new, SALT)


def test_person_ids_keep_placeholders_null_in_place() -> None:
    column = pa.array(["A1234567", "无", None, "a1234567"], pa.large_string())

    found = person_ids(column, SALT).to_pylist()

    assert found[1] is None
    assert found[2] is None
    assert found[0] == found[3] == person_id("A1234567", SALT)


def test_person_id_needs_a_salt() -> None:
    with pytest.raises(InputError, match="salt"):
        person_id("A1234567", b"")


def test_one_name_in_two_enterprises_is_two_persons() -> None:
    assert named_person_id("R:1:a", "王某", SALT) != named_person_id("R:1:b", "王某", SALT)
    assert named_person_id("R:1:a", "王 某", SALT) == named_person_id("R:1:a", "王某", SALT)


def test_place_and_contact_ids_of_columns_equal_the_scalar_ones() -> None:
    column = pa.array(["某路1号", None], pa.large_string())

    assert place_ids(column).to_pylist() == [place_id("某路1号"), None]
    assert contact_ids("phone", column).to_pylist() == [contact_id("phone", "某路1号"), None]


def test_one_value_of_two_contact_kinds_is_two_contacts() -> None:
    assert contact_id("phone", "x") != contact_id("email", "x")


def test_ids_of_a_source_key_name_their_source() -> None:
    assert internal_id("330203", "7") == "R:330203:7"
    assert source_person_id("gongshang", "7") == "P:gongshang:7"


def test_aliases_are_looked_up_by_scheme() -> None:
    assert alias_candidate("uscc", USCC) == USCC
    assert alias_candidate("internal", "7", "330203") == "R:330203:7"
    assert alias_candidate("registration_no", "7") == "registration_no:7"


def test_thirteen_digits_are_an_old_registration_number() -> None:
    assert registration_no_form("1100001234567") is RegistrationNumber.OLD
    assert registration_no_form("110000123456") is RegistrationNumber.INVALID
