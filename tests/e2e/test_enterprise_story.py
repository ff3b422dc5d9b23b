"""How bad, did it change, why and because of whom; about, dark, English, print, a service that is gone."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from api.model_reads import model_card
from api.security.rights import Role
from gnn.model_card import GAIN_OF_RULES, Measured
from tests.carded_model import with_model
from tests.page_app import Guard, PageApp, picture, violations

SignedIn = Callable[..., Page]


def firm_of(page_app: PageApp, risk_class: str) -> dict[str, Any]:
    """A firm of a class that owes most to its related parties."""
    found = page_app.read(f"/search?q=市&class={risk_class}&limit=50")["items"]
    answers = [page_app.read(f"/enterprises/{hit['node']['id']}") for hit in found]
    return max(answers, key=lambda one: one["enterprise"]["factors"][3]["points"])["enterprise"]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def firm(page_app: PageApp) -> dict[str, Any]:
    """A firm of class C with related parties among its reasons."""
    return firm_of(page_app, "C")


@pytest.fixture
def page(signed_in_page: SignedIn, firm: dict[str, Any]) -> Page:
    opened = signed_in_page(Role.ANALYSE, at=f"/enterprise/{firm['enterprise_id']}")
    expect(opened.get_by_role("heading", name="风险得分来源")).to_be_visible()
    expect(opened.locator(".reason").first).to_be_visible()
    return opened


def test_the_head_tells_who_how_bad_and_the_change(page: Page, firm: dict[str, Any]) -> None:
    head = page.get_by_role("region", name="企业", exact=True)

    expect(page.get_by_role("heading", level=1)).to_have_text(firm["name"])
    expect(head).to_contain_text(firm["enterprise_id"])
    expect(head.get_by_role("img", name="C 类")).to_be_visible()
    expect(head).to_contain_text("法定代表人")
    expect(page.locator(".around")).to_be_visible()
    expect(page.get_by_test_id("data-date")).to_contain_text("2026-10")
    assert violations(page) == []
    picture(page, "enterprise")


def test_a_reason_opens_to_its_sentence_with_path_and_document(page: Page) -> None:
    reason = page.locator(".reason", has=page.locator(".path-line")).first

    reason.get_by_role("button", name="的依据").click()

    expect(reason.locator(".sentence").first).to_contain_text("关联路径")
    expect(reason.locator(".sentences")).to_contain_text(re.compile(r"〔\d{4}〕\d+号|自身信用风险类别"))
    expect(reason.locator(".path-chip")).not_to_have_count(0)
    assert violations(page) == []
    picture(page, "enterprise-reason", full=True)


def test_persons_on_a_path_are_masked_and_no_links(page: Page) -> None:
    chips = page.locator(".path-chip").all_inner_texts()
    persons = [text for text in chips if "*" in text]

    assert persons
    assert all(len(text.rstrip("*")) == 1 for text in persons)
    assert page.locator(".path-chip a", has_text="*").count() == 0


def test_a_factor_filters_the_reasons(page: Page) -> None:
    page.get_by_role("button", name="关联关系").click()

    expect(page.locator(".reason-factor").first).to_have_text("关联关系")
    assert set(page.locator(".reason-factor").all_inner_texts()) == {"关联关系"}


def test_tabs_hold_tables_of_the_registry(page: Page) -> None:
    page.get_by_role("tab", name="指标").click()
    expect(page.get_by_role("tabpanel").get_by_role("row").nth(1)).to_contain_text("JC01")

    page.get_by_role("tab", name="任职").click()

    expect(page.get_by_role("tabpanel").get_by_role("row").nth(1)).to_contain_text("*")
    assert violations(page) == []


def test_what_if_a_tie_were_not_is_computed(page: Page) -> None:
    box = page.get_by_role("region", name="如果没有这些关联")
    box.get_by_role("checkbox").first.check()

    box.get_by_role("button", name="试算").click()

    expect(box.get_by_role("status")).to_contain_text("变为")


def test_a_watched_firm_is_on_the_desk(signed_in_page: SignedIn, firm: dict[str, Any]) -> None:
    page = signed_in_page(Role.QUERY, at=f"/enterprise/{firm['enterprise_id']}", name="story-watch")
    page.get_by_role("button", name="关注").click()
    expect(page.get_by_role("button", name="已关注")).to_be_visible()

    page.get_by_role("navigation").get_by_role("link", name="工作台").click()

    expect(page.get_by_role("region", name="我的关注")).to_contain_text(firm["name"])


def test_outside_the_area_only_name_code_class_and_decisions_are_shown(
    signed_in_page: SignedIn, firm: dict[str, Any]
) -> None:
    other = "SA000101" if firm["supervising_authority"][:8] != "SA000101" else "SA000102"
    page = signed_in_page(Role.QUERY, at=f"/enterprise/{firm['enterprise_id']}", authority=other)

    expect(page.get_by_role("alert")).to_contain_text("不在管辖范围内")
    expect(page.get_by_role("heading", level=1)).to_have_text(firm["name"])
    assert page.get_by_text("风险得分来源").count() == 0
    assert "/ 1000" not in page.locator("#content").inner_text()
    assert violations(page) == []


def test_an_unknown_firm_is_not_found(signed_in_page: SignedIn, guard: Guard) -> None:
    guard.expect("status of 404")
    page = signed_in_page(Role.QUERY, at="/enterprise/none")

    expect(page.get_by_role("alert")).to_contain_text("没有找到")


def test_a_service_that_is_gone_is_told_and_tried_again(page: Page, guard: Guard) -> None:
    guard.expect("ERR_CONNECTION_REFUSED|ERR_FAILED")

    def refuse(route: Route) -> None:
        route.abort("connectionrefused")

    page.route("**/api/v1/clusters?**", refuse)
    page.route("**/api/v1/clusters", refuse)
    page.get_by_role("navigation").get_by_role("link", name="风险群组").click()
    expect(page.get_by_role("alert").first).to_contain_text("服务暂时连接不上")
    assert violations(page) == []
    page.unroute_all()

    page.get_by_role("button", name="重试").first.click()

    expect(page.get_by_role("alert")).to_have_count(0)


def test_dark_and_english_hold_the_contrast_too(page: Page) -> None:
    page.get_by_role("button", name="切换深浅色").click()
    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("heading", name="Where the score comes from")).to_be_visible()
    assert violations(page) == []
    picture(page, "enterprise-dark-english")


def test_print_leaves_out_head_and_navigation(page: Page) -> None:
    page.emulate_media(media="print")

    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.locator(".shell-head")).to_be_hidden()
    expect(page.get_by_role("heading", name="风险得分来源")).to_be_visible()


def test_about_names_pack_model_data_and_licences(signed_in_page: SignedIn, page_app: PageApp) -> None:
    """The picture of the guides is of a demo that learned: its home is given as TEST_PAGE_HOME."""
    words = {"baseline": "规则基线", "model": "已批准的模型"}
    page = signed_in_page(Role.QUERY, at="/about")
    expect(page.get_by_text(words[page_app.read("/about")["model"]["way"]]).first).to_be_visible()
    assert violations(page) == []
    picture(page, "about")

    page.get_by_role("tab", name="第三方许可").click()

    expect(page.get_by_role("region", name="第三方许可")).to_contain_text("antd")
    assert violations(page) == []


def test_the_card_of_a_model_shows_its_path_rules_and_those_it_tried(
    signed_in_page: SignedIn, tmp_path: Path
) -> None:
    tried = {
        f"{GAIN_OF_RULES}hubs_steep": Measured(value=0.006, low=0.001, high=0.011),
        f"{GAIN_OF_RULES}hubs_wider": Measured(value=-0.01, low=-0.02, high=0.0),
    }
    card = model_card(with_model(tmp_path, variant="hubs_steep", metrics=tried), "learned")
    assert card is not None

    def with_card(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        body["model"] |= {"way": "model", "model": "learned", "card": card.model_dump(mode="json")}
        route.fulfill(response=answer, json=body)

    page = signed_in_page(Role.QUERY, at=None)
    page.route("**/api/v1/about*", with_card)
    page.goto("/about")

    expect(page.get_by_text("路径规则：枢纽逐级衰减")).to_be_visible()
    rows = page.get_by_role("table", name="与规则包路径规则的比较").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("枢纽逐级衰减+0.0060 [+0.0010, +0.0110]采用")
    expect(rows.nth(2)).to_contain_text("枢纽从宽−0.0100 [−0.0200, +0.0000]未采用")
    expect(page.get_by_role("table", name="中间节点的计入比例")).to_contain_text("计入比例")
    assert violations(page) == []
