"""The desk: proposals and approvals, saved views, watch list, change feed, notices to other systems."""
