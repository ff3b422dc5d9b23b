"""Settings of the process: where things are, how it listens, what it keeps secret.

What the business decides is not here but in YAML in the packages. Only the composition
roots read this; lower layers are given values.
"""

from __future__ import annotations

import difflib
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.errors import SettingsError

PREFIX = "GUANLIAN_"
NO_SETTINGS = frozenset(("GUANLIAN_REQUIRE_NEO4J",))
"""Variables of our name that are no settings: with this one a test run fails for want of a server."""
_DELIMITER = "__"
_SALT_BYTES = 32
# Address without an account: what stands in a URI is shown by the settings.
_NEO4J_URI = r"^(bolt|neo4j)(\+s|\+ssc)?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?$"


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Neo4jSettings(_Group):
    """Where Neo4j answers, for a site whose fact store it is (``GUANLIAN_STORE=neo4j``).

    The password is given itself or as a file that holds it. ``timeout_s`` bounds one read and
    ``write_timeout_s`` one write transaction on the server, ``connect_timeout_s`` the making of a
    connection, ``retry_s`` how long the driver repeats what it calls retryable.
    """

    uri: str = Field(default="bolt://127.0.0.1:7687", pattern=_NEO4J_URI)
    user: str = Field(default="neo4j", min_length=1)
    password: SecretStr | None = Field(default=None, min_length=1)
    password_file: Path | None = None
    database: str = Field(default="neo4j", min_length=1, max_length=63)
    timeout_s: float = Field(default=30.0, ge=1, le=3_600)
    write_timeout_s: float = Field(default=600.0, ge=1, le=86_400)
    connect_timeout_s: float = Field(default=5.0, ge=0.1, le=300)
    retry_s: float = Field(default=15.0, ge=0, le=600)

    def secret(self) -> str:
        """Password in force.

        Raises
        ------
        SettingsError
            If there is none, if it is given twice, or if everybody may read its file.
        """
        if self.password is not None and self.password_file is not None:
            raise SettingsError(
                "Neo4j password: expected GUANLIAN_NEO4J__PASSWORD or GUANLIAN_NEO4J__PASSWORD_FILE, "
                "got both; unset one"
            )
        if self.password is not None:
            return self.password.get_secret_value()
        if self.password_file is None:
            raise SettingsError(
                "Neo4j password: expected one, got none; set GUANLIAN_NEO4J__PASSWORD, or "
                "GUANLIAN_NEO4J__PASSWORD_FILE to the file that holds it"
            )
        return _secret_of(self.password_file)


class StateSettings(_Group):
    """Database of row-wise state; without a URL it is ``state.db`` in the home."""

    url: SecretStr | None = None


class ServerSettings(_Group):
    """Where the HTTP server listens.

    ``published_on_loopback`` says that this process runs in a container whose port is
    published on 127.0.0.1 only. ``proxy`` is the address of a reverse proxy that readers come
    through by https; its word on their addresses is taken. ``names`` are the host names readers
    use, beside those of loopback. ``kept_memory`` is the share of the free memory that the pages of
    the latest month may fill; while they are read after a start the service says not ready, for
    ``warm_s`` at most.
    """

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    published_on_loopback: bool = False
    certificate: Path | None = None
    key: Path | None = None
    proxy: str | None = Field(default=None, min_length=1)
    names: tuple[str, ...] = ()
    kept_memory: float = Field(default=0.5, ge=0, le=0.9)
    warm_s: float = Field(default=60.0, ge=0, le=600)


class OidcSettings(_Group):
    """Single sign-on of the site (OpenID Connect, code flow with PKCE); off without an issuer.

    ``claim`` is the claim of the identity token that names the person at the issuer.
    """

    issuer: str | None = Field(default=None, pattern=r"^https?://[^\s?#]+$")
    client_id: str = ""
    client_secret: SecretStr | None = None
    client_secret_file: Path | None = None
    redirect_url: str = "http://127.0.0.1:8000/api/v1/session/oidc/callback"
    claim: str = Field(default="sub", min_length=1, max_length=64)
    timeout_s: float = Field(default=5.0, ge=0.5, le=60)

    def secret(self) -> str:
        """Client secret in force; empty for a public client.

        Raises
        ------
        SettingsError
            If everybody may read its file.
        """
        if self.client_secret is not None:
            return self.client_secret.get_secret_value()
        return "" if self.client_secret_file is None else _secret_of(self.client_secret_file)


class SecuritySettings(_Group):
    """Sign-in: how long sessions and passwords live, when accounts lock, what one caller may send.

    ``https`` says that readers reach the service by https: cookies are marked so, and the server
    may listen on an address other than loopback. Two factors are asked for where an account has set
    up the second; ``two_person_reveal`` asks for a second person before a name is shown.
    ``sealing_key_file`` holds the key of what the state keeps sealed; without it ``sealing.key`` of
    the home, made at the first start.
    """

    idle_minutes: int = Field(default=20, ge=1, le=480)
    absolute_hours: int = Field(default=10, ge=1, le=72)
    lockout_failures: int = Field(default=5, ge=1, le=20)
    lockout_minutes: int = Field(default=15, ge=1, le=1_440)
    password_days: int = Field(default=90, ge=1, le=3_650)
    key_claim_days: int = Field(default=7, ge=1, le=90)
    sealing_key_file: Path | None = None
    two_person_reveal: bool = False
    rate_per_minute: int = Field(default=1_200, ge=1, le=10_000_000)
    sign_ins_per_minute: int = Field(default=60, ge=1, le=10_000_000)
    body_bytes: int = Field(default=2_097_152, ge=1_024, le=104_857_600)
    body_seconds: float = Field(default=15.0, gt=0, le=600)
    https: bool = False
    oidc: OidcSettings = OidcSettings()


class LoggingSettings(_Group):
    """Form and depth of the log on stderr."""

    form: Literal["console", "json"] = "console"
    level: Literal["debug", "info", "warning", "error"] = "info"


class IdentitySettings(_Group):
    """Salt of person ids: the secret itself, or the file that holds it.

    Another salt makes other person ids: keep it as long as the home.
    """

    salt: SecretStr | None = Field(default=None, min_length=16)
    salt_file: Path | None = None


class LimitSettings(_Group):
    """Largest answers of interactive reads."""

    ego_cap: int = Field(default=300, ge=1, le=5_000)
    ego_hops: int = Field(default=3, ge=1, le=6)
    path_hops: int = Field(default=6, ge=1, le=12)
    paths: int = Field(default=20, ge=1, le=200)
    page_rows: int = Field(default=200, ge=1, le=2_000)
    time_budget_s: float = Field(default=10.0, ge=0.1, le=600)


class WebhookSettings(_Group):
    """Where notices to other systems may go; without hosts the product calls nowhere.

    ``hosts`` are names, with a port where it is not 443. A notice that is refused ``most_failures``
    times in a row pauses its webhook.
    """

    hosts: tuple[str, ...] = ()
    timeout_s: float = Field(default=10.0, ge=0.5, le=120)
    events: int = Field(default=100, ge=1, le=1_000)
    most_failures: int = Field(default=12, ge=1, le=100)


class DecisionSettings(_Group):
    """What decisions on single enterprises may do; lowering a class needs a rule of the region."""

    lowering: bool = False


class ExportSettings(_Group):
    """Exports: threads that make them, days a file is kept, most rows and nodes, most per account.

    ``waiting`` and ``kept`` bound one account, ``waiting_of_all`` all together; no thread means
    that another process makes the files.
    """

    threads: int = Field(default=1, ge=0, le=4)
    days: int = Field(default=7, ge=1, le=366)
    rows: int = Field(default=100_000, ge=1, le=1_000_000)
    nodes: int = Field(default=2_000, ge=1, le=10_000)
    waiting: int = Field(default=5, ge=1, le=1_000)
    waiting_of_all: int = Field(default=100, ge=1, le=10_000)
    kept: int = Field(default=100, ge=1, le=10_000)


class Settings(BaseSettings):
    """All settings; each is an environment variable such as ``GUANLIAN_SERVER__PORT``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=_DELIMITER,
        env_parse_none_str="null",
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
    )

    home: Path = Path("guanlian-home")
    store: Literal["embedded", "neo4j"] = "embedded"
    neo4j: Neo4jSettings = Neo4jSettings()
    state: StateSettings = StateSettings()
    server: ServerSettings = ServerSettings()
    logging: LoggingSettings = LoggingSettings()
    identity: IdentitySettings = IdentitySettings()
    limits: LimitSettings = LimitSettings()
    decisions: DecisionSettings = DecisionSettings()
    webhooks: WebhookSettings = WebhookSettings()
    security: SecuritySettings = SecuritySettings()
    exports: ExportSettings = ExportSettings()

    @property
    def state_place(self) -> Path | str:
        """What ``graph.state.open_state`` takes: the URL if one is set, else the home."""
        return self.home if self.state.url is None else self.state.url.get_secret_value()

    def person_salt(self) -> bytes:
        """Salt of person ids; on first use a file of mode 0600 with a random one is made in the home.

        Raises
        ------
        SettingsError
            If the file is empty, or others than its owner may read it.
        """
        if self.identity.salt is not None:
            return self.identity.salt.get_secret_value().encode()
        path = self.identity.salt_file or self.home / "identity.salt"
        if not path.exists():
            _create_salt(path)
        if path.stat().st_mode & 0o077:
            raise SettingsError(
                f"salt file {path.name}: expected mode 0600, others may read it; chmod 600 it"
            )
        salt = path.read_bytes().strip()
        if not salt:
            raise SettingsError(f"salt file {path.name} is empty: restore it, person ids depend on it")
        return salt

    def shown(self) -> dict[str, Any]:
        """Settings in force as plain values, secrets masked."""
        return self.model_dump(mode="json")


def _secret_of(path: Path) -> str:
    """First line of a file that holds a secret."""
    try:
        readable, text = path.stat().st_mode & 0o007, path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"password file {path.name}: expected a readable text file; name another"
        ) from error
    if readable:
        raise SettingsError(
            f"password file {path.name}: expected mode 0600, everybody may read it; chmod 600 it"
        )
    secret = text.strip()
    if not secret or "\n" in secret:
        raise SettingsError(
            f"password file {path.name}: expected one line, got none or several; write it again"
        )
    return secret


def _create_salt(path: Path) -> None:
    """Write a new salt beside the path and link it there, so that of two processes one wins whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(_SALT_BYTES).encode())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(partial, path)
    except FileExistsError:
        # Another process was first; its salt is the one in force.
        return
    finally:
        partial.unlink()


def variable_names() -> tuple[str, ...]:
    """Names of all environment variables that are settings, sorted."""
    return tuple(sorted(_names(Settings, PREFIX)))


def _names(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, declared in model.model_fields.items():
        kind = declared.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _names(kind, prefix + name.upper() + _DELIMITER)
        else:
            yield prefix + name.upper()


def refuse_unknown(environment: Mapping[str, str]) -> None:
    """Stop on a ``GUANLIAN_*`` variable that is no setting: a typing error must not be silent.

    Raises
    ------
    SettingsError
        With the nearest known name.
    """
    known = variable_names()
    for name in sorted(environment):
        if name.upper().startswith(PREFIX) and name.upper() not in (*known, *NO_SETTINGS):
            near = difflib.get_close_matches(name.upper(), known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
            raise SettingsError(f"environment variable {name} is no setting: {hint}", variable=name)


def load_settings(**given: Any) -> Settings:
    """Settings from the environment; keyword arguments win over it.

    Raises
    ------
    SettingsError
        If a variable is unknown or a value is out of bounds.
    """
    refuse_unknown(os.environ)
    try:
        return Settings(**given)
    except ValidationError as error:
        lines = "; ".join(
            f"{PREFIX}{_DELIMITER.join(str(part).upper() for part in detail['loc'])}: {detail['msg']}"
            for detail in error.errors(include_input=False, include_url=False)
        )
        raise SettingsError(f"settings are not usable: {lines}") from None
