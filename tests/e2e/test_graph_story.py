"""The network of one enterprise: who else is in it, on the canvas, in the list, by keys alone."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from api.security.rights import Role
from tests.page_app import PageApp, picture, violations

ENTERPRISES = "/api/v1/enterprises"


def read(page: Page, address: str, **query: Any) -> Any:
    """Answer of the interface to the account that is signed in."""
    answer = page.request.get(address, params=query)
    assert answer.ok, answer.text()
    return answer.json()


def stage(page: Page) -> Locator:
    """The canvas, once every node has its place."""
    found = page.get_by_test_id("graph-stage")
    expect(found).to_have_attribute("data-state", "ready", timeout=20_000)
    return found


def drawn(page: Page) -> tuple[int, int]:
    """Nodes and ties that the canvas says it draws."""
    at = stage(page)
    return int(at.get_attribute("data-nodes") or 0), int(at.get_attribute("data-edges") or 0)


def graph(page: Page, centre: str, more: str = "") -> None:
    """Open the graph page on a centre."""
    page.goto(f"/graph?center={quote(centre)}{more}")
    stage(page)


@pytest.fixture
def desk(signed_in_page: Any) -> Page:
    """A page of an account that may analyse the whole area."""
    opened: Page = signed_in_page(Role.ANALYSE, at=None)
    return opened


@pytest.fixture
def centre(desk: Page) -> str:
    """An enterprise of many ties."""
    hits = read(desk, "/api/v1/search", q="公司", limit=100)["items"]
    nodes = [hit["node"] for hit in hits if hit["node"]["risk_class"] in ("C", "B")]
    return str(max(nodes, key=lambda node: (node["degree"], node["id"]))["id"])


def test_who_else_is_in_it_is_told_by_canvas_and_list_alike(desk: Page, centre: str) -> None:
    ego = read(desk, f"{ENTERPRISES}/{centre}/ego", hops=2)

    graph(desk, centre)
    nodes, ties = drawn(desk)
    picture(desk, "graph")
    assert (nodes, ties) == (ego["shown"], ego["ties_shown"])
    assert violations(desk) == []
    desk.get_by_text("列表", exact=True).click()

    expect(desk.get_by_role("tab", name=f"节点（{nodes}）")).to_be_visible()
    expect(desk.get_by_role("tab", name=f"关系（{ties}）")).to_be_visible()
    picture(desk, "graph-list")
    listed: list[str] = []
    while True:
        listed += desk.get_by_test_id("graph-nodes").locator("tbody td:first-child button").all_inner_texts()
        following = desk.locator(".ant-pagination-next:not(.ant-pagination-disabled) button")
        if following.count() == 0:
            break
        following.click()
    assert sorted(listed) == sorted(node["label"] for node in ego["nodes"])
    assert violations(desk) == []


def test_a_filter_hides_the_same_everywhere_and_is_in_the_address(desk: Page, centre: str) -> None:
    graph(desk, centre)
    before, _ = drawn(desk)

    desk.get_by_role("checkbox", name="自然人").click()
    expect(desk.get_by_test_id("graph-stage")).not_to_have_attribute("data-nodes", str(before))
    after, ties = drawn(desk)
    desk.get_by_text("列表", exact=True).click()

    assert after < before
    expect(desk.get_by_role("tab", name=f"节点（{after}）")).to_be_visible()
    expect(desk.get_by_role("tab", name=f"关系（{ties}）")).to_be_visible()
    assert "persons=0" in desk.url
    desk.reload()
    expect(desk.get_by_role("tab", name=f"节点（{after}）")).to_be_visible()


def outer_node(page: Page, centre: str) -> str:
    """A node of the picture that has ties outside it."""
    ego = read(page, f"{ENTERPRISES}/{centre}/ego", hops=2)
    shown: dict[str, int] = {node["id"]: 0 for node in ego["nodes"]}
    for tie in ego["ties"]:
        shown[tie["source_id"]] += 1
        shown[tie["target_id"]] += 1
    hidden = [n for n in ego["nodes"] if n["kind"] == "enterprise" and n["degree"] > shown[n["id"]]]
    return str(max(hidden, key=lambda n: (n["degree"] - shown[n["id"]], n["id"]))["id"])


def test_keys_alone_expand_undo_collapse_and_pin(desk: Page, centre: str) -> None:
    outer = outer_node(desk, centre)
    graph(desk, centre, f"&selected={outer}")
    before, _ = drawn(desk)
    at = stage(desk)
    expect(at).to_have_attribute("data-selected", outer)

    at.press("Enter")
    expect(at).not_to_have_attribute("data-nodes", str(before))
    grown, _ = drawn(desk)
    at.press("Control+z")
    expect(at).to_have_attribute("data-nodes", str(before))
    at.press("Control+Shift+Z")
    expect(at).to_have_attribute("data-nodes", str(grown))
    at.press("Delete")
    expect(at).not_to_have_attribute("data-nodes", str(grown))
    at.press("p")

    assert grown > before
    expect(desk.get_by_test_id("graph-panel").get_by_role("button", name="取消固定")).to_be_visible()


def test_arrows_walk_along_ties_and_say_where_they_are(desk: Page, centre: str) -> None:
    name = read(desk, f"{ENTERPRISES}/{centre}")["enterprise"]["name"]
    graph(desk, centre)
    at = stage(desk)

    at.press("ArrowRight")
    expect(at).to_have_attribute("data-selected", centre)
    expect(desk.get_by_test_id("graph-spoken")).to_contain_text(name)
    ties = read(desk, f"{ENTERPRISES}/{centre}/ego", hops=2)["ties"]
    joined = {frozenset((tie["source_id"], tie["target_id"])) for tie in ties}
    before, steps = centre, 0
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        at.press(key)
        after = at.get_attribute("data-selected") or ""
        assert after == before or frozenset((before, after)) in joined
        steps += after != before
        before = after

    assert steps > 0
    at.press("Escape")
    expect(at).to_have_attribute("data-selected", "")


def test_the_panel_says_why_the_enterprise_has_its_class(desk: Page, centre: str) -> None:
    enterprise = read(desk, f"{ENTERPRISES}/{centre}")["enterprise"]
    graph(desk, centre, f"&selected={centre}")
    panel = desk.get_by_test_id("graph-panel")

    expect(panel.get_by_role("heading", level=2)).to_have_text(enterprise["name"])
    expect(panel.locator(".graph-panel-score")).to_have_text(str(round(enterprise["score"])))
    expect(panel.get_by_test_id("graph-reasons").get_by_role("listitem").first).to_be_visible()
    picture(desk, "graph-panel")


def crowded(page: Page) -> tuple[str, str, int]:
    """An enterprise, a hub beside it with many ties that are not drawn, and how many ties that hub has."""
    for hit in read(page, "/api/v1/search", q="公司", limit=60)["items"]:
        ego = read(page, f"{ENTERPRISES}/{hit['node']['id']}/ego", hops=2)
        shown = [end for tie in ego["ties"] for end in (tie["source_id"], tie["target_id"])]
        for node in ego["nodes"]:
            if node["degree"] - shown.count(node["id"]) > 30:
                return str(hit["node"]["id"]), str(node["id"]), int(node["degree"])
    raise AssertionError("expected a hub in the demo")


def test_a_hub_says_how_much_is_hidden_and_lists_it_page_by_page(desk: Page) -> None:
    centre, hub, ties = crowded(desk)

    graph(desk, centre, f"&selected={quote(hub)}")
    listing = desk.get_by_test_id("graph-panel").get_by_test_id("neighbour-list")
    expect(listing).to_contain_text(f"已列出 {min(50, ties)} / {ties}")
    picture(desk, "graph-hub")
    if ties > 50:
        listing.get_by_role("button", name="再列 50 个").click()
        expect(listing).to_contain_text(f"已列出 {min(100, ties)} / {ties}")
    before, _ = drawn(desk)
    listing.get_by_role("button", name=re.compile("加到图上$")).and_(desk.locator(":enabled")).first.click()

    expect(desk.get_by_test_id("graph-stage")).to_have_attribute("data-nodes", str(before + 1))
    assert violations(desk) == []


def test_a_saved_view_opens_where_it_was_left(desk: Page, centre: str) -> None:
    graph(desk, centre)
    at = stage(desk)
    at.press("ArrowRight")
    at.press("p")
    desk.get_by_role("checkbox", name="地址与联系方式").click()
    expect(desk.get_by_role("checkbox", name="地址与联系方式")).not_to_be_checked()
    nodes, _ = drawn(desk)

    desk.get_by_role("button", name="我的视图").click()
    desk.get_by_role("textbox", name="视图名称").fill("专班七号")
    desk.get_by_role("button", name="保存视图").click()
    expect(desk.get_by_text("已保存“专班七号”")).to_be_visible()
    graph(desk, centre)
    desk.get_by_role("button", name="我的视图").click()
    desk.get_by_role("button", name="专班七号", exact=True).click()

    expect(at).to_have_attribute("data-nodes", str(nodes))
    expect(desk.get_by_role("checkbox", name="地址与联系方式")).not_to_be_checked()
    at.press("ArrowRight")
    expect(desk.get_by_test_id("graph-panel").get_by_role("button", name="取消固定")).to_be_visible()


def test_the_way_to_the_nearest_class_d_is_put_into_the_graph(desk: Page, centre: str) -> None:
    found = read(desk, f"{ENTERPRISES}/{centre}/paths/nearest", risk_class="D", limit=5)
    graph(desk, centre)

    desk.get_by_role("button", name="最近的 D 类").click()
    dialog = desk.get_by_role("dialog")
    if not found["paths"]:
        expect(dialog).to_contain_text("没有 D 类企业")
        return
    expect(dialog.get_by_test_id("way-rows").locator("tbody tr")).to_have_count(len(found["paths"]))
    dialog.get_by_role("button", name="在图上显示").click()

    expect(dialog).not_to_be_visible()
    desk.get_by_text("列表", exact=True).click()
    for box in ("A 类", "B 类", "C 类", "未分类"):
        desk.get_by_role("checkbox", name=re.compile(f"^{box}")).click()
    expect(desk.get_by_test_id("graph-nodes")).to_contain_text(found["paths"][0]["target"]["label"])


def test_files_of_the_page_are_a_picture_and_a_safe_table(desk: Page, centre: str) -> None:
    graph(desk, centre)

    with desk.expect_download() as png:
        desk.get_by_role("button", name="保存为 PNG 图片").click()
    with desk.expect_download() as csv:
        desk.get_by_role("button", name="保存为 CSV 表格").click()

    assert png.value.path().read_bytes().startswith(b"\x89PNG")
    table = csv.value.path().read_bytes()
    assert table.startswith("\ufeff标识,名称".encode())
    assert "操作人".encode() in table


def test_nothing_is_asked_of_an_unknown_centre(desk: Page, guard: Any) -> None:
    guard.expect("status of 404")
    desk.goto("/graph?center=nobody")

    expect(desk.get_by_role("alert")).to_contain_text("没有找到")


def test_english_and_dark_serve_the_same_graph(desk: Page, page_app: PageApp, centre: str) -> None:
    graph(desk, centre)
    nodes, _ = drawn(desk)
    desk.get_by_role("button", name="English").click()
    desk.get_by_role("button", name="Switch between light and dark").click()

    expect(desk.get_by_role("heading", level=1)).to_contain_text("Relation graph")
    assert drawn(desk)[0] == nodes
    assert violations(desk) == []
    picture(desk, "graph-dark-english")
