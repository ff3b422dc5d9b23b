"""Freed memory is used again where a process asks for that."""

from __future__ import annotations

import subprocess
import sys

TWICE = """
import resource

import numpy as np

from graph.memory import give_memory_back, keep_freed_memory


def faults_of_an_array():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    np.ones(400_000)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


keep_freed_memory()
first, second = faults_of_an_array(), faults_of_an_array()
give_memory_back()
print(first > 500, second < 50, faults_of_an_array() > 500)
"""


def test_what_is_kept_is_not_asked_for_again_until_it_is_given_back() -> None:
    found = subprocess.run([sys.executable, "-c", TWICE], check=True, capture_output=True, text=True)

    assert found.stdout.split() == ["True", "True", "True"]
