"""Ports for the servers of a platform."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from deploy.local.ports import free_ports

FEW, MANY = 100, 400
"""Less and more than a process has of its own."""


def test_ports_are_distinct_however_many() -> None:
    assert len(set(free_ports(MANY))) == MANY


def test_processes_beside_each_other_choose_different_ones() -> None:
    """Each is bound only when its server has started, seconds after it was chosen."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        theirs = pool.submit(free_ports, FEW).result()
    assert not set(theirs) & set(free_ports(FEW))
