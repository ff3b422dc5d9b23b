"""Routes of webhooks: where notices of changes are sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, status

from api.dependencies import SecurityDep, ViewerDep
from api.desk import webhooks
from api.desk.webhook_types import SecretChange, WebhookDraft, WebhookList, WebhookMade, WebhookRow
from api.desk.webhooks import WebhookBook
from api.routes.base import new_router
from api.routes.desk_parts import CONFLICT, DeskDep
from api.security.audit import AuditDep
from graph.errors import InputError

router = new_router("webhooks")

WebhookId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", description="Id of a webhook")]


@router.get("/webhooks", summary="Webhooks and how far each got", operation_id="listWebhooks")
def list_webhooks(desk: DeskDep) -> WebhookList:
    """Without their secrets; with the hosts that the settings allow."""
    return webhooks.listed(desk.place)


@router.post(
    "/webhooks",
    summary="Add a webhook",
    operation_id="addWebhook",
    status_code=status.HTTP_201_CREATED,
    responses=CONFLICT,
)
def add_webhook(
    desk: DeskDep, viewer: ViewerDep, audit: AuditDep, security: SecurityDep, draft: WebhookDraft
) -> WebhookMade:
    """Its secret is shown this once; it is told what is published from now on."""
    if draft.authority is not None and not security.areas.under(draft.authority):
        raise InputError("webhook: expected the code of an authority in force, got another; see /authorities")
    made = WebhookBook(desk.place).add(draft, viewer.account, str(desk.feed.end()))
    audit.record(viewer, "webhook.added", subject=made.webhook_id)
    return made


@router.post("/webhooks/{webhook_id}/resume", summary="Send again", operation_id="resumeWebhook")
def resume_webhook(desk: DeskDep, viewer: ViewerDep, audit: AuditDep, webhook_id: WebhookId) -> WebhookRow:
    """A paused webhook goes on where it stands: nothing was lost."""
    made = WebhookBook(desk.place).resume(webhook_id)
    audit.record(viewer, "webhook.resumed", subject=webhook_id)
    return made


@router.post("/webhooks/{webhook_id}/secret", summary="Change a secret", operation_id="changeWebhookSecret")
def change_secret(
    desk: DeskDep, viewer: ViewerDep, audit: AuditDep, webhook_id: WebhookId, asked: SecretChange
) -> WebhookMade:
    """Another secret, shown this once; notices are signed with the one before too for some hours."""
    made = WebhookBook(desk.place).change_secret(webhook_id, 3_600 * asked.overlap_hours)
    audit.record(
        viewer,
        "webhook.secret_changed",
        subject=webhook_id,
        details={"overlap_hours": str(asked.overlap_hours)},
    )
    return made


@router.delete(
    "/webhooks/{webhook_id}",
    summary="Remove a webhook",
    operation_id="removeWebhook",
    status_code=status.HTTP_204_NO_CONTENT,
)
def remove_webhook(desk: DeskDep, viewer: ViewerDep, audit: AuditDep, webhook_id: WebhookId) -> None:
    """Nothing is sent to it any more."""
    WebhookBook(desk.place).remove(webhook_id)
    audit.record(viewer, "webhook.removed", subject=webhook_id)
