"""Is it the right company: live search, results, filters, a pasted list."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from api.security.rights import Role
from tests.page_app import picture, violations

SignedIn = Callable[..., Page]


@pytest.fixture
def desk(signed_in_page: SignedIn) -> Page:
    page = signed_in_page(Role.ANALYSE)
    expect(page.get_by_role("heading", name="本月变动")).to_be_visible()
    return page


def test_the_desk_shows_classes_with_change_and_movers_with_cause(desk: Page) -> None:
    strip = desk.get_by_role("region", name="各类别企业数")

    expect(strip.get_by_role("img", name="D 类")).to_be_visible()
    expect(strip).to_contain_text("较上月")
    expect(desk.get_by_role("region", name="本月变动").get_by_role("listitem").first).to_contain_text("分")
    expect(desk.get_by_role("combobox", name="搜索企业")).to_be_focused()
    assert violations(desk) == []
    picture(desk, "home")


def test_a_class_on_the_desk_lists_its_firms_the_highest_score_first(desk: Page) -> None:
    desk.get_by_role("region", name="各类别企业数").get_by_role("link").filter(has_text="C").first.click()

    expect(desk).to_have_url(re.compile(r"/search\?.*class=C"))
    expect(desk.locator(".search-count")).to_contain_text("共")
    expect(desk.get_by_role("table").get_by_role("link").first).to_be_visible()
    assert violations(desk) == []


def test_pinyin_finds_a_firm_and_enter_opens_it(desk: Page) -> None:
    box = desk.get_by_role("combobox", name="搜索企业")
    box.fill("yunlingshi")
    expect(desk.locator(".search-hit").first).to_contain_text("拼音")
    assert violations(desk) == []

    box.press("ArrowDown")
    box.press("Enter")

    expect(desk.get_by_role("heading", name="风险得分来源")).to_be_visible()


def test_control_enter_opens_the_graph_of_the_first_hit(desk: Page) -> None:
    box = desk.get_by_role("combobox", name="搜索企业")
    box.fill("云岭市")
    expect(desk.locator(".search-hit").first).to_be_visible()

    box.press("Control+Enter")

    expect(desk).to_have_url(re.compile(r"/graph\?center="))


def test_filters_narrow_the_results_and_stay_in_the_address(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY, at="/search?q=云岭")
    count = page.locator(".search-count")
    expect(count).to_contain_text("共")
    before = count.inner_text()
    picture(page, "search")

    page.get_by_role("radio", name="C 类").click()

    expect(count).not_to_have_text(before)
    expect(page.get_by_role("row").nth(1).get_by_role("img", name="C 类")).to_be_visible()
    assert "class=C" in page.url
    expect(page.locator("mark").first).to_have_text("云岭")
    assert violations(page) == []


def test_nothing_found_says_so(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY, at="/search?q=没有这家企业")

    expect(page.get_by_text("没有数据")).to_be_visible()


def test_a_pasted_list_tells_class_change_and_what_was_not_found(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY, at="/search?q=云岭")
    firm = page.get_by_role("row").nth(1).get_by_role("cell").nth(1).inner_text()
    page.goto("/search?mode=list")

    page.get_by_label("名称或代码").fill(f"{firm}\n没有这家企业\n=cmd()")
    page.get_by_role("button", name="核查").click()

    expect(page.get_by_role("status").first).to_contain_text("共 3 行：找到 1")
    expect(page.get_by_role("row").nth(2)).to_contain_text("未找到")
    assert violations(page) == []
    with page.expect_download() as saved:
        page.get_by_role("button", name="导出 CSV").click()
    assert "'=cmd()" in saved.value.path().read_text(encoding="utf-8-sig")


def test_an_uploaded_list_is_looked_up(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY, at="/search?mode=list")

    page.locator("input[type=file]").set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": "名称\n没有这家企业\n".encode("gbk")}
    )

    expect(page.get_by_role("status").first).to_contain_text("未找到 1")


def test_more_than_five_hundred_lines_are_refused_before_they_are_sent(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY, at="/search?mode=list")

    page.get_by_label("名称或代码").fill("\n".join(f"企业{at}" for at in range(501)))

    expect(page.get_by_role("alert")).to_contain_text("最多 500 行，现有 501 行")
    expect(page.get_by_role("button", name="核查")).to_be_disabled()
