"""What can be proposed, and whom a decision by industry and region would meet."""

from __future__ import annotations

from collections import Counter

import numpy as np

from api.desk.enterprise_subjects import MOST_OF_A_GROUP, group_mask
from api.desk.kinds import ProposalKind, kind_rules
from api.desk.place import DeskPlace
from api.desk.proposal_types import (
    GroundView,
    KindList,
    KindView,
    ProposalPreview,
)
from api.desk.subjects import switched_on
from api.readers import Reading
from api.security.scope import in_scope
from graph.domain import RiskClass
from scoring.classes import CLASS_NAMES
from scoring.results_types import Label
from scoring.withdrawals import grounds

_OBJECTION = "objection"


def kinds(place: DeskPlace) -> KindList:
    """Kinds of proposals with their words, fields and grounds."""
    return KindList(
        items=tuple(
            KindView(
                kind=kind,
                label=Label(zh=rule.zh, en=rule.en),
                meaning=rule.meaning,
                source=rule.source,
                needs=rule.needs,
                may=rule.may,
                grounds=_grounds(kind),
                revises=rule.revises,
                open_days=rule.open_days,
                on=switched_on(place, kind, rule),
            )
            for kind, rule in kind_rules().items()
        )
    )


def _grounds(kind: ProposalKind) -> tuple[GroundView, ...]:
    if kind is not ProposalKind.EXCLUSION:
        return ()
    return tuple(
        GroundView(
            word=word,
            label=Label(zh=one.zh, en=one.en),
            article=one.article,
            fact_kinds=one.kinds,
            needs=tuple("item_id" if name == "item" else name for name in one.needs),
        )
        for word, one in grounds().items()
        if word != _OBJECTION
    )


def preview(reading: Reading, industry: str, region: str) -> ProposalPreview:
    """Whom a decision by industry and region would meet, by the classes of the month in force."""
    mask, inside = group_mask(reading, industry, region), in_scope(reading.month, reading.viewer)
    codes = reading.month.scores.numbers("risk_class")[mask & inside]
    classes = Counter(codes.tolist())
    total = int(np.count_nonzero(mask & inside))
    return ProposalPreview(
        month=reading.info.month,
        revision=reading.info.revision,
        enterprises=total,
        classes={RiskClass(name): classes.get(code, 0) for code, name in enumerate(CLASS_NAMES)},
        outside=int(np.count_nonzero(mask & ~inside)),
        too_many=total > MOST_OF_A_GROUP,
    )
