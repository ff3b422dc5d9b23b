"""Signing in by hand: wrong words, lock-out, forced change, an ended session."""

from collections.abc import Callable

import pyotp
import pytest
from playwright.sync_api import Page, expect

from api.security.rights import Role
from tests.page_app import PASSWORD, Guard, PageApp, picture, violations

NewPage = Callable[..., Page]


@pytest.fixture
def login(new_page: NewPage, page_app: PageApp) -> Page:
    page = new_page(base_url=page_app.url)
    page.goto("/login")
    return page


def sign_in(page: Page, account: str, password: str) -> None:
    page.get_by_label("账号").fill(account)
    page.get_by_label("口令", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()


def test_a_stranger_is_sent_to_the_sign_in_and_back(new_page: NewPage, page_app: PageApp) -> None:
    account = page_app.account(Role.QUERY, name="story-back")
    page = new_page(base_url=page_app.url)

    page.goto("/about?month=2026-09")
    expect(page).to_have_url(f"{page_app.url}/login?next=%2Fabout%3Fmonth%3D2026-09")
    sign_in(page, account, PASSWORD)

    expect(page).to_have_url(f"{page_app.url}/about?month=2026-09")


def test_the_sign_in_page_is_quiet_on_the_console(login: Page, guard: Guard) -> None:
    expect(login.get_by_label("账号")).to_be_visible()
    login.wait_for_load_state("networkidle")

    assert guard.seen == []


def test_a_second_factor_is_set_up_and_then_asked_for(login: Page, page_app: PageApp, guard: Guard) -> None:
    guard.expect("status of 401")
    account = page_app.account(Role.QUERY, name="story-totp")
    sign_in(login, account, PASSWORD)
    login.get_by_role("button", name="story-totp").click()
    login.get_by_role("menuitem", name="动态口令").click()
    login.get_by_label("口令", exact=True).fill(PASSWORD)
    login.get_by_role("button", name="生成密钥").click()
    phone = pyotp.TOTP(login.get_by_test_id("totp-secret").inner_text().strip())
    assert violations(login) == []
    login.get_by_label("动态口令").fill(phone.at(page_app.clock.now))
    login.get_by_role("button", name="启用").click()
    expect(login.get_by_role("heading", name="工作台")).to_be_visible()
    login.get_by_role("button", name="story-totp").click()
    login.get_by_role("menuitem", name="退出登录").click()

    sign_in(login, account, PASSWORD)
    login.get_by_label("动态口令").fill("000000")
    login.get_by_role("button", name="登录").click()
    expect(login.get_by_role("alert").first).to_contain_text("账号、口令或动态口令不正确")
    login.get_by_label("动态口令").fill(phone.at(page_app.clock.now + 30))
    login.get_by_role("button", name="登录").click()

    expect(login.get_by_role("heading", name="工作台")).to_be_visible()


def test_a_wrong_password_says_not_which_of_both_is_wrong(
    login: Page, page_app: PageApp, guard: Guard
) -> None:
    guard.expect("status of 401")
    account = page_app.account(Role.QUERY, name="story-wrong")

    sign_in(login, account, "wrong")
    expect(login.get_by_role("alert").first).to_contain_text("账号、口令或动态口令不正确")
    sign_in(login, "nobody-of-this-name", "wrong")

    expect(login.get_by_role("alert").first).to_contain_text("账号、口令或动态口令不正确")
    assert violations(login) == []


def test_too_many_failures_lock_the_account_and_say_so(login: Page, page_app: PageApp, guard: Guard) -> None:
    guard.expect("status of 4(01|23)")
    account = page_app.account(Role.QUERY, name="story-locked")

    for _ in range(page_app.security.settings.lockout_failures + 1):
        sign_in(login, account, "wrong")
        expect(login.get_by_role("button", name="登录")).to_be_enabled()
    sign_in(login, account, PASSWORD)

    expect(login.get_by_role("alert").first).to_contain_text("账号已锁定")


def test_a_one_time_password_must_be_changed_before_anything_else(login: Page, page_app: PageApp) -> None:
    account = page_app.account(Role.QUERY, name="story-first")
    page_app.security.accounts.change(account, must_change=True)

    sign_in(login, account, PASSWORD)
    expect(login.get_by_text("首次登录或口令已到期")).to_be_visible()
    login.get_by_label("现口令").fill(PASSWORD)
    login.get_by_label("新口令", exact=True).fill("Anderes-Wort-2026")
    login.get_by_label("再次输入新口令").fill("Anderes-Wort-2026")
    assert violations(login) == []
    login.get_by_role("button", name="保存并继续").click()

    expect(login.get_by_role("heading", name="工作台")).to_be_visible()


def test_an_ended_session_asks_to_sign_in_again_and_comes_back(
    signed_in_page: Callable[..., Page], page_app: PageApp, guard: Guard
) -> None:
    guard.expect("status of 401")
    page = signed_in_page(Role.QUERY, at="/search", name="story-ended")
    expect(page.get_by_role("heading", name="搜索")).to_be_visible()
    # What the page still asks for by itself would meet the ended session first.
    page.wait_for_load_state("networkidle")
    page_app.security.sessions.close_all("story-ended")

    page.get_by_role("combobox", name="搜索企业").fill("云岭")

    expect(page.get_by_role("status")).to_contain_text("会话已结束")
    sign_in(page, "story-ended", PASSWORD)
    expect(page).to_have_url(f"{page_app.url}/search")


def test_sign_in_speaks_english_by_switch(login: Page) -> None:
    picture(login, "login")
    login.get_by_role("button", name="English").click()

    expect(login.get_by_role("button", name="Sign in")).to_be_visible()
    assert login.locator("html").get_attribute("lang") == "en"
