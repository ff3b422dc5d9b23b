"""Fixture policy: build the smallest data that has what the test needs, in the test itself.

Shared fixtures are for things that are dear to build (a generated province, a published
month) and are then session-wide and read-only. No clock, no network, no unseeded
randomness; a test that needs the shared data beside the checkout skips with one loud line.
"""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "deterministic",
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("deterministic")
