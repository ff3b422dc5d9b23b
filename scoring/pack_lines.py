"""YAML of a rule pack with the line of every field, so that an error names its place."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from graph.errors import PackError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader in C where it was built: several times as fast."""

Location = tuple[str | int, ...]
Place = tuple[str, int]


class PackText:
    """The merged content of a pack's files and the place of each field.

    A pack file may list, under ``indicators``, the files that hold them; they lie in the
    folder of the pack file.

    Parameters
    ----------
    path : Path or Traversable
        The pack's own file.

    Raises
    ------
    PackError
        If a file is missing, is no YAML mapping, or repeats a key.
    """

    def __init__(self, path: Path | Traversable, folder: Path | Traversable) -> None:
        self._places: dict[Location, Place] = {}
        self.content: dict[str, Any] = {}
        loaded = self._load(path, ())
        if not isinstance(loaded, dict):
            raise PackError(f"{path.name}:1: expected a mapping of fields, got {type(loaded).__name__}")
        self.content = loaded
        names = loaded.get("indicators")
        if isinstance(names, list) and names and all(isinstance(name, str) for name in names):
            self.content["indicators"] = self._indicators(folder, names)

    def _indicators(self, folder: Path | Traversable, names: Sequence[str]) -> list[Any]:
        entries: list[Any] = []
        for name in names:
            part = self._load(folder.joinpath(name), ("indicators",), len(entries))
            if not isinstance(part, list):
                raise PackError(f"{name}:1: expected a list of indicators, got {type(part).__name__}")
            entries.extend(part)
        return entries

    def part(self, path: Path | Traversable, location: Location) -> Any:
        """Content of a file that stands at a place of the pack; its fields have its own lines.

        Raises
        ------
        PackError
            If the file is missing, is no YAML, or repeats a key.
        """
        return self._load(path, location)

    def stand_on(self, base: PackText, content: dict[str, Any]) -> None:
        """Take the content this pack has together with its base; what it lacks has the base's place.

        Parameters
        ----------
        base : PackText
        content : dict
            Sections of both.
        """
        own = set(self.content)
        for location, place in base._places.items():
            if location and location[0] not in own:
                self._places.setdefault(location, place)
        self.content = content

    def place(self, location: Sequence[str | int]) -> str:
        """``file:line`` of a field, or of the nearest field around it."""
        for length in range(len(location), -1, -1):
            found = self._places.get(tuple(location[:length]))
            if found is not None:
                return f"{found[0]}:{found[1]}"
        return "pack:1"

    def _load(self, path: Path | Traversable, prefix: Location, offset: int = 0) -> Any:
        data = _bytes_of(path)
        try:
            loader = _Loader(data.decode("utf-8"))
            node = loader.get_single_node()
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise PackError(f"{path.name}:{line}: expected YAML in UTF-8, got: {error.reason}") from error
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = 1 if mark is None else mark.line + 1
            raise PackError(f"{path.name}:{line}: expected YAML, got: {error.problem}") from error
        except yaml.YAMLError as error:
            raise PackError(f"{path.name}:1: expected YAML, got: {error}") from error
        if node is None:
            return None
        repeated: list[str] = []
        self._walk(node, prefix, path.name, repeated, offset)
        if repeated:
            raise PackError("; ".join(repeated), findings=repeated)
        return loader.construct_document(node)

    def _walk(
        self, node: yaml.Node, location: Location, file: str, repeated: list[str], offset: int = 0
    ) -> None:
        """Remember the place of every field and collect those said twice."""
        self._places.setdefault(location, (file, node.start_mark.line + 1))
        if isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self._walk(item, (*location, index + offset), file, repeated)
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    line = key.start_mark.line + 1
                    repeated.append(f"{file}:{line}: expected each field once, got {key.value!r} twice")
                seen.add(key.value)
                self._walk(value, (*location, key.value), file, repeated)


def _bytes_of(path: Path | Traversable) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise PackError(f"{path.name}: expected a pack file, got none: check the name") from error
