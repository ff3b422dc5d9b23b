"""The build of the page: stamp, lock file, pins, licences of what it is built with."""

import json
import re
from pathlib import Path

import pytest

import hatch_build

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"
PERMISSIVE = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BlueOak-1.0.0",
    "CC0-1.0",
    "CC-BY-4.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Python-2.0",
    "Unlicense",
}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A root with sources of one file and the build of them."""
    (tmp_path / "web" / "node_modules").mkdir(parents=True)
    (tmp_path / "web" / "main.ts").write_text("1", encoding="utf-8")
    built = tmp_path / "api" / "page"
    built.mkdir(parents=True)
    (built / "index.html").write_text("", encoding="utf-8")
    (built / hatch_build.STAMP).write_text(hatch_build.hash_of_sources(tmp_path / "web"), encoding="utf-8")
    return tmp_path


def test_a_build_of_the_same_sources_is_not_made_again(sources: Path) -> None:
    (sources / "web" / "node_modules" / "any.js").write_text("x", encoding="utf-8")

    assert hatch_build.is_built(sources)
    assert hatch_build.build_page(sources) is False


def test_a_changed_or_renamed_source_asks_for_a_build(sources: Path) -> None:
    (sources / "web" / "main.ts").rename(sources / "web" / "other.ts")

    assert not hatch_build.is_built(sources)


def test_a_build_without_its_index_does_not_count(sources: Path) -> None:
    (sources / "api" / "page" / "index.html").unlink()

    assert not hatch_build.is_built(sources)


def test_packages_are_pinned_to_one_version() -> None:
    package = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
    wanted = {**package["dependencies"], **package["devDependencies"]}

    assert [name for name, pin in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", pin)] == []


def test_the_lock_file_names_no_host_and_holds_a_hash_of_every_package() -> None:
    text = (WEB / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]

    assert "://" not in text
    assert [name for name, one in packages.items() if name and "integrity" not in one] == []


def test_no_script_of_a_package_runs() -> None:
    settings = (WEB / ".npmrc").read_text(encoding="utf-8").splitlines()

    assert "ignore-scripts=true" in settings
    assert "omit-lockfile-registry-resolved=true" in settings


def test_every_package_of_the_page_has_a_permissive_licence() -> None:
    packages = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    licences = {name: str(one.get("license", "")) for name, one in packages.items() if name}
    foreign = {
        name: told
        for name, told in licences.items()
        if not set(re.split(r" (?:AND|OR) ", told.strip("()"))) & PERMISSIVE
    }

    assert foreign == {}


def test_git_ignores_the_build_and_wheel_and_sdist_carry_it() -> None:
    assert "/api/page/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert 'artifacts = ["/api/page/**"]' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
