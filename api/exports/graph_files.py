"""The network around an enterprise as files: a vector drawing, and data for other programs."""

from __future__ import annotations

from typing import Any

from api import ego_reads, graph_reads
from api.exports.legend import counts, framed
from api.exports.network import Network, drawing, placed
from api.exports.safe_text import plain
from api.exports.scene import extent
from api.exports.stamp import ContentHash, Made, Stamp
from api.exports.svg import svg
from api.exports.task import Task
from api.readers import Reading
from api.told_reads import told_between
from graph.disk import disk_full_as_error
from graph.errors import InputError
from graph.store.protocol import Tie, TieFilter

_HOPS, _CAP = 2, 300
_PAGE = 200
_HUB = 5_000
"""Degree above which a node's own list is not read for the ties between given nodes."""


def graph_svg(task: Task) -> Made:
    """Drawing of the network around the subject."""
    network = network_of(task)
    given = task.parameters.positions
    places = placed(network, task.parameters.layout, given)
    items = drawing(network, places)
    sha256 = content_of(network)
    title = title_of(network)
    framed_items, box = framed(
        network, items, extent(items).grown(24), task.stamp, title=title, content_sha256=sha256
    )
    text = svg(
        framed_items,
        box,
        title=title,
        description="; ".join(f"{name}: {value}" for name, value in told(network, task.stamp, sha256)),
        watermark=task.stamp.watermark,
    )
    with disk_full_as_error("the export", task.path.parent):
        task.path.write_text(text, encoding="utf-8")
    return Made(rows=len(network.nodes), truncated=network.truncated, content_sha256=sha256)


def ego_graphml(task: Task) -> Made:
    """Nodes and ties with names, ids, classes, shares and days, for programs that read GraphML."""
    import networkx as nx

    network = network_of(task)
    sha256 = content_of(network)
    found: Any = nx.MultiDiGraph()
    found.graph |= {name: plain(value) for name, value in _attributes(network, task.stamp, sha256).items()}
    names = {node.id: plain(node.label) for node in network.nodes}
    for node in network.nodes:
        told_of: dict[str, Any] = {
            "name": names[node.id],
            "short_name": plain(node.short_name),
            "kind": node.kind.value,
            "degree": node.degree,
            "in_scope": "true" if node.in_scope else "false",
            "status": node.status,
            "region": node.region,
            "risk_class": node.risk_class,
            "score": node.score,
        }
        found.add_node(node.id, **_known(told_of))
    for tie in network.ties:
        told_of = {
            "kind": tie.kind.value,
            "source_name": names[tie.source_id],
            "target_name": names[tie.target_id],
            "role": tie.role,
            "share": tie.share,
            "valid_from": tie.valid_from,
            "valid_to": tie.valid_to,
            "confidence": tie.confidence,
            "statuses": ",".join(mark.status.value for mark in tie.statuses) or None,
        }
        found.add_edge(tie.source_id, tie.target_id, key=tie.id, **_known(told_of))
    with disk_full_as_error("the export", task.path.parent):
        nx.write_graphml_xml(found, task.path, named_key_ids=False)
    return Made(rows=len(network.nodes), truncated=network.truncated, content_sha256=sha256)


def network_of(task: Task) -> Network:
    """Network that a task asks for: around its subject, or exactly the nodes it gives places for.

    Raises
    ------
    InputError
        If more nodes are asked for than the settings allow, or the subject has no place.
    """
    asked, most = task.parameters, task.bounds.nodes
    cap = min(_CAP, most) if asked.cap is None else asked.cap
    if cap > most:
        raise InputError(f"cap: expected at most {most} (setting exports.nodes), got {cap}")
    ties = TieFilter(kinds=asked.ties, ended=asked.ended, void=asked.void)
    if asked.positions:
        return _given_network(task, ties)
    found = ego_reads.ego(task.reading, task.named_subject, hops=asked.hops or _HOPS, cap=cap, ties=ties)
    return Network(
        centre=found.centre,
        nodes=found.nodes,
        ties=found.ties,
        total=found.total,
        ties_total=found.ties_total,
        truncated=found.truncated,
    )


def _given_network(task: Task, ties: TieFilter) -> Network:
    """The nodes of the page and the ties between them, read node by node."""
    reading, wanted = task.reading, set(task.parameters.positions)
    if task.named_subject not in wanted:
        raise InputError("positions: expected a place for the subject too, got none")
    nodes = [graph_reads.resolve(reading, one) for one in sorted(wanted)]
    between: dict[str, Tie] = {}
    # A tie of a hub is found from its other end, between two hubs in the month: its own list is never paged.
    for node in nodes:
        if node.degree <= _HUB:
            between.update(_ties_within(reading, node.id, wanted, ties))
    hubs = [node.id for node in nodes if node.degree > _HUB]
    between.update((tie.id, tie) for tie in told_between(reading, hubs, ties))
    told = graph_reads.told(reading, [between[one] for one in sorted(between)])
    kept = told[: ego_reads.MAX_TIES]
    views = graph_reads.node_views(reading, nodes)
    # Void ties are none of the month's: of those between two hubs nothing is known here.
    unread = ties.void and sum(view.degree > _HUB for view in views) > 1
    return Network(
        centre=task.named_subject,
        nodes=views,
        ties=graph_reads.tie_views(reading, kept),
        total=len(nodes),
        ties_total=len(told),
        truncated=len(kept) < len(told) or unread,
    )


def _ties_within(reading: Reading, node: str, wanted: set[str], ties: TieFilter) -> dict[str, Tie]:
    """Ties of a node to wanted ones, by id."""
    found: dict[str, Tie] = {}
    cursor: str | None = None
    while True:
        page = reading.readers.store.neighbours(node, reading.at, limit=_PAGE, cursor=cursor, ties=ties)
        found |= {tie.id: tie for tie, other in page.items if other.id in wanted}
        cursor = page.cursor
        if cursor is None:
            return found


def content_of(network: Network) -> str:
    """Sha256 of the nodes and ties told."""
    content = ContentHash()
    for node in network.nodes:
        content.add(node.model_dump(mode="json"))
    for tie in network.ties:
        content.add(tie.model_dump(mode="json"))
    return content.hexdigest()


def title_of(network: Network) -> str:
    """Name and code of the node in the middle."""
    centre = next(node for node in network.nodes if node.id == network.centre)
    return f"{centre.label}  {centre.id}"


def told(network: Network, stamp: Stamp, sha256: str) -> list[tuple[str, str]]:
    """What the file says of itself."""
    return [(stamp.word("范围", "extent"), counts(network, stamp)), *stamp.facts(sha256)]


def _attributes(network: Network, stamp: Stamp, sha256: str) -> dict[str, str]:
    """What the file says of itself, under names for programs."""
    said = stamp.published
    return {
        "centre": network.centre,
        "month": said.month,
        "revision": str(said.revision),
        "data_as_of": str(said.as_of),
        "known_by": str(said.known_by),
        "pack": said.pack,
        "digest": said.digest,
        "extent": counts(network, stamp),
        "purpose": stamp.say(stamp.purpose),
        "recipient": stamp.say(stamp.recipient),
        "operator": stamp.operator,
        "made_at": stamp.time,
        "content_sha256": sha256,
        "use": stamp.warning,
    }


def _known(values: dict[str, Any]) -> dict[str, Any]:
    """Attributes without unknown ones; days as texts, texts cleaned of what XML cannot hold."""
    return {
        name: value if isinstance(value, bool | int | float) else plain(str(value))
        for name, value in values.items()
        if value is not None
    }
