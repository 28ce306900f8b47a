"""Many acts at the same moment, each lane with a connection of its own."""

import threading
from collections.abc import Callable
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")
LANES = 10


def at_once(act: Callable[[int], Result], times: int) -> list[Result]:
    """Do an act `times`, in lanes that start together; what each returned, in no order."""
    start = threading.Barrier(LANES)
    results: list[Result] = []

    def lane(first: int) -> None:
        try:
            start.wait()
            for turn in range(first, times, LANES):
                results.append(act(turn))
        finally:
            connections.close_all()

    lanes = [threading.Thread(target=lane, args=(number,)) for number in range(LANES)]
    for each in lanes:
        each.start()
    for each in lanes:
        each.join()
    return results
