"""Webhooks in the row-wise state: who is told, how far each got, and what its secret is.

A secret is made from a key file of the home and the webhook's id, so the database alone forges
nothing; it is shown once. Only hosts listed in the settings are ever called.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from api.desk.errors import TooManyError
from api.desk.feed_types import FeedKind
from api.desk.place import DeskPlace, moment, moment_or_none
from api.desk.webhook_types import WebhookDraft, WebhookList, WebhookMade, WebhookRow
from api.security.key_files import make_key, read_keys
from api.server import is_loopback
from graph.errors import InputError, NotFoundError

MOST_WEBHOOKS = 50
KEY_FILE = "webhooks.key"
_HTTPS_PORT = 443
_TABLE = sa.table(
    "webhooks",
    sa.column("webhook_id", sa.String),
    sa.column("url", sa.String),
    sa.column("label", sa.String),
    sa.column("kinds", sa.String),
    sa.column("authority", sa.String),
    sa.column("account", sa.String),
    sa.column("made_at", sa.BigInteger),
    sa.column("place", sa.String),
    sa.column("failures", sa.Integer),
    sa.column("paused", sa.Boolean),
    sa.column("next_at", sa.BigInteger),
    sa.column("delivered_at", sa.BigInteger),
    sa.column("last_status", sa.String),
    sa.column("removed_at", sa.BigInteger),
    sa.column("secret_number", sa.Integer),
    sa.column("overlap_until", sa.BigInteger),
)
_LIVING = _TABLE.c.removed_at.is_(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One webhook; times are seconds since 1970, ``place`` is that of the feed it was told up to."""

    webhook_id: str
    url: str
    label: str
    kinds: frozenset[FeedKind]
    authority: str | None
    account: str
    made_at: int
    place: str
    failures: int
    paused: bool
    next_at: int | None
    delivered_at: int | None
    last_status: str | None
    secret_number: int
    overlap_until: int | None

    def secret_numbers(self, now: int) -> tuple[int, ...]:
        """Numbers of the secrets that notices are signed with, the one in force first."""
        overlaps = self.overlap_until is not None and now < self.overlap_until
        return (self.secret_number, self.secret_number - 1) if overlaps else (self.secret_number,)


def check_url(url: str, hosts: Sequence[str]) -> None:
    """Refuse an address that the settings do not list.

    Parameters
    ----------
    url : str
        https; http only to this machine itself.
    hosts : sequence of str
        Names, with a port where it is not the usual one.

    Raises
    ------
    InputError
    """
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise InputError(
            "webhook: expected an address such as https://host/path, got another text"
        ) from error
    secure = parsed.scheme == "https"
    if not parsed.host or parsed.userinfo or parsed.fragment or not (secure or parsed.scheme == "http"):
        raise InputError("webhook: expected https://host/path without account and fragment, got another text")
    if not secure and not is_loopback(parsed.host):
        raise InputError("webhook: expected https, got http; only a receiver on this machine may do without")
    port = parsed.port or (_HTTPS_PORT if secure else 80)
    named = (
        {parsed.host, f"{parsed.host}:{port}"}
        if secure and port == _HTTPS_PORT
        else {f"{parsed.host}:{port}"}
    )
    if named.isdisjoint(host.lower() for host in hosts):
        raise InputError(
            "webhook: expected a host that the setting GUANLIAN_WEBHOOKS__HOSTS lists, got another; "
            "the operator decides where notices may go"
        )


def key_of(home: Path) -> bytes:
    """Key of the secrets of webhooks; on first use a file of mode 0600 is made in the home.

    Raises
    ------
    SettingsError
        If others than its owner may read it, or it is empty.
    """
    path = home / KEY_FILE
    make_key(path)
    return read_keys(path)[0].encode()


def secret_of(home: Path, webhook_id: str, number: int = 0) -> str:
    """Secret that a webhook's notices are signed with; each change of it has the next number."""
    told = f"webhook|{webhook_id}" if number == 0 else f"webhook|{webhook_id}|{number}"
    return hmac.new(key_of(home), told.encode(), hashlib.sha256).hexdigest()


class WebhookBook:
    """Webhooks of a home.

    Parameters
    ----------
    place : DeskPlace
    """

    def __init__(self, place: DeskPlace) -> None:
        self._place = place

    def add(self, draft: WebhookDraft, account: str, start: str) -> WebhookMade:
        """Add a webhook that is told what happens from a place of the feed on; its secret is shown once.

        Raises
        ------
        InputError
            If the settings do not list its host.
        TooManyError
            If there are as many as there may be.
        """
        check_url(draft.url, self._place.settings.webhooks.hosts)
        webhook_id = secrets.token_hex(8)
        secret = secret_of(self._place.home, webhook_id)
        values = {
            "webhook_id": webhook_id,
            "url": draft.url,
            "label": draft.label,
            "kinds": ",".join(sorted(kind.value for kind in set(draft.kinds))),
            "authority": draft.authority,
            "account": account,
            "made_at": self._place.now,
            "place": start,
            "failures": 0,
            "paused": False,
            "secret_number": 0,
        }
        with self._place.alone("webhooks", "webhooks") as connection:
            kept = connection.execute(
                sa.select(sa.func.count()).select_from(_TABLE).where(_LIVING)
            ).scalar_one()
            if kept >= MOST_WEBHOOKS:
                raise TooManyError(
                    f"webhooks: expected fewer than {MOST_WEBHOOKS}, got {kept}; remove some first"
                )
            connection.execute(sa.insert(_TABLE).values(values))
        return WebhookMade(**_shown(self.find(webhook_id)), secret=secret)

    def all(self) -> list[Webhook]:
        """Webhooks that are not removed, oldest first."""
        wanted = sa.select(_TABLE).where(_LIVING).order_by(_TABLE.c.made_at, _TABLE.c.webhook_id)
        with self._place.transaction("webhooks") as connection:
            return [_webhook(row) for row in connection.execute(wanted)]

    def find(self, webhook_id: str) -> Webhook:
        """One webhook.

        Raises
        ------
        NotFoundError
            If there is none of that id.
        """
        with self._place.transaction("webhooks") as connection:
            row = connection.execute(
                sa.select(_TABLE).where(_TABLE.c.webhook_id == webhook_id, _LIVING)
            ).first()
        if row is None:
            raise _not_found()
        return _webhook(row)

    def change_secret(self, webhook_id: str, overlap_s: int) -> WebhookMade:
        """Give a webhook another secret, shown once; for some time notices are signed with both.

        Parameters
        ----------
        overlap_s : int
            Seconds in which the secret before still counts; of one before that nothing is left.
        """
        with self._place.alone("webhooks", "webhooks") as connection:
            done = connection.execute(
                sa.update(_TABLE)
                .where(_TABLE.c.webhook_id == webhook_id, _LIVING)
                .values(
                    secret_number=_TABLE.c.secret_number + 1,
                    overlap_until=self._place.now + overlap_s if overlap_s else None,
                )
            )
        if done.rowcount == 0:
            raise _not_found()
        found = self.find(webhook_id)
        secret = secret_of(self._place.home, webhook_id, found.secret_number)
        return WebhookMade(**_shown(found), secret=secret)

    def resume(self, webhook_id: str) -> WebhookRow:
        """Send again to a webhook that was paused, from where it stands."""
        self._set(webhook_id, paused=False, failures=0, next_at=None)
        return WebhookRow(**_shown(self.find(webhook_id)))

    def remove(self, webhook_id: str) -> None:
        """Send nothing to a webhook any more."""
        self._set(webhook_id, removed_at=self._place.now)

    def delivered(self, webhook_id: str, place: str, status: str) -> None:
        """Note the place up to which a receiver has confirmed."""
        now = self._place.now
        self._set(webhook_id, place=place, failures=0, next_at=None, delivered_at=now, last_status=status)

    def moved(self, webhook_id: str, place: str) -> None:
        """Note a place up to which there was nothing to send."""
        self._set(webhook_id, place=place)

    def refused(self, found: Webhook, status: str, wait_s: int) -> None:
        """Note a refusal, when to try again, and the pause after too many."""
        failures = found.failures + 1
        paused = failures >= self._place.settings.webhooks.most_failures
        next_at = self._place.now + wait_s
        self._set(found.webhook_id, failures=failures, paused=paused, next_at=next_at, last_status=status)

    def _set(self, webhook_id: str, **values: Any) -> None:
        with self._place.transaction("webhooks") as connection:
            done = connection.execute(
                sa.update(_TABLE).where(_TABLE.c.webhook_id == webhook_id, _LIVING).values(**values)
            )
        if done.rowcount == 0:
            raise _not_found()


def listed(place: DeskPlace) -> WebhookList:
    """All webhooks, without their secrets."""
    return WebhookList(
        items=tuple(WebhookRow(**_shown(one)) for one in WebhookBook(place).all()),
        hosts=place.settings.webhooks.hosts,
    )


def _not_found() -> NotFoundError:
    return NotFoundError("webhook: expected the id of a webhook, got none; see GET /webhooks")


def _webhook(row: sa.Row[Any]) -> Webhook:
    values = {name: getattr(row, name) for name in Webhook.__dataclass_fields__}
    kinds = frozenset(FeedKind(kind) for kind in row.kinds.split(","))
    return Webhook(**{**values, "kinds": kinds, "paused": bool(row.paused)})


def _shown(one: Webhook) -> dict[str, Any]:
    return {
        "webhook_id": one.webhook_id,
        "url": one.url,
        "label": one.label,
        "kinds": tuple(sorted(one.kinds)),
        "authority": one.authority,
        "made_by": one.account,
        "made_at": moment(one.made_at),
        "failures": one.failures,
        "paused": one.paused,
        "next_at": moment_or_none(one.next_at),
        "delivered_at": moment_or_none(one.delivered_at),
        "last_status": one.last_status,
        "overlap_until": moment_or_none(one.overlap_until),
    }
