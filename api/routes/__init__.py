"""HTTP routes, one file a subject; the order matters where ids may contain a slash."""

from __future__ import annotations

from api.routes import (
    accounts,
    audit,
    authorities,
    clusters,
    enterprises,
    exports,
    feed,
    graph,
    health,
    hubs,
    keys,
    migration,
    months,
    ownership,
    proposals,
    reveals,
    schema,
    session,
    views,
    watch,
    webhooks,
)

ROUTERS = (
    health.router,
    schema.router,
    session.router,
    accounts.router,
    keys.router,
    months.router,
    enterprises.router,
    graph.router,
    ownership.router,
    clusters.router,
    hubs.router,
    migration.router,
    exports.router,
    proposals.router,
    views.router,
    watch.router,
    feed.router,
    webhooks.router,
    authorities.router,
    reveals.router,
    audit.router,
    enterprises.last,
)
"""All routers in the order of matching."""
