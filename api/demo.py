"""The demo: a made-up province, delivered month by month, scored month by month.

``home/demo/demo.json`` says with which numbers the province was drawn. Every step is
skipped where its result exists, so a killed demo goes on where it stopped and a finished
one answers at once.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rich.console import RenderableType

from api import demo_model
from api.demo_model import DemoModel
from api.first_accounts import DemoAccount, demo_accounts
from api.output import cell
from api.progress import bars
from graph.errors import InputError

if TYPE_CHECKING:
    from api.workplace import Workplace
    from graph.ingest.deliveries import Delivery


class DemoPlan(BaseModel):
    """Numbers that draw the province of a demo; the same numbers draw the same bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    firms: int = Field(ge=1, le=5_000_000)
    months: int = Field(ge=1, le=12, description="Months to score")
    seed: int = Field(ge=0)
    until: date = Field(description="Last day of the last month")


class DemoSummary(BaseModel):
    """What a demo left in its home."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: str
    plan: DemoPlan
    months: tuple[str, ...]
    ran: bool = Field(description="False if everything was there already")
    model: DemoModel | None = Field(description="What came of training; null in a demo of before it trained")
    accounts: tuple[DemoAccount, ...] = Field(description="Who may sign in; kept in demo/accounts.json")


_HISTORY_MONTHS = 36
_PACK = "mrt"


def make_demo(place: Workplace, plan: DemoPlan) -> DemoSummary:
    """Draw, import and score what is not there yet.

    Raises
    ------
    InputError
        If the home holds another demo or other data, or the store that of another home.
    """
    folder = place.home / "demo"
    _claim(place, folder, plan)
    wanted = _months(plan)
    # A store that is not the one the months were made from (another kind, a new database) is filled too.
    missing = _imported(place, "*/report.json") - set(place.store.state().batches)
    ran = bool(missing) or not set(wanted) <= {info.month for info in place.months.list()}
    if ran:
        _run(place, _extracts(folder, plan), wanted, plan)
    _load_authorities(place, folder)
    accounts = tuple(demo_accounts(place.security, place.audit, folder))
    learned = demo_model.learned(folder)
    home = str(place.home)
    return DemoSummary(home=home, plan=plan, months=wanted, ran=ran, model=learned, accounts=accounts)


def _run(place: Workplace, deliveries: Sequence[Delivery], wanted: Collection[str], plan: DemoPlan) -> None:
    """Import each delivery and score its month; the one before the first month gives reference and model."""
    from api.deliveries import import_one
    from api.scoring_run import build_reference, list_references, run_one

    for delivery in deliveries:
        day = delivery.declaration.day
        import_one(place, delivery.folder, delivery.mapping, delivery.declaration)
        if f"{day:%Y-%m}" in wanted:
            run_one(place, month=f"{day:%Y-%m}", pack=_PACK)
        else:
            if not any(found.as_of == day for found in list_references(place).items):
                build_reference(place, _PACK, day)
            demo_model.learn(place, place.home / "demo", firms=plan.firms, pack=_PACK, day=day)


def _load_authorities(place: Workplace, folder: Path) -> None:
    """The province's own tree of authorities, as the file a region would deliver."""
    from api.security.authority_files import read_authorities, write_authorities
    from api.security.viewer import TERMINAL
    from graph.synthetic.truth import authorities_of

    before, file = place.authorities.last_load(), folder / "authorities.csv"
    if not file.exists():
        write_authorities(file, authorities_of(folder / "extracts" / "truth"))
    made = place.authorities.load(read_authorities(file), TERMINAL.account)
    if made != before:
        place.audit.record(TERMINAL, "authorities.loaded", subject=made.sha256)


def _months(plan: DemoPlan) -> tuple[str, ...]:
    last = plan.until.year * 12 + plan.until.month - 1
    numbers = range(last - plan.months + 1, last + 1)
    return tuple(f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers)


def _claim(place: Workplace, folder: Path, plan: DemoPlan) -> None:
    """Note the plan in the home, or check that it is the one noted."""
    path = folder / "demo.json"
    try:
        noted = DemoPlan.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        noted = None
    except ValidationError as error:
        raise InputError("demo: demo/demo.json in the home is damaged; choose another --home") from error
    if set(place.store.state().batches) - _imported(place):
        raise InputError(_foreign(place))
    if noted is None:
        if _imported(place):
            raise InputError("demo: expected an empty home, got one with data; choose another --home")
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_name("demo.json.partial")
        partial.write_text(json.dumps(plan.model_dump(mode="json")) + "\n", encoding="utf-8")
        os.replace(partial, path)
    elif noted != plan:
        raise InputError(
            f"demo: this home holds a demo of {noted.firms} firms, seed {noted.seed}, {noted.months} months "
            f"until {noted.until}; ask for the same or choose another --home"
        )


def _imported(place: Workplace, told_by: str = "*/") -> set[str]:
    """Batches of this home: begun, or with the report only those that are loaded."""
    return {
        path.relative_to(place.home / "imports").parts[0] for path in (place.home / "imports").glob(told_by)
    }


def _foreign(place: Workplace) -> str:
    if place.settings.store == "embedded":
        return "demo: expected an empty home, got one with data; choose another --home"
    return (
        f"demo: expected an empty database at {place.settings.neo4j.uri}, got one with data of another home; "
        "name that home, or an empty database with GUANLIAN_NEO4J__URI"
    )


def _extracts(folder: Path, plan: DemoPlan) -> list[Delivery]:
    """Registry extracts of the province, drawn once and renamed into place when whole."""
    from graph.ingest.deliveries import read_delivery
    from graph.synthetic.registry_province import generate_registry

    target = folder / "extracts"
    if not target.is_dir():
        partial = folder / "extracts.partial"
        shutil.rmtree(partial, ignore_errors=True)
        with bars("demo") as tell:
            tell("draw province", 0, 1)
            generate_registry(
                firms=plan.firms,
                months=_HISTORY_MONTHS,
                seed=plan.seed,
                folder=partial,
                until=plan.until,
                monthly=plan.months,
            )
            tell("draw province", 1, 1)
        os.rename(partial, target)
    return [read_delivery(path.parent) for path in sorted(target.glob("*/delivery.yaml"))]


def render(answer: DemoSummary, place: Workplace) -> Iterator[RenderableType]:
    """The published months and how to go on."""
    from api import month_reads, tables

    yield from tables.month_list(month_reads.months(place.months), place.say)
    if answer.model is not None:
        yield from demo_model.render(answer.model, place)
    server = place.settings.server
    yield cell("")
    yield cell(f"home    {answer.home}{'' if answer.ran else ' (nothing to do: scored before)'}")
    yield cell(f"serve   guanlian --home {answer.home} serve")
    yield cell(f"open    http://{server.host}:{server.port}")
    yield cell(f"or      guanlian --home {answer.home} clusters --risk-only")
    yield cell("")
    for one in answer.accounts:
        yield cell(f"sign in {one.line()}")
