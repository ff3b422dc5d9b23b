"""What readers look up in a month, laid out while the month is still being made.

It is known by what it is made from, so that a month that is never published leaves nothing wrong.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from scoring.job.frozen import Facts
from scoring.job.publish import linked_digests
from scoring.month_lookups import hash_of_lookups, lookups_of
from scoring.month_names import names_of


def lay_out_reads(home: Path, facts: Facts) -> None:
    """Index of names and lookups of the facts of a month; where they cannot be written, readers lay them out.

    Parameters
    ----------
    home : Path
    facts : Facts
    """
    snapshot = facts.read()
    known = {"as_of": snapshot.as_of.isoformat(), "files": linked_digests({"snapshot": facts.folder})}
    with suppress(OSError):
        names_of(home, snapshot.enterprises)
        lookups_of(home, hash_of_lookups(known), snapshot)
