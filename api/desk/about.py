"""What a proposal is about, as it was when it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a proposal is about.

    Attributes
    ----------
    text : name under which it is listed
    enterprise_ids : enterprises it meets
    seen : what has to be so again when it is approved
    """

    text: str
    enterprise_ids: Sequence[str] = ()
    seen: dict[str, Any] = field(default_factory=dict)
