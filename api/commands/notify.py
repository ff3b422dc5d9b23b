"""``guanlian notify``: notices of changes to other systems."""

from __future__ import annotations

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace


def notify(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Send webhooks what was published since they were told; run it by cron after each month or minute.

    Only hosts that GUANLIAN_WEBHOOKS__HOSTS lists are called; without any the product calls nowhere.
    """
    from api.desk.feed import Feed
    from api.desk.feed_events import ChangesOf
    from api.desk.job_tables import render_notices
    from api.desk.notices import notify as send
    from api.desk.notices import poster
    from api.desk.place import DeskPlace
    from api.security.authority_book import AuthorityBook

    place: Workplace = ctx.obj
    desk = DeskPlace(place.settings)
    feed = Feed(desk, place.months, ChangesOf(place.months))
    areas = AuthorityBook(desk.engine, clock=desk.clock)
    answer = send(desk, feed, areas.under, poster(place.settings.webhooks.timeout_s))
    emit(answer, as_json, lambda found: render_notices(found, place.say))
