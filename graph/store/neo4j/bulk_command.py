"""The command that reads bulk files into an empty database, and what to do after it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from graph.store.neo4j.bulk import BulkFiles

_ADMIN = ("neo4j-admin",)
_CLASS = ("java", "-cp", "{jars}/*", "org.neo4j.cli.AdminTool")


def import_arguments(files: BulkFiles, database: str = "neo4j") -> list[str]:
    """Arguments after ``neo4j-admin`` or after the class of the tool.

    Parameters
    ----------
    files : BulkFiles
    database : str
        Name of the database; it must not exist or be empty.
    """
    folder = files.folder.resolve()
    several_lines = [str(folder / group["data"]) for group in files.groups if group["multiline"]]
    arguments = ["database", "import", "full", database, "--id-type=integer", "--high-parallel-io=on"]
    arguments += ["--multiline-fields-format=v2", f"--multiline-fields={','.join(several_lines)}"][
        : 2 if several_lines else 0
    ]
    for group in files.groups:
        source = f"{folder / group['header']},{folder / group['data']}"
        arguments.append(f"{group['option']}={source}")
    return arguments


def admin_command(files: BulkFiles, database: str = "neo4j") -> str:
    """Command line of an installed server, one option a line."""
    return _lines(_ADMIN, import_arguments(files, database))


def class_command(files: BulkFiles, jars: Path, database: str = "neo4j") -> str:
    """The same where the server is a folder of jars; NEO4J_HOME and NEO4J_CONF must be set."""
    return _lines([word.format(jars=jars) for word in _CLASS], import_arguments(files, database))


def next_steps(files: BulkFiles) -> tuple[str, ...]:
    """What to do after the files are written, in order."""
    return (
        "stop the server: the tool needs the database for itself",
        "run the command above as the user that runs the server; where that was started before, its empty "
        "database is in the way: add --overwrite-destination=true, which removes all that is in it",
        "start the server",
        "guanlian neo4j schema   (constraints and indexes)",
        f"guanlian neo4j verify   (counts and keys against version {files.version})",
        f"remove {files.folder}",
    )


def _lines(words: Sequence[str], arguments: Sequence[str]) -> str:
    head = " ".join(shlex.quote(word) for word in (*words, *arguments[:4]))
    return " \\\n  ".join([head, *(shlex.quote(argument) for argument in arguments[4:])])
