"""Canvas of the page in a real browser: time to lay out, frames while a mouse drags it.

``python -m benchmarks.page`` opens the built page (``api/page``) in the machine's Chromium with
software rendering, gives it made-up networks and stores ``benchmarks/page/results/canvas.json``.
Timings differ between machines; results are the only thing here that is not deterministic.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.page.network import network
from benchmarks.page.processor import cpu_s
from benchmarks.page.report import RESULTS, render
from benchmarks.page.served import ORIGIN, Served

SIZES = (300, 1_000, 2_000)
SEED = 20261031
RUNS = 3
DRAG_S = 3.0
_FRAMES = """() => {
  window.frames_ = []; window.dragging_ = true;
  const next = (now) => { window.frames_.push(now); if (window.dragging_) requestAnimationFrame(next); };
  requestAnimationFrame(next);
}"""
_DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_STOP = "() => { window.dragging_ = false; return window.frames_; }"


def main() -> int:
    """Run the benchmark; 0 done, 1 no browser or no build."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    root = Path(__file__).parents[2]
    parser.add_argument("--page", type=Path, default=root / "api" / "page", help="build of the page")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of each size, the best counts")
    chosen = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None or not (chosen.page / "index.html").is_file():
        sys.stderr.write("benchmark: expected chromium on the path and a built page (make page)\n")
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"]
        )
        rows = [measure(browser, chosen.page, nodes, chosen.runs) for nodes in SIZES]
        version = browser.version
        browser.close()
    results = {
        "machine": {"cores": len(os.sched_getaffinity(0)), "load_before": round(os.getloadavg()[2], 2)},
        "browser": f"Chromium {version}, software rendering, 1440x900",
        "runs": chosen.runs,
        "rows": rows,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "canvas.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(render(results))
    return 0


def measure(browser: Browser, folder: Path, nodes: int, number: int) -> dict[str, Any]:
    """The best of some runs of one size: seconds to lay out, frames a second while panning."""
    runs = [_run(browser, folder, nodes) for _ in range(number)]
    whole = max((run["whole"] for run in runs), key=lambda one: one["fps"])
    near = max((run["near"] for run in runs), key=lambda one: one["fps"])
    ties = runs[0]["ties"]
    return {
        "nodes": nodes,
        "ties": ties,
        "layout_s": min(r["layout_s"] for r in runs),
        "open_cpu_s": min(r["open_cpu_s"] for r in runs),
        "whole": whole,
        "near": near,
    }


def _run(browser: Browser, folder: Path, nodes: int) -> dict[str, Any]:
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    ego = network(nodes, SEED)
    served = Served(folder, ego)
    served.into(page)
    before = cpu_s()
    page.goto(f"{ORIGIN}/graph?center={ego['centre']}")
    page.locator("[data-testid=graph-stage][data-state=ready]").wait_for(timeout=120_000)
    page.evaluate(_DRAWN)
    assert served.answered is not None
    layout_s = time.perf_counter() - served.answered
    open_cpu_s = cpu_s() - before
    page.wait_for_timeout(1_000)
    session = page.context.new_cdp_session(page)
    whole = _pan(page, session)
    for _ in range(6):
        page.mouse.wheel(0, -240)
    page.wait_for_timeout(800)
    near = _pan(page, session)
    page.close()
    return {
        "layout_s": round(layout_s, 2),
        "open_cpu_s": round(open_cpu_s, 2),
        "ties": len(ego["ties"]),
        "whole": whole,
        "near": near,
    }


def _pan(page: Page, session: CDPSession) -> dict[str, float]:
    """Drag the background in circles for some seconds with real mouse events."""
    box = page.get_by_test_id("graph-stage").bounding_box()
    assert box is not None
    left, top = box["x"] + 12, box["y"] + 12
    cpu = cpu_s()
    page.mouse.move(left, top)
    page.mouse.down()
    page.evaluate(_FRAMES)
    begun = time.perf_counter()
    step = 0
    while time.perf_counter() - begun < DRAG_S:
        step += 1
        x, y = left + 120 + 100 * ((step % 40) / 40), top + 60 + 80 * ((step % 56) / 56)
        session.send(
            "Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y, "button": "left", "buttons": 1}
        )
    frames = page.evaluate(_STOP)
    page.mouse.up()
    gaps = [b - a for a, b in pairwise(frames)]
    return {
        "fps": round(1_000 * len(gaps) / sum(gaps), 1),
        "p95_ms": round(statistics.quantiles(gaps, n=20)[-1], 1),
        "cpu_ms_per_frame": round(1_000 * (cpu_s() - cpu) / len(gaps), 1),
    }


if __name__ == "__main__":
    sys.exit(main())
