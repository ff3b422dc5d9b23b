from pathlib import Path

import pytest

from graph.errors import SettingsError
from graph.settings import load_settings


def test_one_variable_chooses_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANLIAN_STORE", "neo4j")
    monkeypatch.setenv("GUANLIAN_NEO4J__URI", "neo4j+s://graph.example:7688")

    settings = load_settings()

    assert settings.store == "neo4j"
    assert settings.neo4j.uri == "neo4j+s://graph.example:7688"


def test_a_store_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANLIAN_STORE", "oracle")

    with pytest.raises(SettingsError, match="GUANLIAN_STORE"):
        load_settings()


@pytest.mark.parametrize(
    "uri", ["bolt://neo4j:secret@127.0.0.1:7687", "http://127.0.0.1:7474", "127.0.0.1:7687", "bolt://"]
)
def test_an_address_of_another_form_or_with_an_account_is_refused(
    uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUANLIAN_NEO4J__URI", uri)

    with pytest.raises(SettingsError, match="GUANLIAN_NEO4J__URI") as caught:
        load_settings()

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("name", ["TIMEOUT_S", "WRITE_TIMEOUT_S", "CONNECT_TIMEOUT_S"])
def test_no_time_limit_is_zero(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"GUANLIAN_NEO4J__{name}", "0")

    with pytest.raises(SettingsError, match=f"GUANLIAN_NEO4J__{name}"):
        load_settings()


def test_the_password_is_used_but_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANLIAN_NEO4J__PASSWORD", "open sesame")

    settings = load_settings()

    assert settings.neo4j.secret() == "open sesame"
    assert "sesame" not in repr(settings)
    assert "sesame" not in str(settings.shown())


def test_without_a_password_the_error_names_both_ways_to_give_it() -> None:
    with pytest.raises(SettingsError, match="GUANLIAN_NEO4J__PASSWORD, or GUANLIAN_NEO4J__PASSWORD_FILE"):
        load_settings().neo4j.secret()


@pytest.fixture
def password_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "password"
    path.write_text("from a file\n", encoding="utf-8")
    path.chmod(0o600)
    monkeypatch.setenv("GUANLIAN_NEO4J__PASSWORD_FILE", str(path))
    return path


@pytest.mark.usefixtures("password_file")
def test_the_password_may_lie_in_a_file() -> None:
    assert load_settings().neo4j.secret() == "from a file"


@pytest.mark.usefixtures("password_file")
def test_two_passwords_are_one_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANLIAN_NEO4J__PASSWORD", "another")

    with pytest.raises(SettingsError, match="got both"):
        load_settings().neo4j.secret()


def test_a_password_file_that_everybody_may_read_is_refused(password_file: Path) -> None:
    password_file.chmod(0o644)

    with pytest.raises(SettingsError, match="0600"):
        load_settings().neo4j.secret()


@pytest.mark.parametrize("content", ["", "\n", "first\nsecond\n"])
def test_a_password_file_holds_one_line(password_file: Path, content: str) -> None:
    password_file.write_text(content, encoding="utf-8")

    with pytest.raises(SettingsError, match="one line"):
        load_settings().neo4j.secret()


def test_a_missing_password_file_is_named(password_file: Path) -> None:
    password_file.unlink()

    with pytest.raises(SettingsError, match="password file password"):
        load_settings().neo4j.secret()


def test_the_variable_of_the_test_runs_is_no_typing_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANLIAN_REQUIRE_NEO4J", "1")

    assert load_settings().store == "embedded"
