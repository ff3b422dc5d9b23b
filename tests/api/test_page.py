"""The page beside the interface: fallback, nonce, caching, compression, HEAD."""

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from api.edge import Edge
from api.page import BUILT, FOREVER, Page
from api.routes.base import PREFIX
from tests.http_client import Client

INDEX = '<!doctype html><meta property="csp-nonce" nonce="GUANLIAN_NONCE"><title>关联</title>'
SCRIPT = "console.info(1);" * 200


@pytest.fixture
def page(tmp_path: Path) -> Client:
    """A page of an index, a script and a picture, in front of an interface of one route."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(INDEX, encoding="utf-8")
    (tmp_path / "assets" / "index-abc.js").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "favicon.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / ".stamp").write_text("secret", encoding="utf-8")
    app = FastAPI()
    app.get("/api/v1/thing")(lambda: {"thing": 1})
    app.add_middleware(Page, folder=tmp_path)
    app.add_middleware(Edge, hosts=("127.0.0.1",))
    return Client(app)


@pytest.mark.parametrize("path", ["/", "/enterprise/91", "/clusters?month=2026-09", "/index.html", "/apiary"])
def test_every_address_outside_the_interface_is_the_page(page: Client, path: str) -> None:
    answer = page.get(path)

    assert answer.status_code == 200
    assert "关联" in answer.text
    assert answer.headers["cache-control"] == "no-cache"


def test_every_index_has_a_nonce_of_its_own_that_its_policy_names(page: Client) -> None:
    first, second = page.get("/"), page.get("/")
    found = re.search(r'nonce="([\w-]{20,})"', first.text)

    assert found is not None
    assert f"'nonce-{found[1]}'" in first.headers["content-security-policy"]
    assert found[1] not in second.text


def test_the_policy_lets_in_nothing_from_elsewhere_and_no_inline_script(page: Client) -> None:
    policy = page.get("/").headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_assets_are_kept_for_ever_and_travel_compressed(page: Client) -> None:
    packed = page.get("/assets/index-abc.js", headers={"Accept-Encoding": "gzip"})
    plain = page.get("/assets/index-abc.js", headers={"Accept-Encoding": "identity"})

    assert packed.headers["cache-control"] == FOREVER
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(SCRIPT)
    assert packed.text == plain.text == SCRIPT
    assert "content-encoding" not in plain.headers


def test_a_known_file_is_not_sent_twice(page: Client) -> None:
    tag = page.get("/favicon.svg").headers["etag"]
    again = page.get("/favicon.svg", headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/assets/index-old.js", "/assets"])
def test_a_missing_asset_is_a_problem_and_never_the_index(page: Client, path: str) -> None:
    answer = page.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "path", ["/.stamp", "/../pyproject.toml", "/..%2f..%2fpyproject.toml", "//etc/passwd"]
)
def test_nothing_but_built_files_leaves_the_folder(page: Client, path: str) -> None:
    answer = page.get(path)

    assert "secret" not in answer.text
    assert "root:" not in answer.text
    assert "[project]" not in answer.text


def test_head_is_get_without_its_body(page: Client) -> None:
    answer = page.head("/")

    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 0


def test_the_interface_and_other_methods_pass_through(page: Client) -> None:
    assert page.get("/api/v1/thing").json() == {"thing": 1}
    assert page.get("/api/v1/nothing").status_code == 404
    assert page.post("/").status_code in (404, 405)


def test_without_a_build_the_interface_answers_alone(tmp_path: Path) -> None:
    app = FastAPI()
    app.add_middleware(Page, folder=tmp_path / "none")

    assert Client(app).get("/").status_code == 404


@pytest.mark.parametrize(
    "path", ["/docs", "/redoc", "/openapi.json", f"{PREFIX}/docs", "/", "/docs/oauth2-redirect"]
)
def test_there_is_no_page_that_loads_from_another_host(recorded: Any, path: str) -> None:
    answer = recorded.client.get(path)

    # Where the page is built it answers every address of its own; nothing of the interface's does.
    assert answer.status_code == (
        200 if (BUILT / "index.html").exists() and not path.startswith(PREFIX) else 404
    )
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", answer.text)
