"""What a command works on: settings and the objects opened from them, each when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import SettingsError

if TYPE_CHECKING:
    from api.readers import Readers, Reading
    from api.security.audit import Audit
    from api.security.authority_book import AuthorityBook
    from api.security.core import Security
    from api.stores import HomeStore
    from graph.filings import FilingStore
    from graph.same_person.book import PersonBook
    from graph.settings import Settings
    from graph.vault import NameVault
    from scoring.decision_book import DecisionBook
    from scoring.results import Months
    from scoring.results_types import Label


class LazyNames:
    """Masked names of persons; the vault is opened when the first person is asked for.

    Parameters
    ----------
    open_vault : callable
        Opens the vault.
    """

    def __init__(self, open_vault: Callable[[], NameVault]) -> None:
        self._open = open_vault

    def masked(self, person_ids: Sequence[str], /) -> Mapping[str, str]:
        """Masked name of every id."""
        return self._open().masked(person_ids) if person_ids else {}


class Workplace:
    """Settings in force and the stores of one home.

    Parameters
    ----------
    home : Path, optional
        Home folder given on the command line; it wins over GUANLIAN_HOME.
    english : bool
        Labels in English instead of Chinese.
    """

    def __init__(self, home: Path | None = None, *, english: bool = False) -> None:
        self._given = home
        self.english = english

    @cached_property
    def settings(self) -> Settings:
        """Settings from the environment, checked; from then on the logs go where they say.

        A command shows tables and bars, so it logs warnings unless a level is set.
        """
        from graph.logs import configure
        from graph.settings import load_settings

        loaded = load_settings() if self._given is None else load_settings(home=self._given)
        chosen = "level" in loaded.logging.model_fields_set
        configure(form=loaded.logging.form, level=loaded.logging.level if chosen else "warning")
        return loaded

    @property
    def home(self) -> Path:
        """Home folder in force."""
        return self.settings.home

    @cached_property
    def store(self) -> HomeStore:
        """Fact store that the settings choose."""
        from api.stores import open_store

        return open_store(self.settings)

    @cached_property
    def filings(self) -> FilingStore:
        """Filings of the home."""
        from graph.filings import FilingStore

        return FilingStore(self.home)

    @cached_property
    def months(self) -> Months:
        """Published months of the home."""
        from scoring.results import Months

        return Months(self.home)

    @cached_property
    def vault(self) -> NameVault:
        """Vault of person names; opening it makes the home."""
        from graph.vault import NameVault

        return NameVault(self.settings.state_place)

    @cached_property
    def decisions(self) -> DecisionBook:
        """Book of decisions; opening it makes the home."""
        from scoring.decision_book import DecisionBook

        return DecisionBook(self.settings.state_place, lowering=self.settings.decisions.lowering)

    @cached_property
    def persons(self) -> PersonBook:
        """Book of persons who may be one; opening it makes the home."""
        from graph.same_person.book import PersonBook

        return PersonBook(self.settings.state_place)

    @cached_property
    def audit(self) -> Audit:
        """Audit of the home; opening it makes the home."""
        from api.security.alarms import AlarmBook
        from api.security.audit import Audit
        from graph.state import open_state

        engine = open_state(self.settings.state_place)
        return Audit(engine, self.home, watch=AlarmBook(engine))

    @cached_property
    def authorities(self) -> AuthorityBook:
        """Trees of supervising authorities; opening them makes the home."""
        from api.security.authority_book import AuthorityBook

        return AuthorityBook(self.settings.state_place)

    @cached_property
    def security(self) -> Security:
        """Accounts, sessions and keys; opening them makes the home."""
        from api.security.core import open_security
        from graph.state import open_state

        chosen = self.settings.security
        if self.settings.server.certificate is not None:
            chosen = chosen.model_copy(update={"https": True})
        return open_security(open_state(self.settings.state_place), chosen, home=self.home)

    @property
    def loaded_salt(self) -> str | None:
        """Id of the salt that the persons of the store were hashed with, None before any."""
        from graph.ingest.salts import loaded_salt

        return loaded_salt(self.home / "imports", self.store.state().batches)

    @property
    def readers(self) -> Readers:
        """What reads are made from.

        Raises
        ------
        SettingsError
            If there is no home; a read never makes one.
        """
        from api.readers import Readers

        if not self.home.is_dir():
            raise SettingsError(
                f"home: expected a folder, got {self.home}, which is none; "
                "run guanlian demo or guanlian import first, or say --home"
            )
        return Readers(months=self.months, store=self.store, vault=LazyNames(lambda: self.vault))

    def reading(self, month: str | None, revision: int | None, cursor: str | None = None) -> Reading:
        """Reading of a month; with a cursor, of the month and revision it was made in."""
        from api.readers import Reading

        return Reading.open(self.readers, month, revision, cursor)

    def close(self) -> None:
        """Let the store go; used again, it opens again."""
        opened: HomeStore | None = self.__dict__.get("store")
        if opened is not None:
            opened.release()

    def say(self, label: Label) -> str:
        """Label in the language of this run."""
        return label.en if self.english else label.zh
