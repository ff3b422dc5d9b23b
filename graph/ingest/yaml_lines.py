"""YAML with the line of every node, so that an error can name where it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from graph.errors import MappingError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader, written in C where PyYAML has it."""


class LocatedYaml:
    """A parsed YAML document that knows the line of each of its parts.

    Parameters
    ----------
    text : str
    name : str
        File name for messages.

    Raises
    ------
    MappingError
        If the text is not YAML, is empty, or repeats a key.
    """

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        try:
            self._root: Any = yaml.compose(text, Loader=_LOADER)
            self.data: Any = yaml.load(text, Loader=_LOADER)  # noqa: S506 - the safe loader, in C
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise MappingError(
                f"{name}, line {line}: expected YAML, got {error.problem}", file=name, line=line
            ) from error
        except yaml.YAMLError as error:
            raise MappingError(f"{name}: expected YAML, got {error}", file=name) from error
        if self._root is None:
            raise MappingError(f"{name}: expected a mapping, got an empty file", file=name, line=1)
        self._refuse_repeated_keys(self._root)

    def line(self, location: Sequence[str | int]) -> int:
        """Line of the deepest part of ``location`` that exists, from 1.

        Steps that name no key (pydantic's union tags) are skipped.
        """
        node = self._root
        line = int(node.start_mark.line)
        for step in location:
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    if key.value == str(step):
                        node, line = value, int(key.start_mark.line)
                        break
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = int(node.start_mark.line)
        return line + 1

    def _refuse_repeated_keys(self, node: Any) -> None:
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen:
                    line = key.start_mark.line + 1
                    raise MappingError(
                        f"{self.name}, line {line}: expected each key once, got {key.value!r} again",
                        file=self.name,
                        line=line,
                        field=key.value,
                    )
                seen.add(key.value)
                self._refuse_repeated_keys(value)
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                self._refuse_repeated_keys(value)
