"""Hand-made relation columns for classifiers without promises: means and sums over neighbours.

Nothing here keeps the promises of the relationship factor: walks return to where they
start, means are diluted by clean neighbours, a degree speaks for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from benchmarks.smesd.extract import Split

Array = np.ndarray[Any, Any]

_PERSON_SIDE = ("executive", "stakeholder", "supervisor")
_FIRM_SIDE = ("branch", "creditor", "deal", "enterprise_invests", "loan", "rent")
_CARRIED = ("registered", "paid_in", "suits", "result_0", "result_1", "result_2", "result_3")
_CARRIED_LEAKY = ("age_months", "suit_months_min")


def relation_numbers(split: Split, own: pd.DataFrame) -> pd.DataFrame:
    """Relation columns of each enterprise, a row each in the order of the split.

    Parameters
    ----------
    split : Split
    own : DataFrame
        ``own_numbers`` of the split: what neighbours are made of.
    """
    ids = split.ids
    by_kind = _ties(split)
    nodes = next(iter(by_kind.values())).shape[0]
    persons = _people(by_kind)
    found = _persons(by_kind, persons, ids) | _amounts(split, own)
    steps = _steps(by_kind, persons)
    whole = _ones(steps["firm"] + persons + csr_array(persons.T))
    component = connected_components(whole)[1]
    found["component"] = np.bincount(component)[component][ids]
    degree = np.asarray(whole.sum(axis=1)).ravel()
    found["degree_whole"] = degree[ids]
    names = [name for name in (*_CARRIED, *_CARRIED_LEAKY) if name in own]
    carried = np.zeros((nodes, len(names) + 1))
    carried[ids, :-1] = np.nan_to_num(own[names].to_numpy(float))
    carried[:, :2] = np.log1p(carried[:, :2])
    carried[:, -1] = degree
    for step, graph in steps.items():
        count = np.asarray(graph.sum(axis=1)).ravel()[ids]
        total = np.asarray(graph @ carried)[ids]
        found[f"{step}|count"] = count
        for column, name in enumerate((*names, "degree")):
            found[f"{step}|sum|{name}"] = total[:, column]
            mean = np.full(len(ids), np.nan)
            found[f"{step}|mean|{name}"] = np.divide(total[:, column], count, out=mean, where=count > 0)
    return pd.DataFrame(found)


def label_means(split: Split, own: pd.DataFrame, known: Array, outcome: Array) -> pd.DataFrame:
    """Share and number of known violators among known neighbours, one and two steps away.

    Parameters
    ----------
    split, own
        As in ``relation_numbers``.
    known : bool[n]
        Enterprises whose label is known.
    outcome : bool[n]
        Labels; those that are not known are not looked at.
    """
    by_kind, ids = _ties(split), split.ids
    persons = _people(by_kind)
    seen, bad = np.zeros(persons.shape[0]), np.zeros(persons.shape[0])
    seen[ids], bad[ids] = known, known & outcome
    found = {}
    for step, graph in _steps(by_kind, persons).items():
        count, hit = np.asarray(graph @ seen)[ids], np.asarray(graph @ bad)[ids]
        share = np.full(len(ids), np.nan)
        found[f"{step}|violators"] = hit
        found[f"{step}|violator_share"] = np.divide(hit, count, out=share, where=count > 0)
    return pd.DataFrame(found)


def _ties(split: Split) -> dict[str, csr_array]:
    """Relations by kind as 0/1 tables between all numbers of the split."""
    ties = split.relations.drop_duplicates(["source", "target", "relation"])
    nodes = int(max(ties["source"].max(), ties["target"].max(), split.ids[-1])) + 1
    found = {}
    for kind in (*_PERSON_SIDE, "person_invests", *_FIRM_SIDE):
        mine = ties[ties["relation"] == kind]
        ends = (mine["source"].to_numpy(), mine["target"].to_numpy())
        found[kind] = csr_array(coo_array((np.ones(len(mine)), ends), shape=(nodes, nodes)))
    return found


def _people(by_kind: dict[str, csr_array]) -> csr_array:
    """Enterprise by person, 1 where the person holds, leads or supervises."""
    tables = [*(by_kind[kind] for kind in _PERSON_SIDE), csr_array(by_kind["person_invests"].T)]
    return _ones(_sum(tables))


def _sum(tables: Sequence[csr_array]) -> csr_array:
    total = tables[0]
    for table in tables[1:]:
        total = csr_array(total + table)
    return total


def _steps(by_kind: dict[str, csr_array], persons: csr_array) -> dict[str, csr_array]:
    """Neighbourhoods, each a 0/1 table between enterprises."""
    one_way = _sum([by_kind[kind] for kind in _FIRM_SIDE])
    firm = _ones(csr_array(one_way + one_way.T))
    shared = _ones(_no_loops(csr_array(persons @ persons.T)))
    invests = by_kind["enterprise_invests"]
    near = _ones(firm + shared)
    return {
        "firm": firm,
        "shared_person": shared,
        "owner": csr_array(invests.T),
        "owned": invests,
        "sister": _ones(_no_loops(csr_array(invests.T @ invests))),
        "head": csr_array(by_kind["branch"].T),
        "branch": by_kind["branch"],
        "near": near,
        "two": _ones(_no_loops(csr_array(near @ near))),
    }


def _persons(by_kind: dict[str, csr_array], persons: csr_array, ids: Array) -> dict[str, Array]:
    """How few people fill how many posts."""
    posts = np.asarray(_sum([by_kind[kind] for kind in _PERSON_SIDE]).sum(axis=1)).ravel()
    people = np.asarray(persons.sum(axis=1)).ravel()
    firms = np.asarray(persons.sum(axis=0)).ravel()
    both = {
        f"{one}_is_{other}": np.asarray(by_kind[one].multiply(by_kind[other]).sum(axis=1)).ravel()
        for one, other in (("executive", "stakeholder"), ("executive", "supervisor"))
    }
    busiest = np.asarray(persons.multiply(csr_array(firms[None, :])).max(axis=1).toarray()).ravel()
    table = {"posts": posts, "people": people, "posts_a_person": posts / np.maximum(people, 1)}
    table |= both | {"busiest_person": busiest, "firms_of_people": np.asarray(persons @ firms)}
    return {name: values[ids] for name, values in table.items()}


def _amounts(split: Split, own: pd.DataFrame) -> dict[str, Array]:
    """Amounts held and received, and what was received over the registered capital."""
    found: dict[str, Array] = {}
    for kind in ("enterprise_invests", "person_invests"):
        ties = split.relations[split.relations["relation"] == kind]
        for side in ("source", "target"):
            amounts = ties.groupby(side)["amount_10k_yuan"]
            for how in ("sum", "max"):
                found[f"{kind}|{side}|{how}"] = amounts.agg(how).reindex(split.ids).to_numpy(float)
        received = np.nan_to_num(found[f"{kind}|target|sum"])
        found[f"{kind}|share"] = received / np.maximum(own["registered"].to_numpy(float), 1e-6)
    return found


def _ones(table: csr_array) -> csr_array:
    return csr_array((table > 0).astype(np.float64))


def _no_loops(table: csr_array) -> csr_array:
    coo = coo_array(table)
    off = coo.row != coo.col
    parts = (coo.data[off], (coo.row[off], coo.col[off]))
    return csr_array(coo_array(parts, shape=coo.shape))
