"""Work on many rows shared among processes: the same results in the same order, however many work."""

import gc
import os
import pickle
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

T = TypeVar("T")


def processors() -> int:
    """How many processes may work at once; 1 where a process cannot be copied."""
    # A copy has no threads but this one, while the locks the others hold would stay locked in it for ever.
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shared(work: Callable[[int, int], T], size: int, workers: int) -> list[T]:
    """`work(start, stop)` of consecutive stretches that make up range(size), in their order.

    This process does the first; each other goes to a copy of it, which sees all there is here without being sent it,
    and hands back what the work returns. A copy that fails or is killed costs its stretch alone: it is done here then.

    Args:
        work: must leave files, connections and everything else outside its result untouched.
        workers: how many processes work; with 1 all is one stretch.
    """
    bounds = [size * n // workers for n in range(workers + 1)]
    copies: list[_Copy[T]] = []
    try:
        copies.extend(_Copy.of(work, start, stop) for start, stop in pairwise(bounds[1:]))
        first = work(0, bounds[1])
        return [first, *(copy.result() for copy in copies)]
    finally:
        for copy in copies:
            copy.end()


@dataclass
class _Copy(Generic[T]):
    """A child at work on one stretch, and where its result comes from."""

    work: Callable[[int, int], T]
    start: int
    stop: int
    child: int
    source: int

    @classmethod
    def of(cls, work: Callable[[int, int], T], start: int, stop: int) -> "_Copy[T]":
        source, sink = os.pipe()
        child = os.fork()
        if child == 0:
            # Whatever happens here, nothing of the parent's may be flushed, closed or run a second time.
            status = 1
            try:
                # What the parent has no more use for, such as a connection, must not be finalised by the child too.
                gc.disable()
                os.close(source)
                with os.fdopen(sink, "wb") as pipe:
                    pickle.dump(work(start, stop), pipe, protocol=pickle.HIGHEST_PROTOCOL)
                status = 0
            finally:
                os._exit(status)
        os.close(sink)
        return cls(work, start, stop, child, source)

    def result(self) -> T:
        """What the child found; what it did not finish is done here, where a failure is seen."""
        with os.fdopen(self.source, "rb") as pipe:
            self.source = -1
            found = pipe.read()
        if self._ended_well():
            given: T = pickle.loads(found)  # noqa: S301  what our own copy wrote
            return given
        return self.work(self.start, self.stop)

    def _ended_well(self) -> bool:
        _, status = os.waitpid(self.child, 0)
        self.child = 0
        return status == 0

    def end(self) -> None:
        """Leave no child behind when the work here was broken off."""
        if self.source >= 0:
            os.close(self.source)
        if self.child:
            with suppress(ProcessLookupError):
                os.kill(self.child, signal.SIGKILL)
            os.waitpid(self.child, 0)
