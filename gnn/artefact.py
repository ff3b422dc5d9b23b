"""A trained model on disk: ``models/<id>/card.json`` and ``weights.json``, plain JSON.

The weights file is written once. The card is replaced as a whole when a model is approved
or retired, and nothing else of it may change. A hash over both files finds every edit and
every cut; it proves that nothing changed, not who wrote it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from gnn.model_card import ModelArtefact, ModelCard, ModelWeights
from graph.errors import ModelError, NotFoundError
from graph.store.embedded.folder import replace_text, sync_path

CARD, WEIGHTS = "card.json", "weights.json"
_CHANGES = {"approval", "retirement", "weights_sha256", "hash"}
_Checked = TypeVar("_Checked", bound=BaseModel)


def write_model(models: Path, artefact: ModelArtefact) -> ModelArtefact:
    """Write a new model folder; a reader sees all of it or nothing.

    Parameters
    ----------
    models : Path
        Folder of all models of a home.
    artefact : ModelArtefact
        Hashes are set here, whatever it holds.

    Returns
    -------
    ModelArtefact
        With its hashes.

    Raises
    ------
    ModelError
        If there is a model of that id: models are never overwritten.
    """
    folder = models / artefact.card.id
    if folder.exists():
        raise ModelError(
            f"expected a new model id, got {folder.name}, which exists: models are never overwritten",
            model=folder.name,
        )
    text = _text(artefact.weights)
    card = _sealed(artefact.card, _sha256(text.encode()))
    built = models / f".{card.id}.partial"
    shutil.rmtree(built, ignore_errors=True)
    built.mkdir(parents=True)
    replace_text(built / WEIGHTS, text)
    replace_text(built / CARD, _text(card))
    built.rename(folder)
    sync_path(models)
    return ModelArtefact(card=card, weights=artefact.weights)


def amend_card(models: Path, card: ModelCard) -> ModelCard:
    """Replace a card by one that is approved or retired; nothing else may differ.

    Raises
    ------
    ModelError
        If the stored model is not whole, or the card differs in more than its approval and
        retirement.
    """
    stored = read_model(models, card.id).card
    if stored.model_dump(exclude=_CHANGES) != card.model_dump(exclude=_CHANGES):
        differing = sorted(
            name
            for name in ModelCard.model_fields
            if name not in _CHANGES and getattr(stored, name) != getattr(card, name)
        )
        raise ModelError(
            f"expected model {card.id} with another approval or retirement only, got other {differing}: "
            "train a new model instead",
            model=card.id,
        )
    assert stored.weights_sha256 is not None
    sealed = _sealed(card, stored.weights_sha256)
    replace_text(models / card.id / CARD, _text(sealed))
    return sealed


def read_model(models: Path, model_id: str, catalogue_hash: str | None = None) -> ModelArtefact:
    """A model that is whole and as it was written.

    Parameters
    ----------
    models : Path
    model_id : str
    catalogue_hash : str, optional
        Of the catalogues in force; without it the model can be looked at, not used.

    Raises
    ------
    NotFoundError
        If there is no such model.
    ModelError
        If a file is missing, cut, edited or holds numbers that are none, or the model was
        trained with other catalogues.
    """
    folder = models / model_id
    if model_id not in models_of(models):
        raise NotFoundError(f"expected a model of this home, got {model_id!r}", model=model_id)
    card = _read(folder, CARD, ModelCard)
    if card.id != model_id:
        raise ModelError(f"expected the card of model {model_id}, got that of {card.id}", model=model_id)
    _refuse_other("card", _seal(card), card.hash, model_id)
    _refuse_other("weights", _sha256(_bytes(folder, WEIGHTS)), card.weights_sha256, model_id)
    if catalogue_hash is not None and card.catalogue_hash != catalogue_hash:
        raise ModelError(
            f"expected a model trained with catalogues {catalogue_hash[:12]}, got {model_id} trained with "
            f"{card.catalogue_hash[:12]}: train again",
            model=model_id,
        )
    return ModelArtefact(card=card, weights=_read(folder, WEIGHTS, ModelWeights))


def models_of(models: Path) -> list[str]:
    """Ids of the models of a home, sorted; they may not be whole."""
    if not models.is_dir():
        return []
    return sorted(entry.name for entry in models.iterdir() if entry.is_dir() and entry.name[0] != ".")


def _sealed(card: ModelCard, weights_sha256: str) -> ModelCard:
    """Card with its hashes, validated again."""
    plain = ModelCard.model_validate(card.model_dump() | {"weights_sha256": weights_sha256, "hash": None})
    return plain.model_copy(update={"hash": _seal(plain)})


def _seal(card: ModelCard) -> str:
    """Hash over the card, which names that of the weights."""
    plain = card.model_dump(mode="json", exclude={"hash"})
    return _sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False, allow_nan=False).encode())


def _refuse_other(what: str, found: str, written: str | None, model_id: str) -> None:
    if found != written:
        raise ModelError(
            f"expected {what} of model {model_id} with hash {(written or 'none')[:12]}, got {found[:12]}: "
            "it was cut or edited after it was written, take it from a backup or train again",
            model=model_id,
        )


def _read(folder: Path, name: str, kind: type[_Checked]) -> _Checked:
    try:
        return kind.model_validate(json.loads(_bytes(folder, name), parse_constant=_no_number))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        found = f"{first['msg']} at {place or 'the top'}"
    except ValueError as error:
        found = str(error)
    raise ModelError(
        f"expected {name} of model {folder.name} to be whole, got: {found}; "
        "take it from a backup or train again",
        model=folder.name,
    )


def _bytes(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        raise ModelError(
            f"expected {name} in model {folder.name}, got no such file: train again", model=folder.name
        ) from None


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _text(value: BaseModel) -> str:
    """Readable JSON; a number that is none never gets written."""
    plain = value.model_dump(mode="json")
    return json.dumps(plain, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
