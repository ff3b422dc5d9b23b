"""Where two hands or two systems are needed: a name revealed, single sign-on, notices to others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from api.security.rights import Role
from api.server import listen
from api.workplace import Workplace
from graph.settings import OidcSettings
from scoring.classes import CLASS_NAMES
from tests.oidc_issuer import CLIENT, Issuer, issuer_for_tests
from tests.page_app import Guard, PageApp, address_of, picture, served_at, violations

SignedIn = Callable[..., Page]
NewPage = Callable[..., Page]


@dataclass(frozen=True)
class Site:
    """An application with a single sign-on beside it."""

    app: PageApp
    issuer: Issuer


@pytest.fixture(scope="module")
def site(page_home: Callable[[], Workplace]) -> Iterator[Site]:
    """A site that asks for two persons, has a single sign-on and may call one host."""
    with (
        pytest.MonkeyPatch.context() as environment,
        issuer_for_tests() as issuer,
        listen("127.0.0.1", 0) as bound,
    ):
        environment.setenv("GUANLIAN_WEBHOOKS__HOSTS", '["hooks.example"]')
        back = f"{address_of(bound)}/api/v1/session/oidc/callback"
        oidc = OidcSettings(issuer=issuer.address, client_id=CLIENT, redirect_url=back)
        with served_at(bound, page_home(), two_person_reveal=True, oidc=oidc) as app:
            yield Site(app=app, issuer=issuer)


@pytest.fixture(scope="module")
def page_app(site: Site) -> PageApp:
    """The application of these stories."""
    return site.app


def test_a_name_is_shown_once_after_a_second_person_agreed(
    signed_in_page: SignedIn, page_app: PageApp
) -> None:
    scores = page_app.place.months.open().scores
    row = int(np.flatnonzero(scores.numbers("risk_class") == CLASS_NAMES.index("C"))[0])
    firm = str(scores.text("enterprise_id")[row])
    asker = signed_in_page(Role.ANALYSE, name="yanpan02", at=f"/enterprise/{firm}")
    ask = asker.get_by_role("button", name="查看姓名：").first
    masked = (ask.get_attribute("aria-label") or "").removeprefix("查看姓名：")
    ask.click()
    dialog = asker.get_by_role("dialog")
    dialog.get_by_label("用途").click()
    asker.get_by_title("线索核查").click()
    dialog.get_by_label("理由").fill("核查线索：法定代表人身份")
    dialog.get_by_role("button", name="查看姓名").click()
    expect(dialog).to_contain_text("须由另一人批准")
    expect(asker.get_by_test_id("revealed-name")).to_have_count(0)

    second = signed_in_page(Role.APPROVE, name="shenhe02", at="/decisions?part=reveals")
    second.get_by_role("row").filter(has_text="yanpan02").get_by_role("button", name="审批").click()
    decide = second.get_by_role("dialog")
    expect(decide.get_by_role("button", name="批准", exact=True)).to_be_disabled()
    decide.get_by_label("理由").fill("线索属实，同意查看")
    picture(second, "reveal-second-person")
    assert violations(second) == []
    decide.get_by_role("button", name="批准", exact=True).click()
    expect(second.get_by_role("row").filter(has_text="yanpan02")).to_have_count(0)
    expect(second.get_by_role("button", name="查看一次")).to_have_count(0)

    asker.goto("/decisions?part=reveals")
    own = asker.get_by_role("row").filter(has_text="yanpan02")
    own.get_by_role("button", name="查看一次").click()
    name = asker.get_by_test_id("revealed-name").inner_text()
    assert name[0] == masked[0]
    assert "*" not in name
    asker.keyboard.press("Escape")
    expect(own).to_contain_text("已查看")
    expect(asker.get_by_role("button", name="查看一次")).to_have_count(0)
    expect(asker.get_by_text(name, exact=True)).to_have_count(0)


def test_the_single_sign_on_opens_the_session_of_the_account(
    new_page: NewPage, site: Site, guard: Guard
) -> None:
    guard.expect(f"foreign request: {site.issuer.address}/authorization_endpoint")
    account = site.app.account(Role.QUERY, name="story-sso")
    site.app.security.accounts.change(account, subject="p-1")
    page = new_page(base_url=site.app.url)
    page.goto("/login")
    assert violations(page) == []

    page.get_by_role("link", name="统一身份认证登录").click()

    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    expect(page.get_by_role("button", name="story-sso")).to_be_visible()


def test_whom_the_issuer_vouches_for_without_an_account_is_told_so(
    new_page: NewPage, site: Site, guard: Guard
) -> None:
    guard.expect(f"foreign request: {site.issuer.address}/authorization_endpoint")
    site.issuer.claims = {"sub": "somebody-else"}
    page = new_page(base_url=site.app.url)
    page.goto("/login")

    page.get_by_role("link", name="统一身份认证登录").click()

    expect(page.get_by_role("alert")).to_contain_text("本系统没有您的账号")
    expect(page.get_by_label("账号")).to_be_visible()
    site.issuer.claims = {}


def test_a_receiver_of_notices_is_added_and_its_secret_changed(
    signed_in_page: SignedIn, guard: Guard
) -> None:
    guard.expect("status of 422")
    page = signed_in_page(Role.SECURITY_ADMIN, name="security02", at="/admin?part=webhooks")
    page.get_by_role("button", name="新建推送").click()
    form = page.get_by_role("dialog")
    form.get_by_label("地址").fill("https://elsewhere.example/in")
    form.get_by_role("button", name="建立").click()
    expect(form.get_by_role("alert")).to_be_visible()
    form.get_by_label("地址").fill("https://hooks.example/in")
    form.get_by_label("说明").fill("双随机平台")
    assert violations(page) == []
    form.get_by_role("button", name="建立").click()
    first = page.get_by_test_id("one-time").inner_text()
    page.get_by_role("button", name="已记下").click()

    row = page.get_by_role("row").filter(has_text="双随机平台")
    row.get_by_role("button", name="更换密钥").click()
    page.get_by_role("dialog").get_by_role("button", name="更换密钥").click()
    second = page.get_by_test_id("one-time").inner_text()
    page.get_by_role("button", name="已记下").click()

    assert first != second
    expect(row).to_contain_text("新旧密钥并用至")
    expect(page.get_by_text(second)).to_have_count(0)
    picture(page, "admin-webhooks")
    assert violations(page) == []
