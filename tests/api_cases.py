"""One good request of every route, by its operation id."""

from __future__ import annotations

CASES = {
    "readHealth": "/health",
    "readReadiness": "/readiness",
    "listMonths": "/months",
    "listRevisions": "/months/2026-10/revisions",
    "readEnterprise": "/enterprises/E1",
    "readReceipt": "/enterprises/E1/receipt",
    "listNeighbours": "/enterprises/E1/neighbours",
    "readEgo": "/enterprises/E1/ego",
    "listPaths": "/enterprises/E1/paths?to=E2",
    "search": "/search?q=E1",
    "listClusters": "/clusters",
    "readCluster": "/clusters/K1",
    "listMembers": "/clusters/K1/members",
    "readLifeline": "/clusters/K1/lifeline",
    "readMigration": "/migration",
    "readMigrationHistory": "/migration/history",
    "readHome": "/home",
    "listIndicators": "/indicators",
    "readAbout": "/about",
    "readProfile": "/enterprises/E1/profile",
    "listNearestPaths": "/enterprises/E1/paths/nearest?risk_class=A",
    "listOwners": "/enterprises/E1/owners",
    "listHoldings": "/enterprises/E1/holdings",
    "readClusterGraph": "/clusters/K1/graph",
    "listHubs": "/hubs",
    "listWatch": "/watch",
    "readOwnership": "/enterprises/E1/ownership",
}
