"""Who else is in it: the list of clusters, one cluster, its members."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from api.security.rights import Role
from tests.page_app import PageApp, picture, violations

SignedIn = Callable[..., Page]
MEMBERS = "成员名单"


def test_a_row_of_the_list_opens_the_cluster(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY, at="/clusters")
    expect(page.get_by_role("heading", level=1)).to_have_text("风险群组")
    expect(page.get_by_role("main")).to_contain_text("其中风险群组", timeout=20_000)
    picture(page, "clusters")
    assert violations(page) == []

    page.get_by_role("table").get_by_role("link").first.click()

    expect(page.get_by_role("region", name="为何成组")).to_contain_text("户企业主要因")
    expect(page.get_by_role("region", name="群组沿革").get_by_role("listitem")).not_to_have_count(0)
    expect(page.get_by_role("region", name="关系图")).to_contain_text("逐一显示")
    expect(page.get_by_test_id("cluster-graph")).to_have_attribute("data-state", "ready")
    assert violations(page) == []
    picture(page, "cluster")


def test_filters_of_the_list_are_in_the_address(signed_in_page: SignedIn, page_app: PageApp) -> None:
    page = signed_in_page(Role.QUERY, at="/clusters")
    sizes = page.get_by_role("table").locator("tbody tr td:nth-child(2)")
    expect(sizes).not_to_have_count(0)

    page.get_by_label("成员数至少").fill("20")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{page_app.url}/clusters?size=20")
    expect(sizes.filter(has_text="4")).to_have_count(0)
    assert all(int(text) >= 20 for text in sizes.all_inner_texts())


def test_chosen_members_go_to_the_watch_list_together(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY, name="story-watcher", at="/clusters?sort=size")
    page.get_by_role("table").get_by_role("link").first.click()
    rows = page.get_by_role("region", name=MEMBERS).locator("tbody tr")
    names = [rows.nth(at).get_by_role("link").inner_text() for at in (0, 1)]
    for at in (0, 1):
        rows.nth(at).get_by_role("checkbox").check()

    page.get_by_role("button", name="关注所选（2）").click()
    expect(page.get_by_text("已关注 2 家")).to_be_visible()
    page.get_by_role("link", name="工作台").click()

    for name in names:
        expect(page.get_by_role("link", name=name).first).to_be_visible()


def test_the_table_of_members_is_reached_and_paged_by_keyboard(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY, at="/clusters?sort=size")
    page.get_by_role("table").get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    members = page.get_by_role("region", name=MEMBERS)
    rows = members.locator("tbody tr")
    expect(rows).to_have_count(50)

    members.get_by_role("button", name="再显示").press("Enter")

    expect(members).to_contain_text("已显示 65 家")


def test_members_outside_the_own_area_show_a_class_and_no_score(signed_in_page: SignedIn) -> None:
    city = "SA0001"
    page = signed_in_page(Role.QUERY, authority=city, at="/clusters?sort=size")
    page.get_by_role("table").get_by_role("link").first.click()
    rows = page.get_by_role("region", name=MEMBERS).locator("tbody tr")
    expect(rows).to_have_count(50)
    scores = rows.locator("td:nth-child(5)")

    expect(scores.filter(has_text="–")).not_to_have_count(0)
    expect(scores.filter(has_not_text="–")).not_to_have_count(0)
    expect(rows.filter(has_text="辖区外").first.locator("td:nth-child(4)")).to_have_text("–")


def test_members_beyond_the_cap_stand_together_by_district(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY, at="/clusters?sort=size")
    # No cluster of the stories is above the cap of the page: the service is asked with a lower one.
    page.route(
        re.compile(r"/clusters/[^/]+/graph"),
        lambda route: route.continue_(url=f"{route.request.url}&cap=20".replace("graph&", "graph?")),
    )
    page.get_by_role("table").get_by_role("link").first.click()

    graph = page.get_by_role("region", name="关系图")
    expect(graph).to_contain_text("65 家中逐一显示 20 家。 其余按区划合并为一个节点。", timeout=20_000)
    expect(page.get_by_test_id("cluster-graph")).to_have_attribute("data-state", "ready")
    picture(page, "cluster-districts")
    graph.get_by_text("未单独显示的成员").click()
    districts = graph.get_by_role("listitem").all_inner_texts()

    assert sum(int(re.findall(r"：(\d+) 家", one)[0]) for one in districts) == 65 - 20
    assert all(re.match(r".{2}市.+[区县]：", one) for one in districts)
    assert violations(page) == []
