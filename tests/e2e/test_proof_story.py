"""Why, because of whom, proof: why one class C is C, its dossier; masks, one name revealed; the area."""

from collections.abc import Callable

import numpy as np
from playwright.sync_api import Page, expect

from api.security.rights import Role
from scoring.classes import CLASS_NAMES
from tests.page_app import Guard, PageApp, picture, violations

SignedIn = Callable[..., Page]
DISTRICT = "SA000101"


def firm_of_class(app: PageApp, wanted: str, *, outside: str | None = None) -> tuple[str, str]:
    """Id and name of some enterprise of a class; outside an authority if one is named."""
    scores = app.place.months.open().scores
    fits = scores.numbers("risk_class") == CLASS_NAMES.index(wanted)
    if outside is not None:
        held = np.asarray(scores.text("supervising_authority").to_pylist(), dtype=object)
        fits &= np.asarray([not str(one).startswith(outside) for one in held])
    row = int(np.flatnonzero(fits)[0])
    return str(scores.text("enterprise_id")[row]), str(scores.text("name")[row])


def test_why_a_class_c_enterprise_is_c_and_its_dossier(signed_in_page: SignedIn, page_app: PageApp) -> None:
    firm, name = firm_of_class(page_app, "C")
    page = signed_in_page(Role.ANALYSE, at="/")

    page.get_by_role("combobox", name="搜索企业").fill(name)
    expect(page.locator(".search-hit").first).to_contain_text(name)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_role("main").get_by_role("img", name="C 类").first).to_be_visible()
    expect(page.get_by_role("region", name="企业", exact=True)).to_contain_text("C 类 500 至 750 分")
    reasons = page.get_by_role("region", name="风险得分来源").get_by_role("listitem")
    reasons.first.get_by_role("button", name="的依据").click()
    expect(reasons.first).to_contain_text("怎样可以消除")

    page.get_by_role("button", name="导出").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("用途").click()
    page.get_by_title("线索核查").click()
    dialog.get_by_label("接收方").click()
    page.get_by_title("本单位").click()
    picture(page, "export")
    assert violations(page) == []
    dialog.get_by_role("button", name="开始导出").click()
    download = dialog.get_by_role("link", name="下载文件")
    expect(download).to_be_visible(timeout=30_000)
    with page.expect_download() as got:
        download.click()

    assert got.value.path().read_bytes().startswith(b"%PDF-")
    assert firm in got.value.suggested_filename
    expect(dialog).to_contain_text("SHA-256")


def test_an_export_without_a_purpose_is_not_sent(signed_in_page: SignedIn, page_app: PageApp) -> None:
    firm, _ = firm_of_class(page_app, "C")
    page = signed_in_page(Role.ANALYSE, at=f"/enterprise/{firm}")
    page.get_by_role("button", name="导出").click()
    dialog = page.get_by_role("dialog")

    dialog.get_by_role("button", name="开始导出").click()

    expect(dialog).to_contain_text("请选择用途")
    expect(dialog.get_by_role("link", name="下载文件")).to_have_count(0)


def test_a_person_is_masked_until_the_name_is_asked_for_with_a_reason(
    signed_in_page: SignedIn, page_app: PageApp
) -> None:
    firm, _ = firm_of_class(page_app, "C")
    page = signed_in_page(Role.ANALYSE, at=f"/enterprise/{firm}")
    ask = page.get_by_role("button", name="查看姓名：").first
    masked = (ask.get_attribute("aria-label") or "").removeprefix("查看姓名：")
    assert masked[1:].strip("*") == ""

    ask.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="查看姓名").click()
    expect(dialog).to_contain_text("请写明理由")
    dialog.get_by_label("用途").click()
    page.get_by_title("线索核查").click()
    dialog.get_by_label("理由").fill("核查线索：法定代表人身份")
    assert violations(page) == []
    dialog.get_by_role("button", name="查看姓名").click()
    name = page.get_by_test_id("revealed-name").inner_text()
    assert name[0] == masked[0]
    assert "*" not in name

    page.keyboard.press("Escape")
    expect(page.get_by_text(name, exact=True)).to_have_count(0)


def test_an_enterprise_outside_the_own_area_shows_its_class_and_no_score(
    signed_in_page: SignedIn, page_app: PageApp
) -> None:
    firm, name = firm_of_class(page_app, "C", outside=DISTRICT)
    page = signed_in_page(Role.QUERY, authority=DISTRICT, at=f"/enterprise/{firm}")

    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_role("alert")).to_contain_text("不在管辖范围内")
    expect(page.get_by_text("/ 1000")).to_have_count(0)
    expect(page.get_by_role("button", name="导出")).to_have_count(0)
    picture(page, "enterprise-outside")
    assert violations(page) == []


def test_a_server_that_is_gone_says_so_and_is_asked_again(
    signed_in_page: SignedIn, page_app: PageApp, guard: Guard
) -> None:
    guard.expect("ERR_FAILED")
    page = signed_in_page(Role.QUERY, at="/about")
    page.route("**/api/v1/clusters*", lambda route: route.abort())
    page.get_by_role("link", name="风险群组").click()
    expect(page.get_by_role("alert")).to_contain_text("服务暂时连接不上")
    assert violations(page) == []

    page.unroute("**/api/v1/clusters*")
    page.get_by_role("button", name="重试").click()

    expect(page.get_by_role("table")).to_be_visible()
