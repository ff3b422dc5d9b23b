import pyarrow as pa
import pytest

from graph.masking import mask_citizen_id, mask_emails, mask_name, mask_phone, mask_phones


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("欧阳某某", "欧*"),
        ("阿某·某某", "阿*"),
        ("张", "*"),
        ("", "*"),
        (None, "*"),
        (" 李四 ", "李*"),
    ],
)
def test_a_name_shows_its_first_character_and_never_its_length(name: str | None, masked: str) -> None:
    assert mask_name(name) == masked


def test_a_citizen_id_shows_region_and_end() -> None:
    assert mask_citizen_id("990000199001010023") == "990000********0023"
    assert mask_citizen_id("990000900101002") == "990000******002"
    assert mask_citizen_id("E12345678") == "E******"
    assert mask_citizen_id(None) == "*"


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13912348666", "139****8666"),
        ("0571-88001234", "0571-****1234"),
        ("0571-88001234X12", "0571-****1234"),
        ("4001234560", "400****4560"),
        ("8800", "****"),
        (None, "****"),
    ],
)
def test_a_phone_shows_its_start_and_its_end(phone: str | None, masked: str) -> None:
    assert mask_phone(phone) == masked
    assert mask_phones(pa.array([phone], pa.large_string())).to_pylist() == [masked]


def test_an_email_shows_its_first_character_and_its_domain() -> None:
    column = pa.array(["office@example.org", "x", None], pa.large_string())

    assert mask_emails(column).to_pylist() == ["o***@example.org", "****", "****"]
