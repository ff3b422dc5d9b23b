"""Loading of rule packs: files in, a checked pack out; errors name file, line and field."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import yaml
from pydantic import ValidationError

from graph.errors import PackError
from scoring.pack_check import check_pack
from scoring.pack_levels import refuse_local_without_base, stacked
from scoring.pack_lines import PackText
from scoring.pack_model import Pack

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
    text = _with_base(name_or_path)
    _, folder = _locate(name_or_path)
    content = dict(text.content)
    for section, field, subfolder in INCLUDED:
        content[section] = _with_rules(content.get(section), field, subfolder, folder)
    if isinstance(content.get("overlays"), list):
        content["overlays"] = [
            _file(name, "overlays", "overlays", folder) if isinstance(name, str) else name
            for name in content["overlays"]
        ]
    try:
        return Pack.model_validate(content), text
    except ValidationError as error:
        raise _as_pack_error(error, text) from error


def _with_base(name_or_path: str | Path, above: tuple[str, ...] = ()) -> PackText:
    """Text of a pack, with the sections of the pack it is based on where it has none."""
    path, folder = _locate(name_or_path)
    text = PackText(path, folder)
    name = text.content.get("based_on")
    if name is None:
        refuse_local_without_base(text)
        return text
    if not isinstance(name, str) or name in (*above, path.name.removesuffix(".yaml")):
        raise PackError(
            f"{text.place(('based_on',))}: based_on: expected the name of another pack that is not based "
            f"on this one, got {name!r}"
        )
    site = folder.joinpath(f"{name}.yaml")
    base = _with_base(site if isinstance(site, Path) and site.is_file() else name, (*above, name))
    text.stand_on(base, stacked(text, base))
    return text


def _locate(name_or_path: str | Path) -> tuple[Path | Traversable, Path | Traversable]:
    if isinstance(name_or_path, Path) or name_or_path.endswith((".yaml", ".yml")):
        path = Path(name_or_path)
        return path, path.parent
    folder = files("scoring").joinpath("packs")
    return folder.joinpath(f"{name_or_path}.yaml"), folder


def _with_rules(section: object, field: str, subfolder: str, folder: Path | Traversable) -> object:
    """Section with the content of the rules file that it names; a site's file goes first."""
    if not isinstance(section, dict) or not isinstance(section.get(field), str):
        return section
    return {**section, "content": _file(section[field], subfolder, f"{subfolder}.{field}", folder)}


def _file(name: str, subfolder: str, field: str, folder: Path | Traversable) -> object:
    """Content of a file beside the pack or, where there is none, of the shipped one."""
    shipped = files("scoring").joinpath("packs", subfolder, f"{name}.yaml")
    site = folder.joinpath(subfolder, f"{name}.yaml")
    path = site if site.is_file() else shipped
    if not path.is_file():
        raise PackError(f"{field}: expected a file packs/{subfolder}/{name}.yaml, got none")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _id_of(text: PackText, location: tuple[str | int, ...]) -> str:
    """Id of the indicator a field belongs to, in brackets; positions count over all files."""
    entries = text.content.get("indicators")
    if location[:1] != ("indicators",) or len(location) < 2 or not isinstance(entries, list):
        return ""
    entry = entries[int(location[1])]
    return f" ({entry.get('id')})" if isinstance(entry, dict) and "id" in entry else ""


def _as_pack_error(error: ValidationError, text: PackText) -> PackError:
    lines = []
    for detail in error.errors(include_url=False):
        message = detail["msg"].removeprefix("Value error, ")
        location: tuple[str | int, ...] = tuple(detail["loc"])
        if not location and message.split(":")[0] in text.content:
            field, _, message = message.partition(": ")
            location = (field,)
        named = ".".join(str(part) for part in location) or "pack"
        named += _id_of(text, location)
        got = detail.get("input")
        shown = f", got {got!r}" if isinstance(got, str | int | float | bool) and "got" not in message else ""
        lines.append(f"{text.place(location)}: {named}: {message}{shown}")
    return PackError("; ".join(lines), findings=lines)
