"""Signatures of notices: HMAC-SHA256 over time and body, as a receiver checks them.

``X-Guanlian-Timestamp`` is seconds since 1970; ``X-Guanlian-Signature`` is ``v1=`` and the hex
HMAC of ``<timestamp>.<body>`` by the webhook's secret, or two of these with a comma between while
the secret is changed. A receiver refuses a notice of which no signature fits, a time outside its
window, and a delivery it has taken already.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

TIMESTAMP, SIGNATURE, DELIVERY = "X-Guanlian-Timestamp", "X-Guanlian-Signature", "X-Guanlian-Delivery"
WINDOW_S = 300
"""Seconds by which the time of a notice may differ from the receiver's."""


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Value of the header of a notice."""
    told = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return "v1=" + told.hexdigest()


def headers(secrets: Sequence[str], timestamp: int, delivery: str, body: bytes) -> dict[str, str]:
    """Headers of a notice, signed with each of some secrets."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "guanlian-notify",
        TIMESTAMP: str(timestamp),
        DELIVERY: delivery,
        SIGNATURE: ",".join(signature(secret, timestamp, body) for secret in secrets),
    }
