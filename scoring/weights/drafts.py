"""Weight sets as versions of a pack: written as drafts, approved by a second person, sealed.

Invariant: a draft has no approval, so no month uses it; an approved file is never written
again, and its seal tells an edit.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ValidationError

from graph.domain import Factor
from graph.errors import InputError, PackError
from scoring.pack import load_pack, read_pack
from scoring.pack_check import check_pack
from scoring.pack_model import Pack
from scoring.pack_sections import Approval
from scoring.pack_weights import WeightSet, seal_of
from scoring.results_base import Result
from scoring.weights.rules import weight_rules

Method = Literal["ahp", "learned", "calibrated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Weights to write down, and who proposes them.

    Attributes
    ----------
    author : declared account
    since : first day on which the version may be in force
    window : first and last month of features, last day of outcomes; None for comparisons
    metrics : figures by which the approver judges them
    """

    method: Method
    author: str
    since: date
    kappa: float
    factors: Mapping[Factor, float]
    indicators: Mapping[str, float]
    window: Mapping[str, Any] | None = None
    metrics: Mapping[str, float]


class WrittenPack(Result):
    """A pack file that was written."""

    file: str
    pack: str
    version: str
    hash: str
    author: str
    approver: str | None
    verified: bool = False


def write_draft(path: Path, name_or_path: str, proposal: Proposal, version: str | None = None) -> WrittenPack:
    """Write a draft version of a pack; a draft of the same name is replaced, nothing approved is.

    Parameters
    ----------
    path : Path
        New pack file; the base is found beside it or among the shipped packs.
    name_or_path : str
        Pack whose weights are replaced; of a draft, the pack it stands on.
    proposal : Proposal
    version : str, optional
        Else the base's version with method and day.

    Raises
    ------
    InputError
        If author is empty or the file holds something else than a draft.
    PackError
        If the weights break the pack language; nothing is written then.
    """
    if not proposal.author.strip():
        raise InputError("author: expected the account that proposes the weights, got none")
    _refuse_other_file(path)
    base, stands_on = _base(name_or_path)
    content = {
        "id": base.id,
        "based_on": stands_on,
        "title": base.title.model_dump(),
        "version": version or f"{base.version}+{proposal.method}-{proposal.since.isoformat()}",
        "effective": {"since": proposal.since},
        "level": base.level,
        "legal_basis": list(base.legal_basis),
        "approval": None,
        "weights": {
            "method": proposal.method,
            "author": proposal.author,
            "since": proposal.since,
            "base": {"id": base.id, "version": base.version, "hash": base.hash},
            "window": None if proposal.window is None else dict(proposal.window),
            "metrics": {name: float(value) for name, value in proposal.metrics.items()},
            "rules_hash": weight_rules().hash,
            "kappa": float(proposal.kappa),
            "factors": {factor.value: float(weight) for factor, weight in proposal.factors.items()},
            "indicators": {name: float(weight) for name, weight in proposal.indicators.items()},
        },
    }
    head = f"# Draft of weights ({proposal.method}): no month uses it before guanlian weights approve."
    return _written(path, head, content, approver=None)


def approve(path: Path, approver: str, day: date) -> WrittenPack:
    """Approve a draft by a second person and seal it; from then on a month may use it.

    Parameters
    ----------
    path : Path
        Draft; it becomes the approved version under the same name.
    approver : str
        Declared account, another one than the author's.
    day : date

    Raises
    ------
    PackError
        If it is no draft, author and approver are the same, or the pack has any other fault.
    """
    content = _content(path)
    if content.get("approval") is not None or not isinstance(content.get("weights"), dict):
        raise PackError(f"{path.name}: expected a draft of weights without approval, got another pack")
    pack, text = read_pack(path)
    faults = [
        f"{text.place(finding.location)}: {finding.message}"
        for finding in check_pack(pack).findings
        if finding.location != ("approval",)
    ]
    if faults:
        raise PackError("; ".join(faults), findings=faults)
    author = WeightSet.model_validate(content["weights"]).author
    if not approver.strip() or approver.strip() == author.strip():
        raise PackError(
            f"{path.name}: expected an approver other than the author of the weights, got {approver!r}"
        )
    try:
        approval = Approval(author=author, approver=approver, approved_on=day)
    except ValidationError as error:
        raise PackError(f"{path.name}: approval: {error.errors()[0]['msg']}") from error
    content["approval"] = approval.model_dump()
    content["weights"]["seal"] = seal_of(content)
    head = "# Approved weights, sealed: a change needs a draft of its own."
    found = _written(path, head, content, approver=approver)
    load_pack(path)
    return found


def _base(name_or_path: str) -> tuple[Pack, str]:
    """The pack that is weighted, and the name by which a draft stands on it."""
    if not name_or_path.endswith((".yaml", ".yml")):
        return read_pack(name_or_path)[0], name_or_path
    path = Path(name_or_path)
    content = _content(path)
    below = content.get("based_on")
    if "weights" not in content or not isinstance(below, str):
        return read_pack(path)[0], path.name.removesuffix(".yaml").removesuffix(".yml")
    beside = path.parent / f"{below}.yaml"
    return read_pack(beside if beside.is_file() else below)[0], below


def _content(path: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PackError(f"{path.name}: expected a pack file, got none: check the name") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PackError(f"{path.name}: expected YAML in UTF-8, got: {error}") from error
    if not isinstance(found, dict):
        raise PackError(f"{path.name}:1: expected a mapping of fields, got {type(found).__name__}")
    return found


def _refuse_other_file(path: Path) -> None:
    if not path.exists():
        return
    content = _content(path)
    if "weights" not in content or content.get("approval") is not None:
        raise InputError(f"draft: expected a new file or an earlier draft of weights, got {path.name}")


def _written(path: Path, head: str, content: Mapping[str, Any], approver: str | None) -> WrittenPack:
    """Write beside, read it as a month would, then rename into place."""
    partial = path.with_name(f".{path.name.removesuffix('.yaml')}.partial.yaml")
    text = yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False, width=110)
    partial.write_text(f"{head}\n{text}", encoding="utf-8")
    try:
        pack, _ = read_pack(partial)
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
    return WrittenPack(
        file=path.name,
        pack=pack.id,
        version=pack.version,
        hash=pack.hash,
        author=str(content["weights"]["author"]),
        approver=approver,
    )
