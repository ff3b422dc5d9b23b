"""Base of what users send to the desk: closed, frozen, and of texts that every store can hold."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

# What PostgreSQL cannot store, what steers a terminal, and halves of characters.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Given(BaseModel):
    """A body of a request."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _texts_fit(cls, value: Any) -> Any:
        if _unfit(value):
            raise ValueError("expected texts without control characters")
        return value


def _unfit(value: Any) -> bool:
    """Whether a text of it has a character that no field takes; parts of their own check themselves."""
    if isinstance(value, str):
        return _UNFIT.search(value) is not None
    if isinstance(value, dict):
        return any(_unfit(key) or _unfit(one) for key, one in value.items() if not isinstance(one, BaseModel))
    return isinstance(value, list | tuple) and any(_unfit(one) for one in value)
