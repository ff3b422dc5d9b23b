"""YAML of the package as checked models: the one place where shipped business data is read."""

from __future__ import annotations

from importlib.resources import files
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from graph.errors import CatalogueError

_M = TypeVar("_M", bound=BaseModel)


def packaged(model: type[_M], package: str, name: str) -> _M:
    """Content of a shipped file.

    Parameters
    ----------
    model : type
        Pydantic model that the file must meet.
    package : str
        Package that the file lies in, such as ``graph.ingest``.
    name : str
        Name of the file.

    Raises
    ------
    CatalogueError
        If the file breaks its contract; the message names it.
    """
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    try:
        return model.model_validate(yaml.safe_load(text))
    except (ValidationError, yaml.YAMLError) as error:
        raise CatalogueError(f"{package.replace('.', '/')}/{name}: {error}", file=name) from error
