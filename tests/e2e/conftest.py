"""Fixture policy of the page: one browser, one served demo for all stories that only read.

Stories run on the real application with sign-in. A story that changes something takes names of
its own, or ``page_home`` for a home of its own. Every page is watched: an error on the console
or a request to another origin fails the test, unless the story says ``guard.expect(...)``.
TEST_PAGE_FOLDER names a build of the page to use instead of building ``web/``, TEST_PAGE_HOME the
home of a demo to copy instead of making one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import api.page
from api.security.rights import Role
from api.workplace import Workplace
from hatch_build import PageBuildError, build_page
from tests.made_once import made_once
from tests.page_app import ROOT, Guard, PageApp, make_home, served
from tests.page_contexts import Contexts

SignedIn = Callable[..., Page]
REQUIRED = "GUANLIAN_REQUIRE_NEO4J"


def _missing(what: str) -> None:
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(f"{REQUIRED}=1, but {what}", pytrace=False)
    pytest.skip(f"{what}, tests of the page are skipped")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The browser of the machine; nothing is downloaded."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        _missing("NO CHROMIUM")
    return {"executable_path": found, "args": ["--no-sandbox", "--disable-dev-shm-usage", "--lang=zh-CN"]}


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """A busy machine needs longer than the five seconds of the library; what passes waits for nothing."""
    expect.set_options(timeout=30_000)


@pytest.fixture(scope="session", autouse=True)
def page_folder() -> Iterator[Path]:
    """The build of the page that the applications serve."""
    given = os.environ.get("TEST_PAGE_FOLDER")
    if given is None:
        try:
            build_page(ROOT)
        except PageBuildError as error:
            _missing(f"NO PAGE ({str(error).splitlines()[0]})")
    folder = Path(given) if given else api.page.BUILT
    kept = api.page.Page.__init__.__kwdefaults__
    assert kept is not None
    before = kept["folder"]
    kept["folder"] = folder
    yield folder
    kept["folder"] = before


@pytest.fixture(scope="session")
def page_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Workplace]:
    """Makes a home of its own for stories that publish a month: a copy of one demo."""
    given = os.environ.get("TEST_PAGE_HOME")
    made = Path(given) if given else made_once(tmp_path_factory, "page-home", make_home, copy=False)

    def copy() -> Workplace:
        folder = tmp_path_factory.mktemp("page-copy") / "home"
        shutil.copytree(made, folder)
        return Workplace(folder)

    return copy


@pytest.fixture(scope="session")
def page_app(page_home: Callable[[], Workplace]) -> Iterator[PageApp]:
    """The application over a demo of 300 firms and three months, for stories that only read it."""
    with served(page_home()) as app:
        yield app


@pytest.fixture
def guard(page_app: PageApp) -> Iterator[Guard]:
    """Watcher of the pages of a test; it fails the test at its end."""
    watching = Guard(origin=page_app.url)
    yield watching
    assert watching.unexpected == []


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Contexts:
    """Browser contexts that are handed from test to test, emptied: the page's files are read once."""
    return Contexts(browser)


@pytest.fixture
def new_page(contexts: Contexts, guard: Guard) -> Iterator[Callable[[str], Page]]:
    """Opens watched pages, each in a browser context without another's cookies, 1440 by 900, in Chinese."""
    taken: list[BrowserContext] = []

    def open_one(base_url: str) -> Page:
        context = contexts.take(base_url)
        taken.append(context)
        page = context.new_page()
        guard.watch(page)
        return page

    yield open_one
    for context in taken:
        contexts.give_back(context)


@pytest.fixture
def signed_in_page(new_page: Callable[..., Page], page_app: PageApp) -> SignedIn:
    """Opens a page signed in with roles: ``signed_in_page(Role.QUERY, at="/search")``; None: nothing yet."""

    def sign_in(
        *roles: Role,
        at: str | None = "/",
        authority: str | None = None,
        name: str | None = None,
    ) -> Page:
        page = new_page(base_url=page_app.url)
        account = page_app.account(*(roles or (Role.ANALYSE,)), authority=authority, name=name)
        page_app.sign_in(page.context, account)
        if at is not None:
            page.goto(at)
        return page

    return sign_in
