"""Jars of the server, out of Maven packages into the user's cache folder, once a version."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

VERSION = "5.26.20"
_POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>guanlian</groupId><artifactId>neo4j-jars</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>{VERSION}</version></dependency>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{VERSION}</version></dependency>
  </dependencies>
</project>
"""


class NoServerError(Exception):
    """A server cannot be had this way; the text says why and what to do."""


def jars() -> Path:
    """Folder of the server's jars; Maven fills it the first time (some 130 MB).

    Raises
    ------
    NoServerError
        If Java is missing, or Maven is and the jars are not there.
    """
    _need("java", "openjdk-17-jre-headless")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "guanlian-neo4j" / VERSION
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (cache / "lib").is_dir():
            _copy_jars(cache)
    return cache / "lib"


def _need(tool: str, package: str) -> None:
    if shutil.which(tool) is None:
        raise NoServerError(f"{tool} is missing (Debian package {package})")


def _copy_jars(cache: Path) -> None:
    _need("mvn", "maven")
    (cache / "pom.xml").write_text(_POM, encoding="utf-8")
    partial = cache / "lib.partial"
    shutil.rmtree(partial, ignore_errors=True)
    done = subprocess.run(
        ["mvn", "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={partial}"],
        cwd=cache,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoServerError(f"Maven could not fetch the jars: {done.stdout.strip()[-400:]}")
    partial.rename(cache / "lib")
