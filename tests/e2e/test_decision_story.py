"""A decision with two persons: proposed, approved by another, published; open pages are told."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from api.desk.job import Job
from api.desk.place import DeskPlace
from api.desk.starter import NoStarter
from api.security.rights import Role
from api.workplace import Workplace
from scoring.classes import CLASS_NAMES
from scoring.results_types import MoverFilter
from tests.page_app import PageApp, picture, served, violations

SignedIn = Callable[..., Page]
NOVEMBER = datetime(2026, 11, 9, 2, tzinfo=UTC)
"""October is over: its month takes a revision."""


@pytest.fixture(scope="module")
def page_app(page_home: Callable[[], Workplace]) -> Iterator[PageApp]:
    """The application on a home of its own: this story publishes a revision; the job is run by hand."""
    with served(page_home()) as app:
        app.clock.now = NOVEMBER.timestamp()
        app.app.state.desk.starter = NoStarter()
        yield app


def carry_out(app: PageApp) -> None:
    """What the job's process does."""
    place = DeskPlace(app.place.settings, app.security.engine, clock=lambda: NOVEMBER)
    answer = Job(Workplace(app.place.home), place).run()
    assert answer.failed == ()


def firm_of_class(app: PageApp, wanted: str) -> str:
    """Some enterprise of a class in the newest month."""
    scores = app.place.months.open().scores
    row = int(np.flatnonzero(scores.numbers("risk_class") == CLASS_NAMES.index(wanted))[0])
    return str(scores.text("enterprise_id")[row])


def test_a_decision_takes_two_persons_and_open_pages_are_told(
    signed_in_page: SignedIn, page_app: PageApp
) -> None:
    firm = firm_of_class(page_app, "B")
    open_page = signed_in_page(Role.QUERY, at=f"/enterprise/{firm}")
    expect(open_page.get_by_test_id("data-date")).to_contain_text("第 1 次修订")

    author = signed_in_page(Role.ANALYSE, name="yanpan01", at=f"/decisions?propose=direct_d&subject={firm}")
    form = author.get_by_role("dialog")
    expect(form.get_by_label("对象编号")).to_have_value(firm)
    form.get_by_label("理由").fill("专班会议纪要第7号：消费者集中反映")
    form.get_by_label("失效日").fill("2027-06-30")
    picture(author, "decisions-propose")
    assert violations(author) == []
    form.get_by_role("button", name="提交审批").click()
    expect(author.get_by_role("dialog")).to_contain_text("您是提出人，须由另一人审批")
    expect(author.get_by_role("button", name="批准", exact=True)).to_have_count(0)

    approver = signed_in_page(Role.APPROVE, name="shenhe01", at="/decisions")
    approver.get_by_role("row").get_by_role("button", name="审批").click()
    drawer = approver.get_by_role("dialog")
    drawer.get_by_role("button", name="批准", exact=True).click()
    expect(drawer).to_contain_text("请填写意见")
    drawer.get_by_label("意见").fill("材料属实，同意")
    picture(approver, "decisions-approve")
    assert violations(approver) == []
    drawer.get_by_role("button", name="批准", exact=True).click()
    expect(drawer).to_contain_text("已批准，等待后台执行")

    carry_out(page_app)
    expect(drawer).to_contain_text("已发布 2026-10 第 2 次修订")
    picture(approver, "decisions-published")

    open_page.evaluate("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))")
    notice = open_page.get_by_role("status").filter(has_text="已发布第 2 次修订")
    expect(notice).to_be_visible()
    notice.get_by_role("button", name="显示最新结果").click()
    expect(open_page.get_by_test_id("data-date")).to_contain_text("第 2 次修订")
    expect(notice).to_have_count(0)

    # The revision before stays readable and says that it is not in force.
    page = signed_in_page(Role.QUERY, at="/clusters?month=2026-10&revision=1")

    expect(page.get_by_test_id("data-date")).to_contain_text("第 1 次修订")
    expect(page.get_by_text("您正在查看的不是现行修订")).to_be_visible()
    page.get_by_role("button", name="查看现行").click()

    expect(page.get_by_test_id("data-date")).to_contain_text("第 2 次修订")


def test_a_refusal_needs_a_reason_and_ends_the_proposal(signed_in_page: SignedIn, page_app: PageApp) -> None:
    firm = firm_of_class(page_app, "A")
    author = signed_in_page(Role.ANALYSE, name="yanpan01", at=f"/decisions?propose=raise&subject={firm}")
    form = author.get_by_role("dialog")
    form.get_by_label("类别").click()
    author.get_by_title("C", exact=True).click()
    form.get_by_label("理由").fill("举报线索")
    form.get_by_label("失效日").fill("2027-06-30")
    form.get_by_role("button", name="提交审批").click()
    expect(author.get_by_role("dialog")).to_contain_text("待审批")

    approver = signed_in_page(Role.APPROVE, name="shenhe01", at="/decisions")
    approver.get_by_role("row").get_by_role("button", name="审批").click()
    drawer = approver.get_by_role("dialog")
    drawer.get_by_label("意见").fill("证据不足")
    drawer.get_by_role("button", name="不批准").click()

    expect(drawer).to_contain_text("未批准")
    expect(drawer).to_contain_text("证据不足")


def test_the_preview_counts_whom_class_d_by_decision_would_meet(
    signed_in_page: SignedIn, page_app: PageApp
) -> None:
    mover = page_app.place.months.open().migration(MoverFilter(), None, 1).items[0]
    assert mover.region is not None
    columns = page_app.place.months.open().snapshot.enterprises
    row = columns.text("enterprise_id").to_pylist().index(mover.enterprise_id)
    industry = columns.text("industry").to_pylist()[row]
    page = signed_in_page(Role.APPROVE, at="/decisions?part=preview")

    page.get_by_label("行业").fill(industry[:1])
    page.get_by_label("行政区划").fill(mover.region[:4])
    page.get_by_role("button", name="计算").click()

    expect(page.get_by_text("辖区内")).to_be_visible()
    picture(page, "decisions-preview")
    assert violations(page) == []
