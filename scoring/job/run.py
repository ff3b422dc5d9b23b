"""The monthly job: freeze, exclude, measure, score, cluster, compare, publish.

Every step is a pure function of its inputs; what is published is decided by the inputs
alone. A run that is killed goes on after its last whole step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import structlog

from graph.catalogue import catalogue_hash
from graph.disk import disk_full_as_error
from graph.errors import JobError
from graph.locks import held_alone
from graph.same_person.verdicts import PersonLinks
from graph.store.protocol import FactStore
from scoring.decisions import NO_DECISIONS, DecisionsInForce, DecisionSource
from scoring.job.frozen import FilingSource, Frozen, VersionedStore, freeze_step
from scoring.job.month_steps import make_contents
from scoring.job.order import MonthOrder
from scoring.job.previous import PreviousMonth
from scoring.job.publish import input_digest, publish
from scoring.job.reference import reference_for, reference_in_force
from scoring.job.stamps import stamp_newest
from scoring.job.steps import Rulebook
from scoring.job.workbench import Progress, Workbench, file_digest, silent
from scoring.month_folders import MonthFolder
from scoring.pack_check import refuse_unfit
from scoring.pack_model import Pack
from scoring.relation_choice import relation_of
from scoring.same_persons import PersonSource, links_of

_LOG = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedMonth:
    """A published revision; ``fresh`` is False if these inputs had been published before."""

    month: str
    revision: int
    digest: str
    path: Path
    fresh: bool


def run_month(
    *,
    home: Path,
    store: FactStore,
    filings: FilingSource,
    pack: Pack,
    month: str,
    known_by: date | None = None,
    preliminary: bool = False,
    corrections: Sequence[str] = (),
    decisions: DecisionSource | None = None,
    persons: PersonSource | None = None,
    salt_id: str | None = None,
    relation: Mapping[str, Any] | None = None,
    partition: Path | None = None,
    lay_out: bool = False,
    today: date | None = None,
    progress: Progress | None = None,
) -> PublishedMonth:
    """Make and publish one month.

    Parameters
    ----------
    home : Path
    store : FactStore
    filings : FilingSource
        ``FilingStore`` of the home.
    pack : Pack
    month : str
        YYYY-MM.
    known_by : date, optional
        The month's last day by default; later for a revision of a published month.
    preliminary : bool
        Needed to run before the month's last day.
    corrections : sequence of str
        Ids of facts learnt after the month's last day that count in a revision.
    decisions : DecisionSource, optional
        Those in force by ``known_by`` change classes; they are part of the inputs.
    persons : PersonSource, optional
        Verdicts on persons known by ``known_by`` join ids; they are part of the inputs.
    salt_id : str, optional
        Id of the salt that the store's persons were hashed with; part of the inputs.
    relation : mapping, optional
        ``relationship`` of a manifest: use what it used instead of what is approved now.
    partition : Path, optional
        Folder of a revision of this month whose clusters keep their members: what a revision of
        changed rows is compared with.
    lay_out : bool
        Lay out beside the month what its readers look up: names and lookups.
    today : date, optional
        Day of the run; only decides whether the month has ended.
    progress : Progress, optional
        Called with step, done, total.

    Returns
    -------
    PublishedMonth

    Raises
    ------
    InputError
        If the month or a day is wrong.
    PackError
        If no second person approved the pack or it is not in force on the month's last day.
    JobError
        If the month has not ended, or is published with other inputs and this is no
        revision; nothing is published then.
    StoreBusyError
        If another process makes this month.
    StoreError
        If a store that keeps stamps cannot be written; the month is published, run it again
        to stamp.
    """
    order = MonthOrder.checked(month, known_by, preliminary, corrections, today or date.today())
    refuse_unfit(pack, order.as_of)
    folder = MonthFolder(home, month)
    with disk_full_as_error(f"month {month}", home), _making(folder):
        bench = Workbench(folder.work, version("guanlian"), progress or silent)
        decided = NO_DECISIONS if decisions is None else decisions.in_force(order.known_by)
        links = links_of(persons, order.known_by, pack)
        told = {"salt": salt_id} if salt_id else {}
        revision, fresh = _made(
            *(folder, store, filings, pack, order, decided, links, told),
            *(relation, partition, lay_out, bench),
        )
        _keep_version(store, folder, revision)
        bench.clear()
    digest = folder.manifest(revision)["digest"]
    _LOG.info("job.published", month=month, revision=revision, digest=digest, fresh=fresh)
    stamp_newest(store, folder)
    return PublishedMonth(
        month=month, revision=revision, digest=digest, path=folder.revision_path(revision), fresh=fresh
    )


def _made(
    folder: MonthFolder,
    store: FactStore,
    filings: FilingSource,
    pack: Pack,
    order: MonthOrder,
    decisions: DecisionsInForce,
    persons: PersonLinks,
    told: dict[str, str],
    relation: Mapping[str, Any] | None,
    partition: Path | None,
    lay_out: bool,
    bench: Workbench,
) -> tuple[int, bool]:
    """Revision in force of these inputs, and whether this run made it."""
    filings = filings.at_version(filings.version())
    previous = PreviousMonth.of(folder.home, order.month)
    plain = _plain_inputs(order, filings.digest(order.known_by), pack, previous) | told
    plain |= {
        "decisions": decisions.digest,
        "persons": None if persons.empty else persons.digest,
    }
    _refuse_published(folder, order, plain)
    reference = reference_in_force(folder, pack) or reference_for(
        folder.home, store, filings, pack, order.as_of, bench.progress
    )
    rules = Rulebook(
        pack=pack,
        reference=reference,
        relation=relation_of(folder, pack, reference, order.as_of, relation),
        partition=partition,
    )
    frozen = freeze_step(
        bench,
        store,
        filings,
        as_of=order.as_of,
        known_by=order.known_by,
        corrections=order.corrections,
        pinned_by=f"months/{order.month}/run",
        persons=persons,
    )
    inputs = _inputs(order, frozen, rules, previous, version("guanlian")) | told | rules.choice.keys
    if decisions.rows:
        inputs["decisions"] = decisions.digest
    if not persons.empty:
        inputs["persons"] = persons.digest
    if partition is not None:
        inputs["partition"] = file_digest(partition / "members.arrow")
    done = _already(folder, inputs)
    if done is not None:
        if done > (folder.current() or 0):
            folder.swap_current(done)
        return done, False
    revision = _next_revision(folder, order)
    contents = make_contents(
        *(bench, frozen, filings, rules, previous),
        decisions=decisions,
        order=order,
        inputs=inputs,
        revision=revision,
        lay_out=folder.home if lay_out else None,
    )
    publish(folder, revision, contents, bench)
    return revision, True


@contextmanager
def _making(folder: MonthFolder) -> Iterator[None]:
    """Only one process makes a month; readers are never kept out."""
    folder.path.mkdir(parents=True, exist_ok=True)
    busy = f"another process makes month {folder.month}: wait until it is done and run again"
    with held_alone(folder.path / "LOCK", busy):
        yield


def _refuse_published(folder: MonthFolder, order: MonthOrder, plain: dict[str, Any]) -> None:
    """Refuse, before anything is frozen, what neither is published already nor may be a revision.

    Raises
    ------
    JobError
    """
    current = folder.current()
    if current is None:
        return
    manifests = [folder.manifest(number) for number in reversed(folder.revisions())]
    if any("delta" not in one and not _others(one["inputs"], plain) for one in manifests):
        return
    _refuse_other_inputs(folder, order, current, _others(folder.manifest(current)["inputs"], plain))


def _others(inputs: dict[str, Any], plain: dict[str, Any]) -> list[str]:
    """Names of the inputs that differ, as far as they are known before a freeze."""
    return sorted(name for name, value in plain.items() if inputs.get(name) != value)


def _refuse_other_inputs(folder: MonthFolder, order: MonthOrder, current: int, others: list[str]) -> None:
    """Refuse other inputs for a published month, unless they are those of a later revision."""
    manifest = folder.manifest(current)
    later = order.known_by > date.fromisoformat(manifest["known_by"])
    if not manifest["preliminary"] and not later:
        which = f" ({', '.join(others)})" if others else ""
        raise JobError(
            f"month {order.month} r{current:03d} is published with other inputs{which}, known by "
            f"{manifest['known_by']}: give a later known_by to publish a revision"
        )


def _plain_inputs(
    order: MonthOrder, filings: str, pack: Pack, previous: PreviousMonth | None
) -> dict[str, Any]:
    """Inputs that are known before anything is frozen."""
    return {
        "month": order.month,
        "as_of": order.as_of.isoformat(),
        "known_by": order.known_by.isoformat(),
        "preliminary": order.preliminary,
        "corrections": list(order.corrections),
        "filings": filings,
        "pack": pack.hash,
        "catalogue": catalogue_hash(),
        "previous": None if previous is None else previous.reference.digest,
        "code": version("guanlian"),
    }


def _inputs(
    order: MonthOrder, frozen: Frozen, rules: Rulebook, previous: PreviousMonth | None, code: str
) -> dict[str, Any]:
    return {
        **_plain_inputs(order, frozen.filings_digest, rules.pack, previous),
        "snapshot": frozen.step.digest,
        "reference": rules.reference.hash,
        "code": code,
    }


def _already(folder: MonthFolder, inputs: dict[str, Any]) -> int | None:
    """Newest revision on disk that was made from these inputs."""
    wanted = input_digest(inputs)
    for number in reversed(folder.revisions()):
        if folder.manifest(number)["input_digest"] == wanted:
            return number
    return None


def _next_revision(folder: MonthFolder, order: MonthOrder) -> int:
    """Number of the revision to make; one that was placed but never named is taken away."""
    current = folder.current() or 0
    for number in folder.revisions():
        if number > current:
            folder.discard(folder.revision_path(number))
    if current:
        _refuse_other_inputs(folder, order, current, [])
    return current + 1


def _keep_version(store: FactStore, folder: MonthFolder, revision: int) -> None:
    """Pin the published month's store version; release the run's own pin."""
    if isinstance(store, VersionedStore):
        name = folder.manifest(revision)["store_version"]
        run = f"months/{folder.month}/run"
        if name == store.current_version():
            store.pin(name, f"months/{folder.month}/r{revision:03d}")
        store.unpin(run)
