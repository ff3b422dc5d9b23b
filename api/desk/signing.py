"""Signatures of notices: HMAC-SHA256 over time and body, as a receiver checks them.

``X-Guanlian-Timestamp`` is seconds since 1970; ``X-Guanlian-Signature`` is ``v1=`` and the hex
HMAC of ``<timestamp>.<body>`` by the webhook's secret. A receiver refuses a signature that does
not fit, a time outside its window, and a delivery it has taken already.
"""

from __future__ import annotations

import hashlib
import hmac

TIMESTAMP, SIGNATURE, DELIVERY = "X-Guanlian-Timestamp", "X-Guanlian-Signature", "X-Guanlian-Delivery"
WINDOW_S = 300
"""Seconds by which the time of a notice may differ from the receiver's."""


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Value of the header of a notice."""
    told = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return "v1=" + told.hexdigest()


def headers(secret: str, timestamp: int, delivery: str, body: bytes) -> dict[str, str]:
    """Headers of a notice."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "guanlian-notify",
        TIMESTAMP: str(timestamp),
        DELIVERY: delivery,
        SIGNATURE: signature(secret, timestamp, body),
    }
