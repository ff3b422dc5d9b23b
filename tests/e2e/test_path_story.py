"""How two enterprises hang together: paths as rows, the chosen one bold in the graph."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from api.security.rights import Role
from tests.page_app import picture, violations

ENTERPRISES = "/api/v1/enterprises"


@pytest.fixture
def desk(signed_in_page: Any) -> Page:
    """A page of an account that may analyse the whole area."""
    opened: Page = signed_in_page(Role.ANALYSE, at=None)
    return opened


def two(page: Page) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two enterprises with another node between them."""
    hits = page.request.get("/api/v1/search", params={"q": "公司", "limit": 100}).json()["items"]
    start = max((hit["node"] for hit in hits), key=lambda node: (node["degree"], node["id"]))
    ego = page.request.get(f"{ENTERPRISES}/{start['id']}/ego", params={"hops": 2}).json()
    near = {i for t in ego["ties"] for i in (t["source_id"], t["target_id"]) if start["id"] in t.values()}
    firms = [n for n in ego["nodes"] if n["kind"] == "enterprise" and n["id"] not in near | {start["id"]}]
    return start, min(firms, key=lambda node: str(node["id"]))


def test_paths_are_rows_of_text_and_the_chosen_one_is_drawn(desk: Page) -> None:
    start, end = two(desk)
    found = desk.request.get(f"{ENTERPRISES}/{start['id']}/paths", params={"to": end["id"]}).json()

    desk.goto(f"/path?a={start['id']}&b={end['id']}")
    rows = desk.get_by_test_id("way-rows").locator("tbody tr")

    expect(rows).to_have_count(found["shown"])
    expect(rows.first).to_contain_text(end["label"])
    expect(rows.first).to_contain_text(f"{found['hops']} 步")
    expect(desk.get_by_test_id("graph-stage")).to_have_attribute("data-state", "ready", timeout=20_000)
    assert violations(desk) == []
    picture(desk, "path")


def test_ends_are_found_by_writing_and_can_be_swapped(desk: Page) -> None:
    start, end = two(desk)
    desk.goto("/path")

    for name, node in (("起点企业", start), ("终点企业", end)):
        desk.get_by_role("combobox", name=name).fill(node["label"])
        desk.locator(".ant-select-item-option").filter(has_text=node["id"]).click()
    expect(desk.get_by_test_id("way-rows")).to_be_visible()
    desk.get_by_role("button", name="交换起点和终点").click()

    expect(desk).to_have_url(f"{desk.url.split('/path')[0]}/path?a={end['id']}&b={start['id']}")
    expect(desk.get_by_test_id("way-rows").locator("tbody tr").first).to_contain_text(start["label"])


def test_no_path_says_what_to_loosen(desk: Page) -> None:
    start, end = two(desk)

    desk.goto(f"/path?a={start['id']}&b={end['id']}&kinds=POSSIBLY_SAME&length=2")

    expect(desk.get_by_text("在允许的步数和关系内没有路径")).to_be_visible()
