"""Pairwise comparisons of experts, read from a file; every error names file and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from graph.domain import OWN_FACTORS, Factor
from graph.errors import InputError, PackError
from scoring.pack_lines import Location, PackText
from scoring.pack_model import Pack
from scoring.weights.rules import Comparison

Matrix = npt.NDArray[np.float64]
Groups = Mapping[Factor, Mapping[str, tuple[str, ...]]]
FACTOR_LEVEL = "factors"
_RECIPROCAL = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level on which items were compared: the factors, or the items of one factor or group.

    Attributes
    ----------
    name : ``factors``, a factor, or ``factor/group``
    items : names in the order of the pack
    matrices : of each expert, float64[k, k]: entry (i, j) is how many times as important i is as j
    """

    name: str
    items: tuple[str, ...]
    matrices: tuple[Matrix, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """Answers of all experts.

    Attributes
    ----------
    experts : their labels, in the order of the file
    levels : levels by name
    groups : groups of a factor's indicators where the file has them: factor, group, indicator ids
    """

    experts: tuple[str, ...]
    levels: Mapping[str, Level]
    groups: Groups


def read_questionnaire(path: Path, pack: Pack, rules: Comparison) -> Questionnaire:
    """Read and check a file of comparisons.

    Parameters
    ----------
    path : Path
        YAML: ``experts`` (each ``id`` and ``comparisons`` by level, rows ``[left, right, value]``) and,
        where a factor has many indicators, ``groups``.
    pack : Pack
        Whose factors and indicators are compared.
    rules : Comparison

    Raises
    ------
    InputError
        If a comparison is missing, doubled, not reciprocal, off the scale, or of an item that the pack
        has not; every fault with file and line.
    """
    try:
        text = PackText(path, path.parent)
    except PackError as error:
        raise InputError(error.message) from error
    reader = _Reader(text, pack, rules)
    found = reader.read()
    if reader.faults:
        raise InputError("; ".join(reader.faults), findings=reader.faults)
    return found


class _Reader:
    """Reads one file and collects its faults."""

    def __init__(self, text: PackText, pack: Pack, rules: Comparison) -> None:
        self._text = text
        self._pack = pack
        self._rules = rules
        self.faults: list[str] = []

    def read(self) -> Questionnaire:
        content = self._text.content
        self._known(content, ("experts", "groups"), ())
        groups = self._groups(content.get("groups"))
        experts = content.get("experts")
        if not isinstance(experts, list) or not experts:
            self._fault(("experts",), "expected a list of experts, got none")
            return Questionnaire(experts=(), levels={}, groups={})
        ids: list[str] = []
        answers: list[Mapping[str, Any]] = []
        for row, expert in enumerate(experts):
            if not isinstance(expert, dict) or not isinstance(expert.get("comparisons"), dict):
                self._fault(("experts", row), "expected id and comparisons by level, got neither")
                continue
            self._known(expert, ("id", "comparisons"), ("experts", row))
            label = str(expert.get("id", row + 1))
            if label in ids:
                self._fault(("experts", row, "id"), f"expected each expert once, got {label!r} twice")
            ids.append(label)
            answers.append(expert["comparisons"])
        names = list(dict.fromkeys(name for given in answers for name in given))
        levels = {}
        for name in self._ordered(names, groups):
            level = self._level(name, groups, answers)
            if level is not None:
                levels[name] = level
        self._complete(levels, groups)
        return Questionnaire(experts=tuple(ids), levels=levels, groups=groups)

    def _groups(self, given: Any) -> dict[Factor, dict[str, tuple[str, ...]]]:
        groups: dict[Factor, dict[str, tuple[str, ...]]] = {}
        for name, entries in (given or {}).items() if isinstance(given or {}, dict) else ():
            if name not in list(OWN_FACTORS) or not isinstance(entries, dict):
                self._fault(("groups", name), f"expected groups of an own factor, got {name!r}")
                continue
            factor = Factor(name)
            known = self._indicators(factor)
            members = [str(member) for group in entries.values() for member in group or ()]
            for group, listed in entries.items():
                for member in listed or ():
                    if member not in known:
                        self._fault(("groups", name, group), f"expected indicators of {name}, got {member!r}")
            doubled = sorted({member for member in members if members.count(member) > 1})
            if doubled:
                self._fault(("groups", name), f"expected each indicator in one group, got {doubled} twice")
            left = [one for one in self._weighing(factor) if one not in members]
            if left:
                self._fault(
                    ("groups", name), f"expected every weighing indicator in a group, got none for {left}"
                )
            groups[factor] = {
                str(group): tuple(one for one in known if one in (listed or ()))
                for group, listed in entries.items()
            }
        return groups

    def _ordered(self, names: Sequence[str], groups: Mapping[Factor, Mapping[str, Any]]) -> list[str]:
        """Levels in the order of the pack, so that the order of the file never matters."""
        order = [FACTOR_LEVEL]
        for factor in OWN_FACTORS:
            order += [factor.value, *(f"{factor.value}/{group}" for group in groups.get(factor, {}))]
        for name in names:
            if name not in order:
                self._fault_everywhere(name, f"expected one of {', '.join(order)}, got {name!r}")
        return [name for name in order if name in names]

    def _level(
        self,
        name: str,
        groups: Groups,
        answers: Sequence[Mapping[str, Any]],
    ) -> Level | None:
        known, needed = self._items(name, groups)
        pairs = [self._pairs(name, row, known, given.get(name)) for row, given in enumerate(answers)]
        used = {item for given in pairs for pair in given for item in pair}
        items = tuple(item for item in known if item in used or item in needed)
        if len(items) > max(self._rules.random_index.value):
            self._fault_everywhere(
                name,
                f"expected at most {max(self._rules.random_index.value)} items in one comparison, "
                f"got {len(items)}: put them into groups",
            )
            return None
        matrices = []
        for row, given in enumerate(pairs):
            missing = [
                pair for pair in combinations(items, 2) if pair not in given and pair[::-1] not in given
            ]
            if missing:
                shown = ", ".join(f"{left} - {right}" for left, right in missing[:5])
                self._fault(
                    ("experts", row, "comparisons", name),
                    f"expected every pair of {len(items)} items once, got none for {shown}"
                    + (f" and {len(missing) - 5} more" if len(missing) > 5 else ""),
                )
                continue
            matrices.append(_matrix(items, given))
        return Level(name=name, items=items, matrices=tuple(matrices))

    def _items(self, name: str, groups: Groups) -> tuple[Sequence[str], Sequence[str]]:
        """Names that may be compared on a level, and those that must be."""
        if name == FACTOR_LEVEL:
            factors = [factor.value for factor in Factor]
            return factors, factors
        head, _, group = name.partition("/")
        factor = Factor(head)
        if group:
            members = groups[factor][group]
            return members, members
        if factor in groups:
            return list(groups[factor]), list(groups[factor])
        return self._indicators(factor), self._weighing(factor)

    def _pairs(self, name: str, row: int, known: Sequence[str], given: Any) -> dict[tuple[str, str], float]:
        found: dict[tuple[str, str], float] = {}
        if given is not None and not isinstance(given, list):
            self._fault(("experts", row, "comparisons", name), "expected a list of [left, right, value]")
            return found
        for number, entry in enumerate(given or ()):
            place = ("experts", row, "comparisons", name, number)
            if not isinstance(entry, list) or len(entry) != 3:
                self._fault(place, f"expected [left, right, value], got {entry!r}")
                continue
            left, right, value = str(entry[0]), str(entry[1]), self._value(place, entry[2])
            unknown = [item for item in (left, right) if item not in known]
            if unknown or value is None:
                for item in unknown:
                    self._fault(place, f"expected one of {', '.join(known)}, got {item!r}")
                continue
            self._put(found, place, (left, right), value)
        return found

    def _put(
        self, found: dict[tuple[str, str], float], place: Location, pair: tuple[str, str], value: float
    ) -> None:
        left, right = pair
        if left == right:
            if abs(value - 1) > _RECIPROCAL:
                self._fault(place, f"expected 1 of {left} against itself, got {value:g}")
        elif pair in found:
            self._fault(place, f"expected each pair once, got {left} - {right} twice")
        elif (right, left) in found and abs(found[right, left] * value - 1) > _RECIPROCAL:
            self._fault(
                place,
                f"expected the reciprocal of {right} - {left} ({found[right, left]:.6g}), got {value:.6g}",
            )
        else:
            found[pair] = value

    def _value(self, place: Location, given: Any) -> float | None:
        most = self._rules.greatest_value.value
        try:
            value = float(Fraction(str(given).strip()))
        except (ValueError, ZeroDivisionError):
            value = float("nan")
        if isinstance(given, bool) or not 1 / most - _RECIPROCAL <= value <= most + _RECIPROCAL:
            self._fault(place, f"expected a value from 1/{most:g} to {most:g}, got {given!r}")
            return None
        return value

    def _complete(self, levels: Mapping[str, Level], groups: Groups) -> None:
        """A factor with groups is compared on both levels or on none."""
        for factor, entries in groups.items():
            wanted = [factor.value] if len(entries) > 1 else []
            wanted += [f"{factor.value}/{group}" for group, members in entries.items() if len(members) > 1]
            missing = [name for name in wanted if name not in levels]
            if missing and not self.faults:
                self._fault(
                    ("groups", factor.value), f"expected comparisons of {', '.join(missing)}, got none"
                )

    def _indicators(self, factor: Factor) -> list[str]:
        return [self._pack.indicators[row].id for row in self._pack.of_factor(factor)]

    def _weighing(self, factor: Factor) -> list[str]:
        return [
            self._pack.indicators[row].id
            for row in self._pack.of_factor(factor)
            if self._pack.indicators[row].weight > 0
        ]

    def _known(self, given: Mapping[str, Any], allowed: Iterable[str], place: Location) -> None:
        for key in given:
            if key not in tuple(allowed):
                self._fault((*place, key), f"expected {', '.join(allowed)}, got {key!r}")

    def _fault_everywhere(self, name: str, message: str) -> None:
        for row, expert in enumerate(self._text.content["experts"]):
            if isinstance(expert, dict) and name in (expert.get("comparisons") or {}):
                self._fault(("experts", row, "comparisons", name), message)

    def _fault(self, place: Location, message: str) -> None:
        named = ".".join(str(part) for part in place)
        self.faults.append(f"{self._text.place(place)}: {named}: {message}")


def _matrix(items: Sequence[str], pairs: Mapping[tuple[str, str], float]) -> Matrix:
    """Reciprocal matrix of one expert's pairs, float64[k, k]."""
    row = {item: number for number, item in enumerate(items)}
    matrix = np.ones((len(items), len(items)))
    for (left, right), value in pairs.items():
        matrix[row[left], row[right]] = value
        matrix[row[right], row[left]] = 1 / value
    return matrix
