"""The page over facts in Neo4j: search, reasons and graph say what they say over the embedded store."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from api.security.rights import Role
from api.workplace import Workplace
from tests.neo4j_process import Neo4jServer
from tests.page_app import Guard, PageApp, make_home, served

FIRMS = 40


@pytest.fixture
def neo4j_page(
    neo4j_emptied: Neo4jServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PageApp]:
    """The application over a small demo whose facts are in Neo4j."""
    server = neo4j_emptied
    monkeypatch.setenv("GUANLIAN_STORE", "neo4j")
    monkeypatch.setenv("GUANLIAN_NEO4J__URI", server.uri)
    monkeypatch.setenv("GUANLIAN_NEO4J__USER", server.user)
    monkeypatch.setenv("GUANLIAN_NEO4J__PASSWORD", server.password)
    monkeypatch.setenv("GUANLIAN_NEO4J__DATABASE", server.database)
    place: Workplace = make_home(tmp_path / "home", firms=FIRMS, months=1)
    try:
        with served(place) as app:
            yield app
    finally:
        place.close()


def test_a_firm_in_neo4j_is_found_opened_and_its_table_read(neo4j_page: PageApp, browser: Browser) -> None:
    firm = neo4j_page.read("/search?q=市&limit=1")["items"][0]["node"]
    context = browser.new_context(base_url=neo4j_page.url, locale="zh-CN")
    neo4j_page.sign_in(context, neo4j_page.account(Role.ANALYSE))
    page, guard = context.new_page(), Guard(origin=neo4j_page.url)
    guard.watch(page)

    page.goto(f"/search?q={firm['label']}")
    page.get_by_role("table").get_by_role("link", name=firm["label"], exact=True).click()

    expect(page.get_by_role("heading", name="风险得分来源")).to_be_visible()
    page.get_by_role("tab", name="任职").click()
    expect(page.get_by_role("tabpanel")).not_to_contain_text("出现错误")
    assert guard.unexpected == []
    context.close()
