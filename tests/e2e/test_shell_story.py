"""The frame around every page: navigation by right, dark, month in the address, lost ways."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from api.security.rights import Role
from tests.page_app import violations

SignedIn = Callable[..., Page]


def test_navigation_shows_what_the_rights_open(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY, at="/about")

    names = page.get_by_role("navigation").get_by_role("link")

    expect(names).to_have_text(
        ["工作台", "搜索", "关系图谱", "股权穿透", "路径", "风险群组", "等级迁移", "说明"]
    )


def test_an_unknown_address_is_not_found(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY, at="/nowhere")

    expect(page.get_by_role("alert")).to_contain_text("没有找到")
    assert violations(page) == []


def test_the_month_stays_in_the_address_from_page_to_page(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY)
    expect(page.get_by_role("heading", name="本月变动")).to_be_visible()
    page.get_by_role("combobox", name="月份").click()
    page.get_by_title("2026-09").click()

    page.get_by_role("navigation").get_by_role("link", name="风险群组").click()

    expect(page.get_by_test_id("data-date").first).to_contain_text("2026-09")
    assert "month=2026-09" in page.url
