"""Tables of what the job and the notices did."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from api.desk.job import JobAnswer
from api.desk.notices import NoticeAnswer
from api.output import cell, table
from api.words import Say
from scoring.results_types import Label

_LINES = {
    "job": Label(
        zh="提案：已执行 {done}，失败 {failed}，等待 {waiting}",
        en="proposals: carried out {done}, failed {failed}, waiting {waiting}",
    ),
    "busy": Label(zh="另一进程正在执行", en="another process carries them out"),
    "notices": Label(zh="变更通知", en="Notices of changes"),
    "none": Label(zh="没有登记的接收方", en="no webhook is registered"),
}


def render(answer: JobAnswer, say: Say) -> Iterator[RenderableType]:
    """Counts of one run of the job."""
    if answer.busy:
        yield cell(say(_LINES["busy"]))
    counts = {name: len(getattr(answer, name)) for name in ("done", "failed", "waiting")}
    yield cell(say(_LINES["job"]).format(**counts))


def render_notices(answer: NoticeAnswer, say: Say) -> Iterator[RenderableType]:
    """What was sent to whom; refusals and pauses."""
    if not answer.items:
        yield cell(say(_LINES["none"]))
        return
    yield table(
        say(_LINES["notices"]),
        ("=webhook", "#notices", "#events", "state", "status"),
        ((one.webhook_id, one.notices, one.events, one.state, one.status or "-") for one in answer.items),
    )
