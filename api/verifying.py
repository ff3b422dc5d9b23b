"""Are the stored bytes those that were written, and does a month come out the same again."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pydantic import BaseModel, ConfigDict
from rich.console import RenderableType

from api.output import table
from api.progress import bars
from api.stores import UnpinnedStore
from api.words import WORDS, Say, heads, line
from graph.arrays import Frame
from graph.errors import GuanlianError, IntegrityError
from graph.store.protocol import FactStore
from scoring.job.run import run_month
from scoring.job.workbench import file_digests
from scoring.month_filings import filings_of
from scoring.month_folders import OUTSIDE_DIGEST, MonthFolder, canonical_json, months_of
from scoring.results import Month, Months
from scoring.results_rows import text_at
from scoring.same_months import differences

if TYPE_CHECKING:
    from api.workplace import Workplace

_NOT_DIGESTED = frozenset(("manifest.json", "run.json"))
_OUTSIDE = ("digest", *OUTSIDE_DIGEST)


class Check(BaseModel):
    """One thing that was checked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str
    good: bool
    found: str


class Verification(BaseModel):
    """All checks of a home."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    checks: tuple[Check, ...]

    @property
    def good(self) -> bool:
        """Whether nothing was found wrong."""
        return all(check.good for check in self.checks)


def verify(place: Workplace, month: str | None, *, full: bool) -> Verification:
    """Check store, filings and published months; with ``full`` compute one month again.

    Parameters
    ----------
    place : Workplace
    month : str, optional
        Only this month; for ``full`` without it the latest.
    full : bool
        Score the month again from the store and compare digests.
    """
    checks = [_check("store", lambda: _store(place)), _check("filings", lambda: _filings(place))]
    for name in months_of(place.home) if month is None else [place.months.open(month).info.month]:
        folder = MonthFolder(place.home, name)
        for revision in folder.published():
            checks.append(_check(f"month {name} r{revision:03d}", partial(_files, folder, revision)))
    if full:
        opened = place.months.open(month)
        checks.append(_check(f"month {opened.info.month} computed again", lambda: _again(place, opened)))
    return Verification(checks=tuple(checks))


def render(answer: Verification, say: Say) -> Iterator[RenderableType]:
    """Table of checks."""
    yield table(
        line(say, "verified" if answer.good else "damaged"),
        heads(say, "check", "good", "found"),
        ((check.what, say(WORDS["yes" if check.good else "no"]), check.found) for check in answer.checks),
    )


def _check(what: str, look: Callable[[], str]) -> Check:
    try:
        return Check(what=what, good=True, found=look())
    except GuanlianError as error:
        return Check(what=what, good=False, found=error.message)


def _store(place: Workplace) -> str:
    place.store.verify()
    version = place.store.current_version()
    return "empty" if version is None else f"version {version}"


def _filings(place: Workplace) -> str:
    place.filings.verify()
    rows = sum(place.filings.rows().values())
    return f"{rows} rows" if rows else "empty"


def _files(folder: MonthFolder, revision: int) -> str:
    """Compare every file of a revision with its manifest, and the manifest with its digest."""
    manifest = folder.manifest(revision)
    found = {
        name: digest
        for name, digest in file_digests(folder.revision_path(revision)).items()
        if name not in _NOT_DIGESTED
    }
    listed: dict[str, str] = manifest["files"]
    wrong = sorted(name for name in {*listed, *found} if listed.get(name) != found.get(name))
    if wrong:
        raise IntegrityError(f"{len(wrong)} file(s) differ from the manifest, first {wrong[0]}; restore them")
    content = {name: value for name, value in manifest.items() if name not in _OUTSIDE}
    digest = hashlib.sha256(canonical_json(content).encode()).hexdigest()
    if digest != manifest["digest"]:
        raise IntegrityError(f"manifest: expected digest {manifest['digest'][:12]}, got {digest[:12]}")
    return f"digest {digest[:12]}, {len(found)} files"


def _again(place: Workplace, opened: Month) -> str:
    """Score a month again in a folder of its own that only sees what the first run saw."""
    info = opened.info
    with tempfile.TemporaryDirectory(dir=place.home, prefix=".verify-") as scratch, bars("again") as tell:
        home = Path(scratch)
        for folder in ("reference", "months"):
            (home / folder).mkdir()
        os.symlink(
            (place.home / "reference" / info.reference).absolute(), home / "reference" / info.reference
        )
        if (place.home / "models").is_dir():
            os.symlink((place.home / "models").absolute(), home / "models")
        for name in months_of(place.home):
            if name < info.month:
                os.symlink((place.home / "months" / name).absolute(), home / "months" / name)
        run_month(
            home=home,
            # A run needs of a store what this one has: it freezes and names its version.
            store=cast(FactStore, UnpinnedStore(place.store, info.store_version)),
            filings=filings_of(place.filings, opened.manifest),
            pack=opened.pack,
            month=info.month,
            known_by=info.known_by,
            preliminary=info.preliminary,
            corrections=opened.manifest["inputs"]["corrections"],
            decisions=place.decisions,
            persons=place.persons,
            salt_id=place.loaded_salt,
            relation=opened.relation,
            partition=opened.path if opened.manifest.get("delta", {}).get("partition") else None,
            progress=tell,
        )
        made = Months(home).open(info.month)
        if "delta" in opened.manifest:
            return _same_rows(opened, made)
        again = made.info.digest
    if again != info.digest:
        raise IntegrityError(f"expected digest {info.digest[:12]}, got {again[:12]} from the same store")
    return f"same digest {again[:12]}"


def _same_rows(opened: Month, made: Month) -> str:
    """Compare a revision of changed rows with a full run: every row, and receipts of the touched."""
    touched = Frame.read(opened.path / "touched.arrow").numbers("enterprise").tolist()
    ids = [str(text_at(opened.scores, "enterprise_id", row)) for row in touched]
    wrong = list(differences(opened, made, ids))
    if wrong:
        raise IntegrityError(
            f"r{opened.info.revision:03d}: expected the rows of a full run, got others in "
            f"{', '.join(wrong[:5])}; make the month again with a later known_by"
        )
    return f"every row and {len(ids)} receipts as in a full run"
