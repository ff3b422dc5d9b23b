"""The network as SVG: whole, escaped, without script, the same bytes, nobody's full name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import networkx as nx
import pytest

from api.answers import NodeView, TieView
from api.exports.checking import stamp_of
from api.exports.graph_files import ego_graphml, graph_svg
from api.exports.legend import framed
from api.exports.network import Network, drawing, placed
from api.exports.scene import CORNERS, Mark, extent
from api.exports.shapes import ExportParameters
from api.exports.svg import svg
from api.exports.task import Task
from api.readers import Readers, Reading
from api.security.viewer import TERMINAL, Viewer
from graph.domain import NodeKind, RiskClass, TieKind
from graph.errors import InputError
from graph.settings import ExportSettings
from tests.api.exports.conftest import EVIL, FULL_NAME, recorded_store
from tests.recording_months import Names, RecordingMonths

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Bounds:
    rows: int = 1_000
    nodes: int = 100


def task(path: Path, *, viewer: Viewer = TERMINAL, **parameters: Any) -> Task:
    readers = Readers(months=RecordingMonths(), store=recorded_store(), vault=Names())
    reading = Reading.open(readers, viewer=viewer)
    stamp = stamp_of(reading, viewer, purpose="clue", recipient="own_unit", at=NOW, language="zh")
    return Task(
        reading=reading,
        subject="E1",
        parameters=ExportParameters.model_validate(parameters),
        stamp=stamp,
        bounds=Bounds(),
        path=path,
    )


def document(path: Path, **parameters: Any) -> Element:
    graph_svg(task(path, **parameters))
    return fromstring(path.read_text(encoding="utf-8"))


def test_a_name_like_an_attack_is_only_text(tmp_path: Path) -> None:
    root = document(tmp_path / "a.svg")

    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names <= {
        "svg",
        "title",
        "desc",
        "defs",
        "marker",
        "path",
        "rect",
        "g",
        "text",
        "circle",
        "polygon",
    }
    assert any(EVIL in (element.text or "") for element in root.iter(f"{SVG}title"))


def test_nothing_is_loaded_and_no_attribute_runs(tmp_path: Path) -> None:
    root = document(tmp_path / "a.svg")

    attributes = {name for element in root.iter() for name in element.attrib}
    values = " ".join(value for element in root.iter() for value in element.attrib.values())
    assert not [name for name in attributes if name.startswith("on") or "href" in name or name == "style"]
    assert "javascript:" not in values.replace(EVIL, "")
    assert set(re.findall(r"url\((.)", values)) <= {"#"}


def test_a_person_is_masked_even_if_the_store_forgot(tmp_path: Path) -> None:
    document(tmp_path / "a.svg")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")

    assert "张*" in text
    assert FULL_NAME not in text


def test_the_file_says_data_date_operator_purpose_and_hash(tmp_path: Path) -> None:
    made = graph_svg(task(tmp_path / "a.svg"))
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")

    for told in ("2026-10-28", "terminal", "线索核查", "本单位", "2026-11-22 16:00", made.content_sha256):
        assert told in text, told


def test_the_same_inputs_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        graph_svg(task(tmp_path / name))

    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_given_places_are_kept_and_only_these_nodes_are_drawn(tmp_path: Path) -> None:
    root = document(tmp_path / "a.svg", positions={"E1": (0, 0), "E2": (300, 40)})

    circles = [e for e in root.iter(f"{SVG}g") if e.find(f"{SVG}title") is not None]
    assert len(circles) == 2
    assert any(e.get("x") == "300" for e in root.iter(f"{SVG}text"))


def test_given_places_need_one_for_the_subject(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="subject"):
        graph_svg(task(tmp_path / "a.svg", positions={"E2": (0, 0)}))


def test_more_nodes_than_the_setting_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"exports\.nodes"):
        graph_svg(task(tmp_path / "a.svg", cap=101))


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    made = graph_svg(task(tmp_path / "a.svg", cap=2))

    assert made.truncated
    assert "显示节点 2 / 5 个" in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_a_node_outside_the_area_has_no_score_in_graphml(tmp_path: Path) -> None:
    viewer = replace(TERMINAL, authorities=frozenset({"SA1"}))
    ego_graphml(task(tmp_path / "a.graphml", viewer=viewer))

    found = nx.read_graphml(tmp_path / "a.graphml")
    assert found.nodes["E1"]["score"] == 610.25
    assert "score" not in found.nodes["E2"]
    assert found.nodes["E2"]["in_scope"] == "false"


def test_graphml_joins_names_and_ids(tmp_path: Path) -> None:
    ego_graphml(task(tmp_path / "a.graphml"))

    found = nx.read_graphml(tmp_path / "a.graphml", force_multigraph=True)
    assert sorted(found.nodes) == ["A:1", "E1", "E2", "E3", "P:1"]
    told = next(data for _, _, data in found.edges(data=True) if data["target_name"] == "乙店")
    assert told["source_name"] == f"=甲厂{EVIL}"
    assert found.graph["data_as_of"] == "2026-10-28"
    assert FULL_NAME not in (tmp_path / "a.graphml").read_text(encoding="utf-8")


def large(count: int) -> Network:
    graph = nx.barabasi_albert_graph(count, 2, seed=3)
    nodes = tuple(
        NodeView(
            id=f"E{row:05d}",
            kind=NodeKind.ENTERPRISE,
            label=f"云岭市第{row}号商贸有限公司",
            short_name=f"第{row}号商贸",
            degree=graph.degree[row],
            in_scope=True,
            risk_class=tuple(RiskClass)[row % 4],
        )
        for row in range(count)
    )
    ties = tuple(
        TieView(
            id=f"t{number}",
            kind=tuple(TieKind)[number % 12],
            source_id=f"E{one:05d}",
            target_id=f"E{other:05d}",
            role=None,
            share=0.5,
            valid_from=None,
            valid_to=None,
            confidence=1.0,
            statuses=(),
        )
        for number, (one, other) in enumerate(graph.edges())
    )
    return Network(
        centre="E00000", nodes=nodes, ties=ties, total=count, ties_total=len(ties), truncated=False
    )


@pytest.mark.parametrize(("count", "layout"), [(60, "force"), (60, "rings"), (10_000, "force")])
def test_nothing_is_cropped(tmp_path: Path, count: int, layout: str) -> None:
    network = large(count)
    items = drawing(network, placed(network, layout))
    stamp = task(tmp_path / "a").stamp
    all_items, box = framed(
        network, items, extent(items).grown(24), stamp, title="甲" * 90, content_sha256="0" * 64
    )

    inner = extent(all_items)
    assert box.left <= inner.left
    assert box.top <= inner.top
    assert box.right >= inner.right
    assert box.bottom >= inner.bottom
    text = svg(all_items, box, title="甲", description="乙", watermark="张三 2026")
    root = fromstring(text)
    assert len([e for e in root.iter(f"{SVG}g") if e.find(f"{SVG}title") is not None]) == count
    left, top, width, height = (float(part) for part in str(root.get("viewBox")).split())
    for element in root.iter(f"{SVG}circle"):
        assert left <= float(str(element.get("cx"))) <= left + width
        assert top <= float(str(element.get("cy"))) <= top + height


def test_bounds_of_the_settings_fit() -> None:
    assert ExportSettings().nodes <= 10_000


@pytest.mark.parametrize("shape", ["circle", *CORNERS])
def test_a_mark_reaches_to_its_corners_and_its_stroke(shape: str) -> None:
    mark = Mark(at=(5, 5), size=10, shape=shape, fill="#000000", width=2)
    corners = CORNERS.get(shape, ((-1, 0), (1, 0), (0, -1), (0, 1)))

    box = extent([mark])

    for dx, dy in corners:
        assert box.left <= 5 + 10 * dx - 1
        assert box.right >= 5 + 10 * dx + 1
        assert box.top <= 5 + 10 * dy - 1
        assert box.bottom >= 5 + 10 * dy + 1
