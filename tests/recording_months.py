"""Two published months of three enterprises in memory, for tests of what reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from graph.arrays import Frame
from graph.domain import Factor, NodeKind, RiskClass, TieKind
from graph.errors import InputError, NotFoundError
from graph.ownership.holdings import holdings_of
from scoring.hub_findings import HubFinding, HubFindings, HubKind
from scoring.month_views import MonthViews
from scoring.results_home import Mask
from scoring.results_ownership import ownership_of
from scoring.results_types import (
    Cause,
    ClusterDetail,
    ClusterEvent,
    ClusterFilter,
    ClusterMember,
    ClusterPage,
    ClusterSort,
    ClusterSummary,
    EnterpriseResult,
    FactorResult,
    HistoryPoint,
    IndicatorResult,
    Label,
    Lifeline,
    LifelineEntry,
    MemberPage,
    MigrationMatrix,
    MonthInfo,
    Mover,
    MoverFilter,
    MoverPage,
    PathTie,
    Receipt,
    ReceiptLine,
    ReceiptLineKind,
    RelatedParty,
    RelationshipPart,
)
from scoring.results_types_ownership import Ownership
from scoring.value_texts import Unit
from tests.ownership_graphs import world_of
from tests.recording_views import scores, views

WORD = Label(zh="字", en="word")
FACTOR_WORD = Label(zh="往来信息", en="dealings")
"""What no shipped pack calls a factor."""
FIRMS = {"E1": "甲厂", "E2": "乙店", "E3": "丙行"}
SCORES = {"E1": 610.25, "E2": 120.0, "E3": None}
CLASSES = {"E1": RiskClass.C, "E2": RiskClass.A, "E3": None}


def info(month: str, revision: int = 1) -> MonthInfo:
    """Description of a month with one revision."""
    day = date(2026, int(month[5:]), 28)
    return MonthInfo(
        month=month,
        revision=revision,
        digest=f"digest-{month}-{revision}",
        pack="mrt",
        pack_hash="0" * 64,
        catalogue_hash="1" * 64,
        reference="start",
        store_version="v000001",
        as_of=day,
        known_by=day,
        preliminary=False,
        current=True,
        published=None,
        previous=None,
        enterprises=3,
        scored=2,
        class_counts={RiskClass.A: 1, RiskClass.C: 1},
        clusters=3,
        risk_clusters=1,
        clusters_kept_share=None,
        relationship_scale=1.0,
        relationship_scale_note="target reached",
    )


def cluster(cluster_id: str, size: int) -> ClusterSummary:
    """Row of a cluster."""
    return ClusterSummary(
        cluster_id=cluster_id,
        size=size,
        scored=size,
        class_counts={RiskClass.C: size},
        high_share=1.0,
        main_tie="HOLDS",
        main_tie_label=WORD,
        main_region=None,
        records=1,
        expected_records=0.5,
        expected_by_whole=0,
        ratio_low=1.1,
        ratio_high=4.0,
        risk=True,
        event="born",
        born="2026-10",
        changed="2026-10",
        why=WORD,
        risk_why=WORD,
    )


CLUSTERS = tuple(cluster(f"K{number}", 9 - number) for number in range(5))
MEMBERS = tuple(
    ClusterMember(
        enterprise_id=firm,
        name=FIRMS[firm],
        region=None,
        risk_class=CLASSES[firm],
        standalone_class=CLASSES[firm],
        score=SCORES[firm],
        core=True,
        weight=1.0,
        joined=False,
    )
    for firm in FIRMS
)
HUB = HubFinding(hub_id="P:1", kind=HubKind.PERSON, enterprises=51, region="659001", region_share=1.0)
MOVER = Mover(
    enterprise_id="E1",
    name="甲厂",
    region=None,
    previous_class=RiskClass.B,
    risk_class=RiskClass.C,
    previous_score=480.0,
    score=610.25,
    cause=Cause.OWN_FACT,
    cause_label=WORD,
    hazard_changes={Cause.OWN_FACT: 0.3},
    hazard_change=0.3,
)


class RecordingMonth:
    """One month; ``asked`` holds (method, arguments) in order."""

    def __init__(self, described: MonthInfo) -> None:
        self.info = described
        self.asked: list[tuple[str, tuple[object, ...]]] = []

    @property
    def scores(self) -> Frame:
        """Columns of the three enterprises."""
        return scores()

    @property
    def views(self) -> MonthViews:
        """Views of the small world."""
        return views()

    def enterprise(self, enterprise_id: str) -> EnterpriseResult:
        """Result of one of the three."""
        if enterprise_id not in FIRMS:
            raise NotFoundError(f"no such enterprise in {self.info.month}")
        return EnterpriseResult(
            enterprise_id=enterprise_id,
            name=FIRMS[enterprise_id],
            region="990101",
            supervising_authority=None,
            status="operating",
            scored=SCORES[enterprise_id] is not None,
            score=SCORES[enterprise_id],
            model_score=SCORES[enterprise_id],
            risk_class=CLASSES[enterprise_id],
            standalone_class=CLASSES[enterprise_id],
            previous_score=None,
            previous_class=None,
            direct_rule=None,
            clamped=False,
            legal_person_id=enterprise_id,
            cluster_id="K0",
            factors=(FactorResult(factor=Factor.ENFORCEMENT, label=WORD, hazard=0.9, points=610.25),),
            indicators=(
                IndicatorResult(
                    id="JG01",
                    factor=Factor.ENFORCEMENT,
                    label=WORD,
                    unit=Unit.COUNT,
                    value=2,
                    value_text=WORD,
                    known=True,
                    bin=0.5,
                    hazard=0.9,
                ),
            ),
        )

    def history(self, enterprise_id: str) -> Sequence[HistoryPoint]:
        """One point."""
        return [
            HistoryPoint(
                month=self.info.month,
                revision=self.info.revision,
                pack="mrt",
                scored=True,
                score=SCORES[enterprise_id],
                risk_class=CLASSES[enterprise_id],
                cluster_id="K0",
                hazards={Factor.ENFORCEMENT: 0.9},
            )
        ]

    def receipt(self, enterprise_id: str) -> Receipt:
        """One relationship line through a person, a place and another firm."""
        step = PathTie(
            tie_id="t1",
            kind=TieKind.HOLDS,
            label=WORD,
            source_id="P:1",
            target_id=enterprise_id,
            role=None,
            share=0.6,
            valid_from=None,
            valid_to=None,
            source_name=None,
            target_name=FIRMS[enterprise_id],
            confidence=1.0,
            role_strength=1.0,
            share_strength=0.8,
            ended_decay=1.0,
            carry=1.0,
            hub_factor=1.0,
        )
        part = RelationshipPart(
            family="person",
            label=WORD,
            party=RelatedParty(id="P:1", kind=NodeKind.PERSON, name=None),
            record=None,
            related_class=RiskClass.D,
            path=(step,),
            path_nodes=("P:1", "A:1", "E2", enterprise_id),
            strength=0.8,
            age_months=None,
            raw=0.4,
        )
        line = ReceiptLine(
            kind=ReceiptLineKind.RELATED_CLASS,
            factor=Factor.RELATIONSHIP,
            factor_label=FACTOR_WORD,
            label=WORD,
            hazard=0.4,
            points=610.25,
            sentence=Label(zh="关联方P:1持股", en="related party P:1 holds shares"),
            part=part,
        )
        return Receipt(
            enterprise_id=enterprise_id,
            name=FIRMS[enterprise_id],
            scored=True,
            hazard=0.4,
            model_score=610.25,
            adjustments=(),
            score=SCORES[enterprise_id],
            risk_class=CLASSES[enterprise_id],
            standalone_class=CLASSES[enterprise_id],
            relationship_raw=0.4,
            relationship_scale=1.0,
            relationship_cap=0.693,
            relationship_scaled_by=1.0,
            parts=1,
            repaired_facts=0,
            statutory_exceptions=(),
            lines=(line,),
        )

    def clusters(
        self, filters: ClusterFilter, sort: ClusterSort, cursor: str | None, limit: int
    ) -> ClusterPage:
        """Five clusters in pages; the cursor is a row number."""
        self.asked.append(("clusters", (filters, sort, cursor, limit)))
        start = _row(cursor)
        rest = CLUSTERS[start:]
        more = str(start + limit) if len(rest) > limit else None
        return ClusterPage(items=rest[:limit], total=len(CLUSTERS), cursor=more)

    def cluster(self, cluster_id: str) -> ClusterDetail:
        """A cluster around a person."""
        return ClusterDetail(
            summary=self._summary(cluster_id), main_hub="P:1", main_hub_members=3, regions={}, core=MEMBERS
        )

    def members(
        self, cluster_id: str, cursor: str | None, limit: int, inside: Mask | None = None
    ) -> MemberPage:
        """Members in pages."""
        self._summary(cluster_id)
        start = _row(cursor)
        rest = MEMBERS[start:]
        more = str(start + limit) if len(rest) > limit else None
        return MemberPage(items=rest[:limit], total=len(MEMBERS), cursor=more)

    def lifeline(self, cluster_id: str) -> Lifeline:
        """Born, no more."""
        self._summary(cluster_id)
        entry = LifelineEntry(
            month="2026-10", event=ClusterEvent.BORN, size=3, previous_size=0, other_ids=(), sentence=WORD
        )
        return Lifeline(cluster_id=cluster_id, living=True, entries=(entry,))

    def migration(
        self, filters: MoverFilter, cursor: str | None, limit: int, inside: Mask | None = None
    ) -> MoverPage:
        """One mover."""
        self.asked.append(("migration", (filters, cursor, limit)))
        return MoverPage(items=(MOVER,), total=1, cursor=None)

    def migration_matrix(self, inside: Mask | None = None) -> MigrationMatrix:
        """One mover."""
        return MigrationMatrix(
            previous=None, classes=("A", "B"), counts=((1, 0), (0, 1)), movers=1, causes={Cause.OWN_FACT: 1}
        )

    def hubs(self) -> HubFindings:
        """One place."""
        self.asked.append(("hubs", ()))
        return HubFindings(more_than=50, hubs=(HUB,))

    def ownership(self, enterprise_id: str, *, as_of: date | None, depth: int, cap: int) -> Ownership:
        """A person over E1 and E2 who hold each other, whatever is asked."""
        self.asked.append(("ownership", (enterprise_id, as_of, depth, cap)))
        if enterprise_id not in FIRMS:
            raise NotFoundError(f"enterprise {enterprise_id!r} is not here")
        snapshot = world_of(
            {("P:1", "E1"): 0.6, ("P:1", "E2"): 0.3, ("E1", "E2"): 0.4, ("E2", "E1"): 0.3}
        ).freeze()
        day = as_of or snapshot.as_of
        return ownership_of(snapshot, holdings_of(snapshot, day=day), 0, as_of=day, depth=depth, cap=cap)

    def _summary(self, cluster_id: str) -> ClusterSummary:
        for found in CLUSTERS:
            if found.cluster_id == cluster_id:
                return found
        raise NotFoundError(f"no such cluster in {self.info.month}")


class RecordingMonths:
    """September, October with revision 1, and whatever is published later."""

    def __init__(self, *published: MonthInfo) -> None:
        self.published = list(published or (info("2026-09"), info("2026-10")))
        self.opened: list[RecordingMonth] = []

    def list(self) -> Sequence[MonthInfo]:
        """By month and revision, rising."""
        return sorted(self.published, key=lambda found: (found.month, found.revision))

    def open(self, month: str | None = None, revision: int | None = None) -> RecordingMonth:
        """Latest unless given."""
        fitting = [
            one for one in self.published if month in (None, one.month) and revision in (None, one.revision)
        ]
        if not fitting:
            raise NotFoundError("no such month is published")
        self.opened.append(RecordingMonth(max(fitting, key=lambda one: (one.month, one.revision))))
        return self.opened[-1]


class Names:
    """A vault of one person."""

    def masked(self, person_ids: Sequence[str], /) -> Mapping[str, str]:
        """The mask of P:1; a star for others."""
        return {person: "张*" if person == "P:1" else "*" for person in person_ids}


def _row(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not cursor.isdecimal():
        raise InputError("cursor: expected a row")
    return int(cursor)
