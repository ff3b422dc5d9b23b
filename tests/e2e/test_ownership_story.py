"""Who owns and controls an enterprise: the diagram, its cycles, its levels, by keys too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from api.cli import app as cli
from api.security.rights import Role
from api.workplace import Workplace
from scoring.results_types_ownership import Ownership
from tests.page_app import PageApp, picture, served, violations

ENTERPRISES = "/api/v1/enterprises"


def read(page: Page, address: str, **query: Any) -> Any:
    """Answer of the interface to the account that is signed in."""
    answer = page.request.get(address, params=query)
    assert answer.ok, answer.text()
    return answer.json()


@pytest.fixture
def desk(signed_in_page: Any) -> Page:
    """A page of an account that may analyse the whole area."""
    opened: Page = signed_in_page(Role.ANALYSE, at=None)
    return opened


@pytest.fixture(scope="module")
def page_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageApp]:
    """The application over a demo of one month whose companies hold each other in circles."""
    home = tmp_path_factory.mktemp("owned") / "home"
    words = ["--home", str(home), "demo", "--firms", "400", "--months", "1", "--seed", "7"]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output
    with served(Workplace(home)) as app:
        yield app


def found(app: PageApp, fits: Callable[[Ownership], bool]) -> str:
    """First enterprise of the demo whose ownership fits."""
    month = app.place.months.open()
    for one in month.scores.text("enterprise_id").to_pylist():
        if fits(month.ownership(one, as_of=None, depth=3, cap=300)):
            return str(one)
    raise AssertionError("expected such an enterprise in the demo")


def boxes(page: Page) -> Any:
    """Boxes of the diagram."""
    items = page.get_by_role("treeitem")
    expect(items.first).to_be_visible()
    return items


def test_the_controller_is_named_with_the_rule_that_makes_it_one(desk: Page, page_app: PageApp) -> None:
    identifier = found(page_app, lambda one: len(one.controllers) >= 2 and len(one.owners.nodes) >= 4)
    answer = read(desk, f"{ENTERPRISES}/{identifier}/ownership", depth=2)
    top = next(one for one in answer["ownership"]["controllers"] if one["ultimate"])

    desk.goto(f"/ownership/{identifier}")
    boxes(desk)
    facts = desk.get_by_test_id("ownership-facts")

    expect(facts).to_contain_text("控制（表决权过半数） · 公司法")
    expect(facts).to_contain_text(answer["labels"][top["id"]])
    expect(desk.locator(".ownership-line.majority").first).to_be_visible()
    assert violations(desk) == []
    picture(desk, "ownership")


def test_a_cycle_of_holdings_is_marked_and_not_opened_twice(desk: Page, page_app: PageApp) -> None:
    identifier = found(page_app, lambda one: bool(one.cycles))
    desk.goto(f"/ownership/{identifier}")
    items = boxes(desk)
    marked = desk.locator("[data-repeated=cycle]")
    for _ in range(4):
        if marked.count() > 0:
            break
        closed = desk.locator(".ownership-handle").filter(has_text="+")
        if closed.count() == 0:
            break
        before = items.count()
        closed.first.click()
        expect(items).not_to_have_count(before)

    expect(marked.first).to_have_attribute("aria-label", re.compile("循环持股"))
    expect(marked.first).not_to_have_attribute("aria-expanded", "false")
    expect(desk.get_by_test_id("ownership-facts")).to_contain_text("循环持股")
    picture(desk, "ownership-cycle")


def test_keys_alone_walk_the_tree_and_open_a_level(desk: Page, page_app: PageApp) -> None:
    identifier = found(page_app, lambda one: any(node.level == 2 for node in one.owners.nodes))
    desk.goto(f"/ownership/{identifier}")
    items = boxes(desk)

    items.first.focus()
    desk.keyboard.press("ArrowUp")
    focused = desk.locator("[role=treeitem]:focus")
    expect(focused).to_have_attribute("aria-level", "2")
    opened = desk.locator("[role=treeitem][aria-expanded=true]").first
    before = items.count()
    opened.focus()
    desk.keyboard.press("Enter")

    expect(items).not_to_have_count(before)
    expect(desk.locator("[role=treeitem]:focus")).to_have_attribute("aria-expanded", "false")


def test_small_holdings_are_left_out_by_the_slider(desk: Page, page_app: PageApp) -> None:
    identifier = found(
        page_app, lambda one: any(t.share is not None and t.share < 0.2 for t in one.owners.ties)
    )
    desk.goto(f"/ownership/{identifier}")
    items = boxes(desk)
    before = items.count()

    desk.goto(f"/ownership/{identifier}?least=50")
    boxes(desk)

    expect(items).not_to_have_count(before)
    expect(desk.get_by_role("slider")).to_have_attribute("aria-valuenow", "50")


def test_the_diagram_is_a_file_with_its_source_below(desk: Page, page_app: PageApp) -> None:
    identifier = found(page_app, lambda one: bool(one.owners.ties))
    desk.goto(f"/ownership/{identifier}")
    boxes(desk)

    with desk.expect_download() as svg:
        desk.get_by_role("button", name="SVG").click()
    with desk.expect_download() as png:
        desk.get_by_role("button", name="PNG").click()
    with desk.expect_download() as csv:
        desk.get_by_role("button", name="持股链 CSV").click()

    drawn = svg.value.path().read_text(encoding="utf-8")
    assert "操作人" in drawn
    assert "<script" not in drawn
    assert png.value.path().read_bytes().startswith(b"\x89PNG")
    assert csv.value.path().read_text(encoding="utf-8").startswith("\ufeff方向,持股链")


def test_an_enterprise_without_a_holding_says_so_in_words_and_leads_on(desk: Page, page_app: PageApp) -> None:
    lonely = found(page_app, lambda one: one.owners.total == one.owned.total == 0)

    desk.goto(f"/ownership/{lonely}")

    alone = desk.get_by_test_id("ownership-alone")
    expect(alone).to_contain_text("截至 2026-10-31，可见数据中既没有")
    expect(desk.get_by_role("treeitem")).to_have_count(0)
    expect(desk.get_by_test_id("ownership-facts")).to_contain_text("没有股东记录，控制人无从判断")
    assert violations(desk) == []
    alone.get_by_role("link", name="关系图谱").click()
    expect(desk).to_have_url(re.compile(f"/graph.*center={lonely}"))
