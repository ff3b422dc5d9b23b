"""Rules of the house that no other tool holds."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.catalogue import entity_types, records, relations

ROOT = Path(__file__).parents[1]
PACKAGES = ("api", "cypher", "gnn", "graph", "scoring")
FOLDERS = (*PACKAGES, "tests", "benchmarks", "docs", ".ci")
MOST_LINES = 400
MOST_README_LINES = 120


def files_of(*folders: str, suffixes: tuple[str, ...] = ()) -> list[Path]:
    found = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    kept = (path for path in found if "__pycache__" not in path.parts and not path.name.startswith("."))
    return sorted(path for path in kept if not suffixes or path.suffix in suffixes)


def python_files() -> list[Path]:
    return files_of(*FOLDERS, suffixes=(".py",))


def relative(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_no_python_file_is_longer_than_four_hundred_lines() -> None:
    long = [
        path for path in python_files() if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES
    ]

    assert relative(long) == []


def test_the_readme_fits_two_screens_and_starts_with_run_and_test() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^(?:\$ )?(make \w+|guanlian \w+)", text, flags=re.MULTILINE)

    assert len(text.splitlines()) <= MOST_README_LINES
    assert commands[:2] == ["make run", "make test"]


# Built from parts, so that this file does not hold what it forbids.
MACHINE_PATHS = re.compile(
    "(?<![A-Za-z0-9_.-])/(?:" + "|".join(("work", "tmp", "root", "home/[a-z]+")) + ")/"
)


def test_no_committed_text_names_a_path_of_one_machine() -> None:
    texts = files_of(*FOLDERS, suffixes=(".py", ".md", ".yaml", ".toml", ".txt", ".sh", ".cypher", ""))
    texts += [
        ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", "pyproject.toml")
    ]

    naming = [path for path in texts if MACHINE_PATHS.search(path.read_text(encoding="utf-8"))]

    assert relative(naming) == []


def test_constraints_pin_versions_and_name_no_host() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]

    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", pin) for pin in pins)
    assert "://" not in "\n".join(lines)


def test_every_declared_dependency_is_pinned() -> None:
    declared = re.findall(
        r'^    "([A-Za-z0-9-]+)>=', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE
    )
    pinned = {
        line.split("==")[0].lower() for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    }

    assert [name for name in declared if name.lower() not in pinned] == []


def calls_of_print(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield node.lineno


def test_nothing_prints() -> None:
    printing = [
        f"{path.relative_to(ROOT)}:{line}" for path in python_files() for line in calls_of_print(path)
    ]

    assert printing == []


def catches_everything(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or (isinstance(handler.type, ast.Name) and handler.type.id == "Exception")


def test_only_the_process_edge_catches_every_exception() -> None:
    catching = [
        path
        for path in files_of("cypher", "gnn", "graph", "scoring", suffixes=(".py",))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and catches_everything(node)
    ]

    assert relative(catching) == []


def test_nothing_reads_or_writes_pickle_files() -> None:
    importing = [
        path
        for path in python_files()
        if re.search(
            r"^\s*(?:import|from) (?:pickle|dill|joblib|shelve)\b", path.read_text("utf-8"), re.MULTILINE
        )
    ]

    assert relative(importing) == []


def test_no_module_is_named_after_nothing() -> None:
    empty_names = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}

    assert relative([path for path in python_files() if path.stem in empty_names]) == []


def test_test_files_have_names_of_their_own() -> None:
    names = [path.name for path in files_of("tests", suffixes=(".py",)) if path.name.startswith("test_")]

    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_every_package_tells_type_checkers_that_it_is_typed() -> None:
    assert [package for package in PACKAGES if not (ROOT / package / "py.typed").exists()] == []


def package_yaml() -> list[Path]:
    return files_of(*PACKAGES, suffixes=(".yaml",))


@pytest.mark.parametrize("path", package_yaml(), ids=lambda path: str(path.relative_to(ROOT)))
def test_yaml_of_the_packages_is_readable_and_names_no_key_twice(path: Path) -> None:
    class Strict(yaml.SafeLoader):
        """Loader that refuses a repeated key; the usual one keeps the last."""

    def mapping(loader: Strict, node: yaml.MappingNode) -> dict[Any, Any]:
        keys = [loader.construct_object(key) for key, _ in node.value if not key.tag.endswith(":merge")]
        assert len(keys) == len(set(keys)), f"{path.name}: a key is there twice in {keys}"
        loader.flatten_mapping(node)
        return dict(loader.construct_pairs(node, deep=True))

    Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)

    assert yaml.load(path.read_text(encoding="utf-8"), Strict) is not None


def labelled(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Entries that carry a label in one of the two languages."""
    if isinstance(value, dict):
        if "zh" in value or "en" in value:
            yield path, value
        for key, inner in value.items():
            yield from labelled(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from labelled(inner, f"{path}[{place}]")


def test_every_label_in_yaml_is_there_in_both_languages() -> None:
    one_sided = [
        place
        for path in package_yaml()
        if "synthetic" not in path.parts  # words that names are generated from, shown to nobody
        for place, entry in labelled(yaml.safe_load(path.read_text(encoding="utf-8")), path.name)
        if not (entry.get("zh") and entry.get("en"))
    ]

    assert one_sided == []


def test_every_catalogue_entry_has_a_label_in_both_languages() -> None:
    entries = [
        *relations().kinds.values(),
        *records().kinds.values(),
        *records().measures.values(),
        *records().outcomes.values(),
        *entity_types().types.values(),
    ]

    assert all(re.search(r"[\u4e00-\u9fff]", entry.zh) and entry.en.isascii() for entry in entries)


def test_decisions_are_numbered_without_gaps_and_have_their_four_parts() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))

    assert [path.name[:4] for path in decisions] == [
        f"{number:04d}" for number in range(1, len(decisions) + 1)
    ]
    for path in decisions:
        headings = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Alternatives", "Consequences"], path.name


def test_scripts_of_the_check_are_executable() -> None:
    for name in ("run", "wheel"):
        script = ROOT / ".ci" / name
        assert script.stat().st_mode & 0o111
        assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
