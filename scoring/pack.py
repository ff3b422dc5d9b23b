"""Loading of rule packs: files in, a checked pack out; errors name file, line and field."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from graph.errors import PackError
from scoring.pack_check import Finding, check_pack
from scoring.pack_faults import STAND_IN, all_faults
from scoring.pack_levels import refuse_local_without_base, stacked
from scoring.pack_lines import PackText
from scoring.pack_model import Pack
from scoring.pack_weights import with_weights

__all__ = ["Pack", "load_pack", "read_pack"]

INCLUDED = (("relationship", "rules", "relationship"), ("clusters", "rules", "clusters"))
"""Sections whose rules lie in a file of their own: section, field with its name, folder."""


def load_pack(name_or_path: str | Path) -> Pack:
    """Load and check a pack.

    Parameters
    ----------
    name_or_path : str or Path
        Name of a shipped pack (``mrt``) or path of a YAML file.

    Raises
    ------
    PackError
        If the pack breaks its language or a check; names file, line, field, expected, got.
    """
    pack, text = read_pack(name_or_path)
    findings = check_pack(pack).findings
    if findings:
        lines = [f"{text.place(finding.location)}: {finding.message}" for finding in findings]
        raise PackError("; ".join(lines), pack=pack.id, findings=lines)
    return pack


def read_pack(name_or_path: str | Path) -> tuple[Pack, PackText]:
    """Load a pack that keeps the language, with the place of its fields, before the checks."""
    content, text = _assembled(name_or_path)
    try:
        return Pack.model_validate(content), text
    except ValidationError as error:
        faults = all_faults(content, _assembled(STAND_IN)[0], error)
        raise _as_pack_error(faults, text) from error


def _assembled(name_or_path: str | Path) -> tuple[dict[str, Any], PackText]:
    """Content of all files of a pack, with the place of every field."""
    text = _with_base(name_or_path)
    _, folder = _locate(name_or_path)
    content = dict(text.content)
    for section, field, subfolder in INCLUDED:
        told = content.get(section)
        if isinstance(told, dict) and isinstance(told.get(field), str):
            path = _file(told[field], subfolder, f"{text.place((section, field))}: {section}.{field}", folder)
            content[section] = {**told, "content": text.part(path, (section, "content"))}
    if isinstance(content.get("overlays"), list):
        content["overlays"] = [
            text.part(_file(name, "overlays", text.place(("overlays", row)), folder), ("overlays", row))
            if isinstance(name, str)
            else name
            for row, name in enumerate(content["overlays"])
        ]
    return content, text


def _with_base(name_or_path: str | Path, above: tuple[str, ...] = ()) -> PackText:
    """Text of a pack, with the sections of the pack it is based on where it has none."""
    path, folder = _locate(name_or_path)
    text = PackText(path, folder)
    name = text.content.get("based_on")
    if name is None:
        refuse_local_without_base(text)
        text.content = with_weights(text)
        return text
    if not isinstance(name, str) or name in (*above, path.name.removesuffix(".yaml")):
        raise PackError(
            f"{text.place(('based_on',))}: based_on: expected the name of another pack that is not based "
            f"on this one, got {name!r}"
        )
    site = folder.joinpath(f"{name}.yaml")
    base = _with_base(site if isinstance(site, Path) and site.is_file() else name, (*above, name))
    text.stand_on(base, stacked(text, base))
    text.content = with_weights(text)
    return text


def _locate(name_or_path: str | Path) -> tuple[Path | Traversable, Path | Traversable]:
    if isinstance(name_or_path, Path) or name_or_path.endswith((".yaml", ".yml")):
        path = Path(name_or_path)
        return path, path.parent
    folder = files("scoring").joinpath("packs")
    return folder.joinpath(f"{name_or_path}.yaml"), folder


def _file(name: str, subfolder: str, place: str, folder: Path | Traversable) -> Path | Traversable:
    """A file beside the pack or, where there is none, the shipped one."""
    shipped = files("scoring").joinpath("packs", subfolder, f"{name}.yaml")
    site = folder.joinpath(subfolder, f"{name}.yaml")
    path = site if site.is_file() else shipped
    if not path.is_file():
        raise PackError(f"{place}: expected a file packs/{subfolder}/{name}.yaml, got none")
    return path


def _as_pack_error(faults: Sequence[Finding], text: PackText) -> PackError:
    lines = [f"{text.place(fault.location)}: {fault.message}" for fault in faults]
    return PackError("; ".join(lines), findings=lines)
