"""What the desk refuses; the codes are stable."""

from __future__ import annotations

from graph.errors import GuanlianError


class DeskError(GuanlianError):
    """Base of refusals of the desk."""


class OwnProposalError(DeskError):
    """The author of a proposal would be its approver too."""

    code = "own_proposal"
    status = 403


class DecidedError(DeskError):
    """A proposal has its verdict already, or was taken back."""

    code = "proposal_decided"
    status = 409


class LapsedError(DeskError):
    """A proposal was left without a verdict for too long."""

    code = "proposal_lapsed"
    status = 409


class StaleError(DeskError):
    """What a proposal is about is no longer what it was when it was made."""

    code = "proposal_stale"
    status = 409


class ViewChangedError(DeskError):
    """A saved view was changed since it was read."""

    code = "view_changed"
    status = 409


class TooManyError(DeskError):
    """An account keeps as many as it may."""

    code = "too_many"
    status = 409
