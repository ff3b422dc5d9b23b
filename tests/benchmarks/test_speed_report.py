from typing import Any

from benchmarks.registry.report import section
from benchmarks.speed import load_report
from benchmarks.speed.report import GUIDE, document, guide, render


def result(firms: int, steps: list[dict[str, Any]]) -> dict[str, Any]:
    times = {"median_ms": 1.0, "p95_ms": 2.5, "max_ms": 9.0}
    return {
        "firms": firms,
        "machine": {"cores": 2, "memory_bytes": 24 * 2**30, "python": "3.11.7", "load_before": 0.1},
        "steps": steps,
        "disk": {"graph": 1_500_000_000},
        "http": {
            "reads": {"enterprise": times, f"hub with {firms} ties, page": times},
            "start_s": 1.25,
            "server_private_bytes": {"at_start": 50 * 2**20, "after_reads": 60 * 2**20},
        },
        "graph_reads": {
            "rows": {f"ego around the hub ({firms} ties)": {"store": times, "networkx": times}},
            "store_open_s": 0.1,
            "networkx_build_s": 3.0,
            "disagreements": 0,
        },
    }


def step(name: str, seconds: float) -> dict[str, Any]:
    return {
        "name": name,
        "seconds": seconds,
        "cpu_seconds": seconds / 2,
        "peak_bytes": 9,
        "peak_private_bytes": 2_000_000_000,
    }


def test_each_size_has_its_columns_and_a_missing_step_is_blank() -> None:
    small = result(1_000, [step("import", 3.0)])
    large = result(10_000, [step("import", 31.0), step("score", 9.0)])

    lines = render([small, large]).splitlines()

    assert "| import | 3.0 | 1.5 | 2.00 | 31.0 | 15.5 | 2.00 |" in lines
    assert "| score |  |  |  | 9.0 | 4.5 | 2.00 |" in lines
    assert "| graph | 1.50 GB | 1.50 GB |" in lines


def test_hubs_of_two_sizes_share_a_row_and_their_ties_are_told() -> None:
    lines = render([result(1_000, []), result(10_000, [])]).splitlines()

    assert "| hub, page | 1.0 | 2.5 | 1.0 | 2.5 |" in lines
    assert "| ties of the hub | 1000 | 10000 |" in lines
    assert "| ego around the hub | 2.50 | 2.50 | 2.50 | 2.50 |" in lines


def test_growth_is_told_between_the_smallest_and_the_largest_size() -> None:
    small = result(1_000, [step("score", 2.0)])
    large = result(10_000, [step("score", 21.0)])

    text = document([small, large])

    assert "| step | times from 1,000 to 10,000 firms |" in text
    assert "| score | 10.5 |" in text


def test_steps_of_a_month_are_told_where_they_were_measured() -> None:
    measured = {**result(1_000, []), "month_steps": {"measure": {"seconds": 1.25, "cpu_seconds": 1.0}}}

    lines = render([measured, result(10_000, [])]).splitlines()

    assert "| measure | 1.2 | 1.0 |  |  |" in lines


def test_what_a_month_holds_is_told_where_it_was_kept() -> None:
    shares = {"A": 0.6, "B": 0.325, "C": 0.0615, "D": 0.0135}
    kept = {"scored": 1_200, "class_shares": shares, "clusters": 9, "risk_clusters": 2, "movers": 31}
    month = {**kept, "kept_share": 0.924, "kept_share_local": 0.968}

    lines = render([result(1_000, []), {**result(10_000, []), "published": month}]).splitlines()

    assert "| class D |  | 1.4% |" in lines
    assert "| members that kept their cluster |  | 92.4% |" in lines
    assert "| the same, only what changed clustered again |  | 96.8% |" in lines


def test_registry_extracts_have_a_table_for_each_size() -> None:
    step = {
        "name": "import 00",
        "seconds": 98.5,
        "cpu_seconds": 86.2,
        "peak_private_bytes": 1_086_000_000,
        "detail": {"bytes": 462_000_000},
    }
    stored = {"firms": 200_000, "rows": 4_700_000, "planted_errors": 4_600, "cpus": 2}

    lines = section([{**stored, "load_average_at_end": 2.3, "steps": [step]}]).splitlines()

    assert "| import 00 | 462 | 98.5 | 86.2 | 1.09 |" in lines
    assert "200,000 firms, 4,700,000 rows, 4,600 planted errors; 2 cores, load at the end 2.3." in lines


def test_the_largest_files_stand_beside_the_extracts() -> None:
    step = {"name": "text", "seconds": 61.0, "cpu_seconds": 60.2, "peak_private_bytes": 410_000_000}
    large = {"cpus": 2, "load_average_at_end": 1.5, "steps": [{**step, "detail": {"bytes": 1_000_000_000}}]}
    stored = {"firms": 9, "rows": 9, "planted_errors": 0, "cpus": 2, "load_average_at_end": 2.3, "steps": []}

    lines = section([stored], large).splitlines()

    assert "| text | 1000 | 61.0 | 60.2 | 0.41 |" in lines
    assert "2 cores, load at the end 1.5." in lines


def test_a_load_has_a_row_for_each_read_and_its_failures_are_counted() -> None:
    read = {"median_ms": 12.4, "p95_ms": 51.0, "max_ms": 149.0, "requests": 220}
    stored = {"enterprises": 1_003_876, "users": 20, "think_s": 2.0, "seconds": 180.0, "first_reads_s": 6.94}
    stored |= {"start_s": 18.24, "server_private_bytes": 796e6, "server_mapped_bytes": 5.62e9}

    text = load_report.section(
        [
            {
                **stored,
                "reads": {"search": read},
                "failures": {"500": 2, "429": 1},
                "server_cpu_ms_a_read": 24.6,
                "load_average": 9.66,
            }
        ]
    )

    assert "| 1,003,876 | search | 220 | 12 | 51 | 149 |" in text
    assert "| 1,003,876 | 18.2 | 6.9 | 796 | 5620 | 25 | 9.7 | 3 |" in text


def test_the_guide_is_what_the_report_writes_from_the_stored_results() -> None:
    assert GUIDE.read_text(encoding="utf-8") == guide(), "run make docs"
