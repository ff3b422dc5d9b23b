import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from graph.logs import WITHHELD, configure, request_context, run_context


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    out = io.StringIO()
    configure(form="json", level="info", stream=out)
    yield out
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_json_line_with_its_keys(stream: io.StringIO) -> None:
    structlog.get_logger("graph.store").info("graph.loaded", rows=3)

    (line,) = lines(stream)
    assert (line["event"], line["rows"], line["level"], line["logger"]) == (
        "graph.loaded",
        3,
        "info",
        "graph.store",
    )
    assert "timestamp" in line


def test_run_and_request_ids_are_bound_for_their_context_only(stream: io.StringIO) -> None:
    log = structlog.get_logger("test")
    with run_context("r1"), request_context("q1"):
        log.info("inside")
    log.info("outside")

    inside, outside = lines(stream)
    assert (inside["run_id"], inside["request_id"]) == ("r1", "q1")
    assert "run_id" not in outside


@pytest.mark.parametrize(
    "key",
    [
        "name",
        "person_name",
        "names",
        "certificate",
        "salt",
        "db_password",
        "api_token",
        "phone",
        "citizen_id",
    ],
)
def test_keys_of_persons_and_secrets_are_withheld(key: str, stream: io.StringIO) -> None:
    structlog.get_logger("test").info(
        "graph.loaded", **{key: "张三", "nested": {key: "张三"}, "many": [{key: "张三"}]}
    )

    (line,) = lines(stream)
    assert "张三" not in stream.getvalue()
    assert line[key] == WITHHELD
    assert line["nested"] == {key: WITHHELD}


def test_events_of_libraries_take_the_same_form(stream: io.StringIO) -> None:
    logging.getLogger("library").warning("something happened")

    (line,) = lines(stream)
    assert (line["event"], line["logger"], line["level"]) == ("something happened", "library", "warning")


def test_events_below_the_level_are_not_written(stream: io.StringIO) -> None:
    structlog.get_logger("test").debug("graph.loaded")

    assert stream.getvalue() == ""


def test_the_console_form_is_readable_text() -> None:
    out = io.StringIO()
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    configure(form="console", stream=out)
    structlog.get_logger("test").info("graph.loaded", rows=3)
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()

    assert "graph.loaded" in out.getvalue()
    assert "rows=3" in out.getvalue()
