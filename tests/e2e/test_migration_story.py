"""Did it change, and who else: the matrix, its list, flows and shares."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from api.security.rights import Role
from tests.page_app import PageApp, picture, violations

SignedIn = Callable[..., Page]


def test_a_cell_of_the_matrix_lists_those_enterprises_with_causes(
    signed_in_page: SignedIn, page_app: PageApp
) -> None:
    page = signed_in_page(Role.QUERY, at="/migration")
    matrix = page.get_by_role("region", name="迁移矩阵")
    cell = matrix.get_by_role("button", name="A 到 B")
    expect(cell).to_be_visible()
    page.wait_for_load_state("networkidle")
    picture(page, "migration", full=True)
    assert violations(page) == []
    count = int(cell.locator("span").nth(1).inner_text())

    cell.click()

    rows = page.get_by_role("region", name="类别变化名单").locator("tbody tr")
    expect(rows).to_have_count(count)
    expect(page.get_by_text("已选：A → B")).to_be_visible()
    expect(page).to_have_url(f"{page_app.url}/migration?from=A&to=B")
    expect(rows.first).to_contain_text("→")


def test_the_list_of_a_cause_is_as_long_as_its_bar_says(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY, at="/migration")
    bar = page.get_by_role("region", name="主要原因").get_by_role("button").first
    count = int(bar.locator("span").last.inner_text())

    bar.press("Enter")

    expect(page.get_by_role("region", name="类别变化名单")).to_contain_text(f"共 {count} 家")


def test_a_reader_of_an_area_is_told_how_many_of_the_list_are_outside(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY, authority="SA0001", at="/migration")
    listed = page.get_by_role("region", name="类别变化名单")
    foot = listed.get_by_text("其中辖区内")
    expect(foot).to_be_visible()

    total, inside, outside, shown = (int(number) for number in re.findall(r"\d+", foot.inner_text()))

    assert (total, shown) == (inside + outside, inside + outside)
    expect(listed.locator("tbody tr").filter(has_text="辖区外")).to_have_count(outside)


def test_the_first_month_has_nothing_to_compare_with_and_says_so(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY, at="/migration?month=2026-08")

    expect(page.get_by_text("没有可比较的上一期")).to_be_visible()


def test_the_month_switch_changes_the_matrix_and_stays_in_the_address(
    signed_in_page: SignedIn, page_app: PageApp
) -> None:
    page = signed_in_page(Role.QUERY, at="/migration")
    expect(page.get_by_text("与上一期（2026-09）相比")).to_be_visible()

    page.get_by_role("combobox", name="月份").click()
    page.get_by_title("2026-09", exact=True).click()

    expect(page.get_by_text("与上一期（2026-08）相比")).to_be_visible()
    expect(page).to_have_url(f"{page_app.url}/migration?month=2026-09")


def test_figures_of_the_charts_stand_in_a_table_too(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY, at="/migration")
    card = page.get_by_role("region", name="近 12 个月各类别占比")
    expect(card.get_by_role("img", name="各类别占比折线图")).to_be_visible()

    card.get_by_text("占比数字").click()

    expect(card.get_by_role("rowheader")).to_have_text(["2026-08", "2026-09", "2026-10"])


def test_the_page_is_dark_and_english_by_switch(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY, at="/migration")
    page.get_by_role("button", name="切换深浅色").click()
    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Migration of classes")
    page.wait_for_load_state("networkidle")
    picture(page, "migration-dark-en")
    assert violations(page) == []
