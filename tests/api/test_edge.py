"""What happens to every request alike: ids, hosts, lengths, headers, log, last resort."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import anyio
import pytest
import structlog
from fastapi import FastAPI, Response

from api.edge import MAX_ADDRESS_BYTES, SECURITY_HEADERS, Edge
from api.etags import EntityTags, matches
from api.problems import HANDLERS, PROBLEM_JSON
from graph import errors
from graph.errors import GuanlianError
from tests.http_client import Client


def every_error(kind: type[GuanlianError]) -> list[type[GuanlianError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in every_error(child))]


ERROR_CLASSES = [kind for kind in every_error(GuanlianError) if kind.__module__ == errors.__name__]


@pytest.fixture
def client() -> Client:
    app = FastAPI(docs_url=None, redoc_url=None)
    kinds = {kind.__name__: kind for kind in ERROR_CLASSES}

    @app.get("/good/{name}")
    def good(name: str, q: str = "", limit: int = 1) -> dict[str, Any]:
        return {"name": name, "q": q, "limit": limit}

    @app.get("/refused/{name}")
    def refused(name: str) -> None:
        raise kinds[name]("expected one thing, got another", row=1)

    @app.post("/taken")
    def taken(body: dict[str, Any]) -> dict[str, Any]:
        return body

    @app.get("/kept")
    def kept() -> Response:
        return Response(b"file", headers={"Content-Disposition": "attachment; filename=a.bin"})

    @app.get("/defect")
    def defect() -> None:
        raise KeyError("张三")

    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)
    app.add_middleware(EntityTags)
    app.add_middleware(Edge, hosts=("127.0.0.1", "::1", "localhost"), body_bytes=100, body_s=0.05)
    return Client(app)


def test_a_request_id_is_accepted_and_returned(client: Client) -> None:
    answer = client.get("/good/a", headers={"X-Request-Id": "job-17.a_b"})

    assert answer.headers["x-request-id"] == "job-17.a_b"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "a\tb", "a;b", "<script>"])
def test_a_request_id_that_could_steer_a_log_is_replaced(client: Client, given: str) -> None:
    answer = client.get("/good/a", headers={"X-Request-Id": given})

    assert len(answer.headers["x-request-id"]) == 32
    assert answer.headers["x-request-id"] != client.get("/good/a").headers["x-request-id"]


@pytest.mark.parametrize("path", ["/good/a", "/missing", "/refused/NotFoundError", "/defect"])
def test_every_answer_carries_the_security_headers(client: Client, path: str) -> None:
    answer = client.get(path)

    assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "cache-control" in answer.headers
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "localhost.evil.example", "", "127.0.0.2"]
)
def test_a_foreign_host_is_refused(client: Client, host: str) -> None:
    answer = client.get("/good/a", headers={"Host": host})

    assert answer.status_code == 421
    assert answer.json()["code"] == "host_refused"


@pytest.mark.parametrize("host", ["LOCALHOST", "localhost:80", "[::1]", "[::1]:8000", "127.0.0.1"])
def test_a_loopback_host_is_served(client: Client, host: str) -> None:
    assert client.get("/good/a", headers={"Host": host}).status_code == 200


def test_a_long_address_is_refused_before_it_is_parsed(client: Client) -> None:
    answer = client.get("/good/a", params={"q": "x" * MAX_ADDRESS_BYTES})

    assert answer.status_code == 414
    assert answer.json()["code"] == "uri_too_long"


@pytest.mark.parametrize("kind", ERROR_CLASSES, ids=lambda kind: kind.__name__)
def test_each_error_class_becomes_its_problem(client: Client, kind: type[GuanlianError]) -> None:
    answer = client.get(f"/refused/{kind.__name__}", headers={"X-Request-Id": "r1"})

    assert answer.status_code == kind.status
    assert answer.headers["content-type"] == PROBLEM_JSON
    body = answer.json()
    assert body["type"] == f"urn:guanlian:problem:{kind.code}"
    assert (body["code"], body["status"], body["request_id"]) == (kind.code, kind.status, "r1")
    assert body["detail"] == "expected one thing, got another"


def test_error_codes_are_unique() -> None:
    codes = [kind.code for kind in ERROR_CLASSES]

    assert len(set(codes)) == len(codes)


def test_a_parameter_problem_names_the_place_and_not_the_value(client: Client) -> None:
    answer = client.get("/good/a", params={"limit": "张三"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == "query.limit"
    assert "张三" not in answer.text


def test_an_unexpected_error_is_a_problem_without_its_message(client: Client) -> None:
    with structlog.testing.capture_logs() as logged:
        answer = client.get("/defect")

    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert "张三" not in answer.text
    assert "张三" not in str(logged)
    assert logged[0]["error"] == "KeyError"


def test_an_unknown_path_and_a_wrong_method_are_problems(client: Client) -> None:
    missing, posted = client.get("/missing"), client.post("/good/a")

    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    assert (posted.status_code, posted.json()["code"]) == (405, "method_not_allowed")
    assert posted.headers["allow"] == "GET"


def test_the_log_names_the_template_and_never_path_or_query(client: Client) -> None:
    with structlog.testing.capture_logs() as logged:
        client.get("/good/张三", params={"q": "李四"})

    (event,) = [found for found in logged if found["event"] == "http.request"]
    assert (event["route"], event["status"], event["method"]) == ("/good/{name}", 200, "GET")
    assert "张三" not in str(event)
    assert "李四" not in str(event)


def test_a_matching_entity_tag_is_answered_304_without_a_body(client: Client) -> None:
    first = client.get("/good/a")

    again = client.get("/good/a", headers={"If-None-Match": first.headers["etag"]})
    other = client.get("/good/b", headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "content-length" not in again.headers
    assert (other.status_code, other.json()["name"]) == (200, "b")


def test_errors_carry_no_entity_tag(client: Client) -> None:
    answer = client.get("/missing", headers={"If-None-Match": "*"})

    assert answer.status_code == 404
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_head_is_get_without_its_body(client: Client) -> None:
    whole, head = client.get("/good/a"), client.head("/good/a")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["content-length"] == whole.headers["content-length"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ("*", True),
        ('"b"', False),
        ("", False),
        ("a", False),
    ],
)
def test_entity_tags_are_compared_weakly(wanted: str, expected: bool) -> None:
    assert matches(wanted, '"a"') is expected


def test_a_declared_body_over_the_bound_is_refused_unread(client: Client) -> None:
    answer = client.post("/taken", content=b"{" + b" " * 100)

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert answer.headers["connection"] == "close"


def test_a_body_of_two_lengths_is_refused_and_the_connection_closed(client: Client) -> None:
    both = {"content-length": "5", "transfer-encoding": "chunked"}

    answer = client.request("POST", "/api/v1/session", content=b"{}", headers=both)

    assert (answer.status_code, answer.json()["code"]) == (400, "body_invalid")
    assert answer.headers["connection"] == "close"


def test_a_body_that_grows_over_the_bound_is_refused(client: Client) -> None:
    async def sent() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b" " * 50

    answer = client.post("/taken", content=sent(), headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_a_body_that_comes_too_slowly_is_refused(client: Client) -> None:
    async def sent() -> AsyncIterator[bytes]:
        yield b"{"
        await anyio.sleep(0.2)
        yield b"}"

    answer = client.post("/taken", content=sent(), headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (408, "body_too_slow")


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 90])
def test_a_body_that_is_no_json_is_a_problem(client: Client, body: bytes) -> None:
    answer = client.post("/taken", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == PROBLEM_JSON


def test_a_file_to_keep_carries_no_entity_tag(client: Client) -> None:
    answer = client.get("/kept")

    assert (answer.content, "etag" in answer.headers) == (b"file", False)
    assert answer.headers["cache-control"] == "no-store"


def test_browsers_are_kept_to_https_only_where_it_is_served() -> None:
    app = FastAPI(docs_url=None, redoc_url=None)
    app.add_middleware(Edge, hosts=("127.0.0.1",), https=True)
    plain = FastAPI(docs_url=None, redoc_url=None)
    plain.add_middleware(Edge, hosts=("127.0.0.1",))

    assert Client(app).get("/x").headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in Client(plain).get("/x").headers
