"""Made-up networks of the page benchmark, and the table of its results."""

from __future__ import annotations

from benchmarks.page.network import network
from benchmarks.page.report import render, render_demo


def test_the_same_number_and_seed_make_the_same_network() -> None:
    assert network(50, 7) == network(50, 7)


def test_ties_of_a_made_up_network_join_nodes_that_are_there() -> None:
    made = network(200, 7)
    ids = {node["id"] for node in made["nodes"]}

    assert all({tie["source_id"], tie["target_id"]} <= ids for tie in made["ties"])
    assert made["shown"] == len(made["nodes"]) == 200


def test_each_size_is_a_row() -> None:
    view = {"fps": 55.3, "p95_ms": 21.0, "cpu_ms_per_frame": 8.25}
    row = {"nodes": 2000, "ties": 3190, "layout_s": 2.04, "open_cpu_s": 3.5, "whole": view, "near": view}
    machine = {"cores": 2, "load_before": 0.1}
    told = render({"machine": machine, "browser": "Chromium", "runs": 3, "rows": [row]})

    assert "| 2,000 | 3,190 | 2.0 | 3.5 | 55 | 21 | 8.2 | 55 | 21 | 8.2 |" in told


def test_the_first_page_of_the_demo_is_told_with_and_without_a_cache() -> None:
    machine = {"cores": 2, "load_before": 0.1}
    first, again = {"usable_s": 1.44, "browser_cpu_s": 1.9}, {"usable_s": 0.7, "browser_cpu_s": 0.8}
    told = render_demo({"firms": 5000, "machine": machine, "runs": 5, "first": first, "again": again})

    assert "5,000 firms" in told
    assert "| with an empty cache | 1.4 | 1.9 |\n| again | 0.7 | 0.8 |" in told
