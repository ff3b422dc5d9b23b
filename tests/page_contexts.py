"""Browser contexts for stories: what one story read of the page's files, the next need not read again."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Error as BrowserError

_PATIENCE_MS = 30_000
_FORGET = "() => { localStorage.clear(); sessionStorage.clear(); }"


class Contexts:
    """Contexts of one browser by address, each used by one story at a time.

    A context keeps its cache of files. Cookies, what the page remembers (language, dark) and its tabs
    end with the story.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[BrowserContext]] = {}
        self._address: dict[BrowserContext, str] = {}

    def take(self, address: str) -> BrowserContext:
        """A context without cookies, tabs or memory."""
        free = self._free.setdefault(address, [])
        if free:
            return free.pop()
        made = self._browser.new_context(
            base_url=address,
            viewport={"width": 1440, "height": 900},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            color_scheme="light",
        )
        made.set_default_timeout(_PATIENCE_MS)
        self._address[made] = address
        return made

    def give_back(self, context: BrowserContext) -> None:
        """Empty a context for the next story; one that cannot be emptied is closed."""
        address, forgotten = self._address[context], False
        try:
            for page in context.pages:
                if page.url.startswith(address):
                    page.evaluate(_FORGET)
                    forgotten = True
                page.close()
            context.clear_cookies()
            context.clear_permissions()
        except BrowserError:
            forgotten = False
        if forgotten:
            self._free[address].append(context)
        else:
            del self._address[context]
            context.close()
