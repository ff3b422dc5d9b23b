"""Who changed class between two months, and why."""
