"""What a proposal is about that no authority has: pairs of persons, drafts of packs, tables, models."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import yaml

from api.desk.about import Subject
from api.desk.place import DeskPlace
from api.desk.proposal_types import ProposalDraft
from api.readers import Reading
from gnn.artefact import read_model
from graph.domain import NodeKind
from graph.errors import InputError, NotFoundError
from graph.same_person.verdicts import ordered
from scoring.reference import Reference, references
from scoring.reference_approval import is_candidate
from scoring.relation_choice import MODELS

PACKS = "packs"
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,95}\.yaml")


def same_person(place: DeskPlace, reading: Reading, draft: ProposalDraft, author: str) -> Subject:
    """Two persons whom the month knows.

    Raises
    ------
    InputError, NotFoundError
        If there is no such thing, or the kind cannot be said of it.
    """
    one, sign, other = (draft.subject or "").partition("|")
    if not sign:
        raise InputError("same_person: expected both ids with | between, got another text")
    first, second = ordered(one.strip(), other.strip())
    for person in (first, second):
        known = reading.readers.store.find(person, reading.at)
        if known is None or known.kind is not NodeKind.PERSON:
            raise NotFoundError("same_person: expected two persons that the month knows, got another id")
    return Subject(text=f"{first}|{second}")


def pack_file(home: Path, name: str) -> Path:
    """Draft of a pack in the home.

    Raises
    ------
    NotFoundError
        If the name is none of a file in ``packs``.
    """
    path = home / PACKS / name
    if not _FILE.fullmatch(name) or not path.is_file():
        raise NotFoundError(
            f"pack: expected the name of a draft in the folder {PACKS} of the home, got another"
        )
    return path


def pack(place: DeskPlace, reading: Reading, draft: ProposalDraft, author: str) -> Subject:
    """A draft of weights whose author proposes it, with its hash.

    Raises
    ------
    InputError, NotFoundError
        If there is no such thing, or the kind cannot be said of it.
    """
    path = pack_file(place.home, draft.subject or "")
    content = draft_content(path)
    told = (content.get("weights") or {}).get("author") if isinstance(content.get("weights"), dict) else None
    if content.get("approval") is not None or told is None:
        raise InputError(
            f"pack {path.name}: expected a draft of weights without an approval, got another file"
        )
    if str(told).strip().casefold() != author.casefold():
        raise InputError(f"pack {path.name}: expected a draft whose author is the account that proposes it")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Subject(text=path.name, seen={"sha256": digest})


def draft_content(path: Path) -> dict[str, Any]:
    """Fields of a draft as they stand in the file; empty if it cannot be read."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return {}
    return found if isinstance(found, dict) else {}


def reference(place: DeskPlace, reading: Reading, draft: ProposalDraft, author: str) -> Subject:
    """Reference tables that wait for a second person, with their hash.

    Raises
    ------
    InputError, NotFoundError
        If there is no such thing, or the kind cannot be said of it.
    """
    if draft.subject not in references(place.home):
        raise NotFoundError("reference: no tables of this home have this id; see /proposals/subjects")
    if not is_candidate(place.home, draft.subject):
        raise InputError(f"reference {draft.subject}: expected a candidate, got tables with a verdict")
    return Subject(text=draft.subject, seen={"hash": Reference.read(place.home, draft.subject).hash})


def model(place: DeskPlace, reading: Reading, draft: ProposalDraft, author: str) -> Subject:
    """A candidate model, with the hash of its card.

    Raises
    ------
    InputError, NotFoundError
        If there is no such thing, or the kind cannot be said of it.
    """
    card = read_model(place.home / MODELS, draft.subject or "").card
    if card.approval is not None or card.retirement is not None:
        raise InputError(f"model {card.id}: expected a candidate, got one that was decided already")
    if card.pack.id != draft.pack:
        raise InputError(f"model {card.id}: expected the pack it was trained with, {card.pack.id}")
    if draft.effective_on is None or draft.effective_on < card.created_on:
        raise InputError(f"model {card.id}: expected effective_on from {card.created_on} on")
    return Subject(text=card.id, seen={"hash": card.hash})
