"""What can be proposed of a kind that has no page of its own to start from."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from api.desk.fact_subjects import SECOND_HAND, excluded_of, fact_of
from api.desk.kinds import ProposalKind
from api.desk.other_subjects import PACKS, draft_content
from api.desk.place import DeskPlace
from api.desk.proposal_book import ProposalBook
from api.desk.proposal_types import Candidate, CandidateList, ProposalState
from api.model_reads import gain_text, path_rules_label
from api.readers import Reading
from api.security.scope import visible
from api.words import WORDS
from gnn.artefact import models_of, read_model
from graph.same_person.rules import EvidenceCode, same_person_rules
from scoring.reference import Reference, references
from scoring.reference_approval import ReferenceState, approval_of
from scoring.relation_choice import MODELS, passed
from scoring.results import Month
from scoring.results_marks import marks
from scoring.results_types import Label


def listed(place: DeskPlace, reading: Reading, kind: ProposalKind, limit: int) -> CandidateList:
    """Decisions in force, objections pending, pairs without a verdict, drafts, tables, models."""
    finder = _FINDERS.get(kind)
    found = [] if finder is None else list(finder(place, reading))
    shown = found[:limit]
    return CandidateList(
        kind=kind,
        items=tuple(shown),
        total=len(found),
        shown=len(shown),
        truncated=len(shown) < len(found),
    )


def _decisions(place: DeskPlace, reading: Reading) -> Iterator[Candidate]:
    rows = place.decisions.in_force(place.today).rows
    names = marks(reading.month.scores, (row.enterprise_id for row in rows))
    inside = visible(reading, [row.enterprise_id for row in rows])
    for row in rows:
        if inside[row.enterprise_id]:
            mark = names.get(row.enterprise_id)
            facts = {
                "kind": row.kind.value,
                "enterprise_id": row.enterprise_id,
                "risk_class": row.risk_class or "",
                "ground": row.ground,
                "effective_on": row.effective_on.isoformat(),
                "expires_on": "" if row.expires_on is None else row.expires_on.isoformat(),
            }
            label = row.enterprise_id if mark is None else mark.name or row.enterprise_id
            yield Candidate(subject=str(row.number), label=label, facts=facts, fields={})


def _objections(place: DeskPlace, reading: Reading) -> Iterator[Candidate]:
    """Objections received here that the month in force still heeds."""
    assert isinstance(reading.month, Month)
    marked = set(excluded_of(reading.month).text("status_id").to_pylist())
    book = ProposalBook(place)
    for one in book.all():
        if one.kind is not ProposalKind.OBJECTION or one.state(place.today) is not ProposalState.DONE:
            continue
        draft = one.draft
        ids = book.enterprise_ids(one.number)
        fact = fact_of(draft, one.author, SECOND_HAND, place.today)
        if fact.status_id in marked and all(visible(reading, ids).values()):
            fields = {
                "fact_kind": fact.fact_kind.value,
                "document_no": fact.document_no,
                "source_organ": fact.source_organ,
                "effective_on": fact.effective_on.isoformat(),
            }
            names = marks(reading.month.scores, ids)
            label = ", ".join(found.name or "" for found in names.values())
            yield Candidate(
                subject=fact.fact_id, label=label, facts={"proposal": str(one.number)}, fields=fields
            )


def _pairs(place: DeskPlace, reading: Reading) -> Iterator[Candidate]:
    found = sorted(place.persons.in_force(place.today).candidates, key=lambda one: -one.confidence)
    names = reading.readers.vault.masked(sorted({person for one in found for person in one.pair}))
    rules = same_person_rules().evidence
    for one in found:
        pieces = [rules[code] for code in dict.fromkeys(EvidenceCode(piece.code) for piece in one.evidence)]
        evidence = Label(zh="；".join(said.zh for said in pieces), en="; ".join(said.en for said in pieces))
        yield Candidate(
            subject="|".join(one.pair),
            label=" / ".join(names.get(person, "*") for person in one.pair),
            facts={"confidence": f"{one.confidence:.3f}"},
            said={"evidence": evidence},
            fields={},
        )


def _packs(place: DeskPlace, reading: Reading) -> Iterator[Candidate]:
    for path in sorted((place.home / PACKS).glob("*.yaml")):
        content = draft_content(path)
        weights = content.get("weights")
        if isinstance(weights, dict) and content.get("approval") is None and not path.name.startswith("."):
            facts = {
                "pack": str(content.get("id", "")),
                "version": str(content.get("version", "")),
                "method": str(weights.get("method", "")),
                "author": str(weights.get("author", "")),
                "since": str(weights.get("since", "")),
            }
            yield Candidate(subject=path.name, label=facts["version"], facts=facts, fields={})


def _references(place: DeskPlace, reading: Reading) -> Iterator[Candidate]:
    for name in references(place.home):
        approval = approval_of(place.home, name)
        if approval.state is ReferenceState.CANDIDATE:
            found = Reference.read(place.home, name)
            facts = {
                "as_of": found.as_of.isoformat(),
                "pack": found.pack_id,
                "hash": found.hash[:12],
                "author": approval.author or "",
            }
            yield Candidate(subject=name, label=name, facts=facts, fields={})


def _models(place: DeskPlace, reading: Reading) -> Iterator[Candidate]:
    for name in models_of(place.home / MODELS):
        card = read_model(place.home / MODELS, name).card
        if card.approval is None and card.retirement is None:
            facts = {
                "author": card.author,
                "created_on": card.created_on.isoformat(),
                "version": card.pack.version,
                "gain": gain_text(card),
            }
            said = {"paths": path_rules_label(card.variant), "gate": WORDS["yes" if passed(card) else "no"]}
            yield Candidate(subject=name, label=name, facts=facts, said=said, fields={"pack": card.pack.id})


_FINDERS: dict[ProposalKind, Callable[[DeskPlace, Reading], Iterator[Candidate]]] = {
    ProposalKind.REVOCATION: _decisions,
    ProposalKind.OBJECTION_LIFTED: _objections,
    ProposalKind.SAME_PERSON: _pairs,
    ProposalKind.PACK: _packs,
    ProposalKind.REFERENCE: _references,
    ProposalKind.MODEL: _models,
}
