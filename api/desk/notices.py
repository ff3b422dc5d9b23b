"""Notices to other systems: events of the feed, signed, sent to webhooks one after the other.

A webhook's place moves only when its receiver has answered 2xx, so a killed run, a receiver that
is away or a refusal loses nothing; what was sent and not noted is sent again under the same id.
A refusal waits twice as long each time, and after too many the webhook is paused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import httpx
import structlog
from pydantic import BaseModel, ConfigDict

from api.desk.feed import Feed, Place
from api.desk.place import DeskPlace
from api.desk.signing import headers
from api.desk.webhook_types import Delivery
from api.desk.webhooks import Webhook, WebhookBook, check_url, secret_of
from api.security.rights import Right, Role
from api.security.viewer import Viewer
from graph.errors import InputError
from graph.locks import held_alone

LOCK = "notify.lock"
FIRST_WAIT_S = 60
LONGEST_WAIT_S = 86_400
MOST_NOTICES = 1_000
"""Notices to one webhook in one run; the rest is for the next."""
_BUSY = "notify: another process sends notices: wait until it is done"
_log = structlog.stdlib.get_logger(__name__)


class NoticeRow(BaseModel):
    """What one run did for one webhook."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    webhook_id: str
    notices: int
    events: int
    state: str
    status: str | None


class NoticeAnswer(BaseModel):
    """What one run did, webhook by webhook."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: tuple[NoticeRow, ...]


Under = Callable[[str], frozenset[str]]
"""Codes of an authority and of everything under it, today."""
Post = Callable[[str, bytes, dict[str, str]], int]
"""Sends a body to an address and gives the status of the answer; raises ``httpx.HTTPError``."""


def poster(timeout_s: float) -> Post:
    """Sends by https; follows no redirect, takes no proxy from the environment."""

    def post(url: str, body: bytes, told: dict[str, str]) -> int:
        with (
            httpx.Client(timeout=timeout_s, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", url, content=body, headers=told) as answer,
        ):
            # Its body is nobody's business here, and could be endless.
            return answer.status_code

    return post


def notify(place: DeskPlace, feed: Feed, under: Under, post: Post) -> NoticeAnswer:
    """Send every webhook what it has not been told.

    Parameters
    ----------
    place : DeskPlace
    feed : Feed
    under : callable
    post : callable

    Raises
    ------
    StoreBusyError
        If another process sends notices.
    """
    book = WebhookBook(place)
    with held_alone(place.home / LOCK, _BUSY):
        rows = [_told(place, book, feed, one, under, post) for one in book.all()]
    return NoticeAnswer(items=tuple(rows))


def _told(
    place: DeskPlace,
    book: WebhookBook,
    feed: Feed,
    one: Webhook,
    under: Under,
    post: Post,
) -> NoticeRow:
    if one.paused or (one.next_at is not None and place.now < one.next_at):
        return _row(one, "paused" if one.paused else "waiting", one.last_status)
    try:
        check_url(one.url, place.settings.webhooks.hosts)
    except InputError:
        # The operator took the host off the list: nothing is sent, nothing is lost.
        return _row(one, "not allowed", None)
    viewer = _viewer(one, under)
    notices = events = 0
    at = Place.of(one.place)
    while notices < MOST_NOTICES:
        found = feed.after(at, viewer, one.kinds, place.settings.webhooks.events)
        if found.items:
            delivery = _delivery(one, at, found.place)
            body = Delivery(delivery=delivery, webhook=one.webhook_id, events=found.items)
            status, taken = _sent(place, one, body, post)
            if not taken:
                book.refused(one, status, min(FIRST_WAIT_S * 2**one.failures, LONGEST_WAIT_S))
                return _row(one, "refused", status, notices, events)
            book.delivered(one.webhook_id, str(found.place), status)
            notices, events = notices + 1, events + len(found.items)
        elif found.place != at:
            book.moved(one.webhook_id, str(found.place))
        at = found.place
        if not found.more:
            break
    return _row(one, "delivered" if notices else "up to date", None, notices, events)


def _sent(place: DeskPlace, one: Webhook, body: Delivery, post: Post) -> tuple[str, bool]:
    """Status of the answer in words, and whether the receiver took it."""
    content = body.model_dump_json(exclude_none=True).encode()
    numbers = one.secret_numbers(place.now)
    secrets = [secret_of(place.home, one.webhook_id, number) for number in numbers]
    try:
        code = post(one.url, content, headers(secrets, place.now, body.delivery, content))
    except httpx.HTTPError as error:
        status, taken = type(error).__name__, False
    else:
        status, taken = str(code), httpx.codes.is_success(code)
    _log.info("webhook.sent", webhook=one.webhook_id, status=status, events=len(body.events))
    return status, taken


def _delivery(one: Webhook, start: Place, end: Place) -> str:
    """Id of a notice: the same when it is sent again."""
    return hashlib.sha256(f"{one.webhook_id}|{start}|{end}".encode()).hexdigest()[:32]


def _viewer(one: Webhook, under: Under) -> Viewer:
    """The area that a webhook's events come from."""
    return Viewer(
        account=f"webhook {one.webhook_id}",
        display="webhook",
        roles=frozenset((Role.QUERY,)),
        rights=frozenset((Right.READ,)),
        authorities=None if one.authority is None else under(one.authority),
        via="terminal",
    )


def _row(one: Webhook, state: str, status: str | None, notices: int = 0, events: int = 0) -> NoticeRow:
    return NoticeRow(webhook_id=one.webhook_id, notices=notices, events=events, state=state, status=status)
