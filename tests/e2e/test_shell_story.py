"""The frame around every page: sign-in asked for, navigation by right, language, dark, lost ways."""

from playwright.sync_api import Page, expect

from api.security.rights import Role
from tests.page_app import PageApp, violations


def test_a_stranger_is_sent_to_the_sign_in_and_back(new_page, page_app: PageApp) -> None:  # type: ignore[no-untyped-def]
    page: Page = new_page(base_url=page_app.url)

    page.goto("/clusters?month=2026-09")

    expect(page).to_have_url(f"{page_app.url}/login?next=%2Fclusters%3Fmonth%3D2026-09")


def test_navigation_shows_what_the_rights_open(signed_in_page) -> None:  # type: ignore[no-untyped-def]
    page = signed_in_page(Role.QUERY, at="/about")
    names = page.get_by_role("navigation").get_by_role("link")

    expect(names).to_have_text(
        ["工作台", "搜索", "关系图谱", "股权穿透", "路径", "风险群组", "等级迁移", "说明"]
    )


def test_an_unknown_address_is_not_found(signed_in_page) -> None:  # type: ignore[no-untyped-def]
    page = signed_in_page(Role.QUERY, at="/nowhere")

    expect(page.get_by_role("alert")).to_contain_text("没有找到")
    assert violations(page) == []
