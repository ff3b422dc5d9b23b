import stat
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from graph.errors import SettingsError
from graph.settings import Settings, load_settings, variable_names


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in variable_names():
        monkeypatch.delenv(name, raising=False)


def test_defaults_listen_on_loopback_and_store_files() -> None:
    settings = load_settings()

    assert settings.server.host == "127.0.0.1"
    assert settings.server.published_on_loopback is False
    assert settings.store == "embedded"


def test_a_variable_sets_a_nested_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANLIAN_SERVER__PORT", "8123")
    monkeypatch.setenv("GUANLIAN_HOME", "elsewhere")

    settings = load_settings()

    assert settings.server.port == 8123
    assert settings.home == Path("elsewhere")


@pytest.mark.parametrize(
    "name",
    [
        "GUANLIAN_SERVER__PROT",
        "GUANLIAN_PORT",
        "guanlian_server__prot",
        "GUANLIAN_SERVER",
        "GUANLIAN_STORE__KIND",
    ],
)
def test_an_unknown_variable_stops_the_start(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "1")

    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_the_error_names_the_nearest_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANLIAN_SERVER__PROT", "1")

    with pytest.raises(SettingsError, match="did you mean GUANLIAN_SERVER__PORT"):
        load_settings()


@pytest.mark.parametrize("port", ["0", "65536", "ten"])
def test_a_value_out_of_bounds_stops_the_start(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANLIAN_SERVER__PORT", port)

    with pytest.raises(SettingsError, match="GUANLIAN_SERVER__PORT"):
        load_settings()


def test_errors_and_listings_never_show_the_salt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANLIAN_IDENTITY__SALT", "short secret")
    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert "short secret" not in str(caught.value)

    monkeypatch.setenv("GUANLIAN_IDENTITY__SALT", "a secret that is long enough")
    settings = load_settings()

    assert "long enough" not in repr(settings)
    assert "long enough" not in str(settings.shown())
    assert settings.person_salt() == b"a secret that is long enough"


def test_settings_are_frozen() -> None:
    settings = load_settings()

    with pytest.raises(ValidationError, match="frozen"):
        settings.home = Path("other")


def test_first_use_makes_a_salt_that_only_the_owner_reads(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")

    first = settings.person_salt()

    path = tmp_path / "home" / "identity.salt"
    assert len(first) == 64
    assert settings.person_salt() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["identity.salt"]


def test_a_salt_that_others_may_read_is_refused(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.person_salt()
    (tmp_path / "identity.salt").chmod(0o644)

    with pytest.raises(SettingsError, match="0600"):
        settings.person_salt()


def test_an_empty_salt_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "identity.salt"
    path.touch(mode=0o600)

    with pytest.raises(SettingsError, match="empty"):
        Settings(home=tmp_path).person_salt()


def test_the_state_is_in_the_home_unless_a_url_is_set(tmp_path: Path) -> None:
    with_url = Settings.model_validate(
        {"home": tmp_path, "state": {"url": SecretStr("postgresql://db/guanlian")}}
    )

    assert Settings(home=tmp_path).state_place == tmp_path
    assert with_url.state_place == "postgresql://db/guanlian"
