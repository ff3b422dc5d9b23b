"""Administration: an account made by two hands, its one-time password, the audit and its chain."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from api.security.rights import Role
from tests.page_app import Guard, PageApp, picture, violations

SignedIn = Callable[..., Page]
NewPage = Callable[..., Page]
OWN = "Neues-Wort-2026-Berg"


def part(page: Page, name: str) -> Page:
    page.get_by_role("tab", name=name).click()
    return page


def test_each_administrator_sees_the_own_part_only(signed_in_page: SignedIn) -> None:
    def parts(role: Role) -> list[str]:
        page = signed_in_page(role, at="/admin")
        expect(page.get_by_role("tab").first).to_be_visible()
        return page.get_by_role("tab").all_inner_texts()

    assert parts(Role.SYSTEM_ADMIN) == ["账号"]
    assert parts(Role.SECURITY_ADMIN) == ["账号", "接口密钥", "监管机关", "通知推送"]
    assert parts(Role.AUDIT_ADMIN) == ["审计", "告警"]


def test_an_investigator_has_no_administration(signed_in_page: SignedIn) -> None:
    page = signed_in_page(Role.QUERY, at="/admin")

    expect(page.get_by_role("alert")).to_contain_text("没有权限")
    expect(page.get_by_role("navigation").get_by_role("link", name="管理")).to_have_count(0)


def test_an_account_takes_two_administrators_and_its_one_time_password_is_changed(
    signed_in_page: SignedIn, new_page: NewPage, page_app: PageApp
) -> None:
    system = signed_in_page(Role.SYSTEM_ADMIN, name="system01", at="/admin")
    system.get_by_role("button", name="新建账号").click()
    form = system.get_by_role("dialog")
    form.get_by_label("账号").fill("chaxun05")
    form.get_by_label("显示名").fill("新同事")
    form.get_by_role("button", name="建立").click()
    password = system.get_by_test_id("one-time").inner_text()
    system.get_by_role("button", name="已记下").click()
    expect(system.get_by_text(password)).to_have_count(0)
    expect(system.get_by_role("button", name="角色与辖区")).to_have_count(0)
    picture(system, "admin-accounts")
    assert violations(system) == []

    security = signed_in_page(Role.SECURITY_ADMIN, name="security01", at="/admin")
    row = security.get_by_role("row").filter(has_text="chaxun05")
    row.get_by_role("button", name="角色与辖区").click()
    roles = security.get_by_role("dialog")
    roles.get_by_label("查询").check()
    roles.get_by_label("监管机关").check()
    roles.get_by_label("机关代码").fill("SA000101")
    picture(security, "admin-roles")
    roles.get_by_role("button", name="保存").click()
    expect(row).to_contain_text("临江区市场监督管理局")
    if row.get_by_role("button", name="解锁").count():
        row.get_by_role("button", name="解锁").click()
        expect(row.get_by_role("button", name="解锁")).to_have_count(0)

    own = new_page(base_url=page_app.url)
    own.goto("/login")
    own.get_by_label("账号").fill("chaxun05")
    own.get_by_label("口令", exact=True).fill(password)
    own.get_by_role("button", name="登录").click()
    own.get_by_label("现口令").fill(password)
    own.get_by_label("新口令", exact=True).fill(OWN)
    own.get_by_label("再次输入新口令").fill(OWN)
    own.get_by_role("button", name="保存并继续").click()
    expect(own.get_by_role("navigation").get_by_role("link", name="搜索")).to_be_visible()
    expect(own.get_by_role("button", name="新同事")).to_contain_text("临江区")


def test_a_name_that_looks_like_markup_is_text_and_runs_nothing(
    signed_in_page: SignedIn, page_app: PageApp, guard: Guard
) -> None:
    hostile = '<img src="/x" onerror="document.title=1"><script>document.title=2</script>'
    page_app.account(Role.SYSTEM_ADMIN, name="story-markup")
    page_app.security.accounts.change("story-markup", display=hostile)

    page = signed_in_page(Role.SYSTEM_ADMIN, name="story-markup", at="/admin")

    expect(page.get_by_role("row").filter(has_text="story-markup")).to_contain_text(hostile)
    expect(page.get_by_role("button", name=hostile)).to_be_visible()
    assert page.locator("img[src='/x']").count() == 0
    assert page.title() not in ("1", "2")
    assert guard.seen == []


def test_roles_that_one_person_may_not_hold_together_are_refused(
    signed_in_page: SignedIn, page_app: PageApp, guard: Guard
) -> None:
    guard.expect("status of 4(09|22)")
    page_app.account(Role.QUERY, name="story-both")
    security = signed_in_page(Role.SECURITY_ADMIN, name="security01", at="/admin")
    row = security.get_by_role("row").filter(has_text="story-both")
    row.get_by_role("button", name="角色与辖区").click()
    roles = security.get_by_role("dialog")
    roles.get_by_label("研判").check()
    roles.get_by_label("审核").check()
    roles.get_by_role("button", name="保存").click()

    expect(roles.get_by_role("alert")).to_be_visible()


def test_a_key_is_granted_by_one_and_its_text_is_made_by_the_other(
    signed_in_page: SignedIn, page_app: PageApp
) -> None:
    page_app.account(Role.QUERY, name="shuangsuiji")
    page = part(signed_in_page(Role.SECURITY_ADMIN, name="security01", at="/admin"), "接口密钥")
    page.get_by_role("button", name="授予密钥").click()
    form = page.get_by_role("dialog")
    form.get_by_label("用途说明").fill("双随机平台")
    form.get_by_label("所属账号").fill("shuangsuiji")
    form.get_by_role("button", name="授予").click()
    granted = page.get_by_role("row").filter(has_text="双随机平台")
    expect(granted).to_contain_text("待本人领取")
    expect(page.get_by_test_id("one-time")).to_have_count(0)
    expect(granted.get_by_role("button", name="领取")).to_have_count(0)
    picture(page, "admin-keys")
    assert violations(page) == []

    holder = signed_in_page(Role.QUERY, name="shuangsuiji")
    holder.get_by_role("button", name="shuangsuiji").click()
    holder.get_by_role("menuitem", name="接口密钥").click()
    row = holder.get_by_role("row").filter(has_text="双随机平台")
    row.get_by_role("button", name="领取").click()
    text = holder.get_by_test_id("one-time").inner_text()
    assert text.startswith("glk_")
    holder.get_by_role("button", name="已记下").click()

    expect(row).to_contain_text("有效")
    expect(row.get_by_role("button", name="领取")).to_have_count(0)
    expect(holder.get_by_text(text)).to_have_count(0)
    picture(holder, "own-keys")
    assert violations(holder) == []


def test_the_audit_tells_what_was_done_and_its_chain_is_whole(
    signed_in_page: SignedIn, page_app: PageApp
) -> None:
    firm = str(page_app.place.months.open().scores.text("enterprise_id")[0])
    seen = signed_in_page(Role.QUERY, name="chaxun02", at=f"/enterprise/{firm}")
    expect(seen.get_by_test_id("data-date")).to_be_visible()
    page = signed_in_page(Role.AUDIT_ADMIN, at="/admin")
    rows = page.get_by_role("region", name="审计").locator(".ant-table-row")
    expect(rows.first).to_be_visible(timeout=10_000)

    expect(page.get_by_role("row").filter(has_text="enterprise.viewed").first).to_contain_text("chaxun02")

    page.get_by_role("button", name="校验审计链").click()

    found = page.get_by_role("status").filter(has_text="完整：第 1 至第")
    expect(found).to_be_visible()
    expect(found).not_to_contain_text("时钟")
    picture(page, "admin-audit")
    assert violations(page) == []


@pytest.mark.parametrize("name", ["监管机关", "通知推送"])
def test_parts_of_the_security_administrator_have_no_violation(signed_in_page: SignedIn, name: str) -> None:
    page = part(signed_in_page(Role.SECURITY_ADMIN, name="security01", at="/admin"), name)

    expect(page.get_by_role("tabpanel")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert violations(page) == []
