"""Serving a home: binding, the accounts of a first start, the application, the jobs beside it."""

from __future__ import annotations

import gc

import typer

from api.app import create_app
from api.first_accounts import first_administrators, kept_demo_accounts
from api.security.errors import SealingKeyError
from api.security.one_server import one_server
from api.security.second_factor import ready_to_seal
from api.server import check_address, encryption, listen, run
from api.warming import Warming
from api.workplace import Workplace
from graph.logs import configure
from graph.state import STATE_FILE


def serve(place: Workplace, host: str | None = None, port: int | None = None, *, told: bool = False) -> None:
    """Serve the published months until interrupted.

    Parameters
    ----------
    told : bool
        Whether the accounts of a demo were printed just before.

    Raises
    ------
    SettingsError
        If the address is not loopback, or cannot be bound.
    StoreBusyError
        If another process serves this home or this state.
    """
    settings, server = place.settings, place.settings.server
    configure(form=settings.logging.form, level=settings.logging.level)
    chosen = host or server.host
    encrypted = encryption(settings)
    proxied = server.proxy is not None and settings.security.https
    check_address(
        chosen,
        published_on_loopback=server.published_on_loopback,
        encrypted=encrypted is not None or proxied,
    )
    readers = place.readers
    alone = one_server(place.home, place.security.engine)
    with alone, listen(chosen, server.port if port is None else port) as bound:
        shown = f"[{chosen}]" if ":" in chosen else chosen
        _greet(place, demo=not told)
        scheme = "http" if encrypted is None else "https"
        typer.echo(f"serving {scheme}://{shown}:{bound.getsockname()[1]} (Ctrl+C ends)", err=True)
        app = create_app(settings, readers.months, readers.store, place.vault, place.security)
        app.state.exports.start()
        app.state.desk.wake()
        app.state.warming = Warming(
            readers, share=server.kept_memory, state=place.home / STATE_FILE, most_s=server.warm_s
        )
        app.state.warming.start(then=_settled)
        run(app, bound, encrypted=encrypted, proxy=server.proxy)
        app.state.warming.end()


def _settled() -> None:
    """What was laid out lives as long as the process: no collection of garbage looks at it again."""
    gc.collect()
    gc.freeze()


def _greet(place: Workplace, *, demo: bool) -> None:
    """On the terminal: passwords of the first administrators, once; those of a demo, each time."""
    try:
        ready_to_seal(place.security)
    except SealingKeyError as error:
        # Without it the others still sign in, and lost second factors can be taken away.
        typer.echo(error.message, err=True)
    for made in first_administrators(place.security, place.audit):
        typer.echo(f"first start: account {made.account}, one-time password {made.password}", err=True)
    for one in kept_demo_accounts(place.home / "demo") if demo else ():
        typer.echo(f"demo account: {one.line()}", err=True)
