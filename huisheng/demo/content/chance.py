"""Chance that repeats, and exact totals split into whole shares."""

from collections.abc import Sequence
from random import Random


def stream(seed: int, name: str) -> Random:
    """The random numbers of one purpose: the same for the same seed and name on every machine."""
    return Random(f"{seed}/{name}")  # noqa: S311 - nothing here is secret


def allot(total: int, weights: Sequence[float]) -> list[int]:
    """Whole shares in proportion to the weights, summing to the total (largest remainder, first come on ties)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    by_rest = sorted(range(len(shares)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_rest[: total - sum(shares)]:
        shares[i] += 1
    return shares


def scatter(total: int, count: int, low: int, high: int, rng: Random) -> list[int]:
    """`count` whole numbers in [low, high], uneven, summing to the total; low · count ≤ total ≤ high · count."""
    shares = [rng.randint(low, high) for _ in range(count)]
    while (missing := total - sum(shares)) != 0:
        i = rng.randrange(count)
        step = 1 if missing > 0 else -1
        if low <= shares[i] + step <= high:
            shares[i] += step
    return shares
