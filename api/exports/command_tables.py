"""What the command says and takes: a request from options, the file as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import ValidationError
from rich.console import RenderableType

from api.exports.names import ExportKind
from api.exports.shapes import ExportFile, ExportParameters, ExportRequest
from api.output import cell
from api.words import Say
from graph.errors import InputError
from scoring.results_types import Label


def request_of(
    kind: ExportKind,
    subject: str | None,
    *,
    purpose: str,
    recipient: str | None,
    month: str | None,
    revision: int | None,
    parameters: Mapping[str, object],
) -> ExportRequest:
    """Request of options.

    Raises
    ------
    InputError
        With the names of what is not as declared; values are not repeated.
    """
    try:
        return ExportRequest(
            kind=kind,
            subject=subject,
            purpose=purpose,
            recipient=recipient,
            month=month,
            revision=revision,
            parameters=ExportParameters.model_validate(parameters),
        )
    except ValidationError as error:
        wrong = ", ".join(sorted({str(one["loc"][-1]) for one in error.errors() if one["loc"]}))
        raise InputError(f"export: expected declared values, got others for {wrong}; see --help") from None


def render(made: ExportFile, say: Say) -> Iterator[RenderableType]:
    """Name, size and hash of the file."""
    rows = say(Label(zh="行数或节点数", en="rows or nodes"))
    cut = say(Label(zh="（未全部列出）", en=" (not all)")) if made.truncated else ""
    yield cell(f"{made.name}  {made.size:,} B  {rows} {made.rows}{cut}")
    yield cell(f"sha256 {made.sha256}")
