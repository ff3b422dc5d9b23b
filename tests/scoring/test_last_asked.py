"""Which values are kept."""

from __future__ import annotations

from functools import partial

from scoring.last_asked import LastAsked


def test_what_was_asked_for_last_is_kept_whenever_it_was_made() -> None:
    made: list[int] = []
    kept = LastAsked[int, int](2)

    def make(key: int) -> int:
        made.append(key)
        return 10 * key

    found = [kept.of(key, partial(make, key)) for key in (1, 2, 1, 3, 1, 2)]

    assert found == [10, 20, 10, 30, 10, 20]
    assert made == [1, 2, 3, 2]


def test_of_two_made_at_once_the_first_stays() -> None:
    kept = LastAsked[str, list[int]](2)
    first: list[int] = []

    found = kept.of("a", lambda: [*kept.of("a", lambda: first), 1])

    assert found is first
