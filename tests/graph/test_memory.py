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


given_back = []
for _ in range(2):
    given_back.append(faults_of_an_array())
    give_memory_back()
keep_freed_memory()
faults_of_an_array()
give_memory_back()
print(min(given_back) > 500, faults_of_an_array() < 50)
"""


def test_a_process_that_keeps_what_it_frees_does_not_ask_for_it_again() -> None:
    found = subprocess.run([sys.executable, "-c", TWICE], check=True, capture_output=True, text=True)

    assert found.stdout.split() == ["True", "True"]
