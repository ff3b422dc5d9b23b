"""How much of the graph one interactive read walks over; alike in both stores, so answers are."""

from __future__ import annotations

EGO_BUDGET = 300_000
"""Most ties that an ego walks over; around a hub it is cut short and says so."""
EGO_WIDEST = 20_000
"""Most nodes of one hop that an ego expands; only to weigh those of a hub takes seconds."""
TIES_PER_NODE = 8
"""Most ties of an ego answer for each node that it may hold."""
