"""All figures of a day over few and over many voices: seconds, number of queries, ratio of the two.

    python benchmarks/figures.py                     # 1,000 and 100,000 voices, SQLite in a temporary folder
    python benchmarks/figures.py 1000 20000          # other sizes
    DATABASE_URL=postgres://…/empty python benchmarks/figures.py    # a database that holds nothing yet

The voices are those of `pages.py`, made from a seed, with 40 register lines and a frozen list. Told are: today, which
also counts where passages lie; a day that is over, read from the records; the same day once it is issued, alone and
with what changed since. The best of five counts, by a clock. Limits: one second, and queries equal at both sizes. The
last line says whether they were kept; the exit code repeats it.
"""

import shutil
import sys
import time
from collections.abc import Callable
from datetime import date

import pages
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.campaign.models import Campaign
from huisheng.figures.queries.telling import differences, tell
from huisheng.figures.services import issuing
from huisheng.listening.models import IssueRecord
from huisheng.organisation import clock

MOST_SECONDS = 1.0
DAY = date(2014, 3, 20)


def registers(campaign: Campaign) -> None:
    """Forty lines of forms issued, most with their returns."""
    IssueRecord.objects.bulk_create(
        IssueRecord(
            campaign=campaign,
            kind=IssueRecord.Kind.values[n % 3],
            issued_on=pages.START,
            issued_count=100,
            returned_count=90 if n % 4 else None,
            valid_count=80 if n % 4 else None,
        )
        for n in range(40)
    )


def measured(tell_all: Callable[[], object]) -> tuple[float, int]:
    """Seconds, the best of five, and queries."""
    with CaptureQueriesContext(connection) as asked:
        tell_all()
    times = []
    for _each in range(pages.REPEATS):
        begun = time.perf_counter()
        tell_all()
        times.append(time.perf_counter() - begun)
    return min(times), len(asked)


def acts(campaign: Campaign) -> dict[str, tuple[float, int]]:
    """What is told, with what it took."""
    found = {
        "today": measured(lambda: tell(campaign, clock.today()).text),
        "a day, from the records": measured(lambda: tell(campaign, DAY).text),
    }
    issuing.issue(campaign, DAY, by=None)
    found["the day, issued"] = measured(lambda: tell(campaign, DAY).text)
    found["and what changed since"] = measured(lambda: differences(tell(campaign, DAY)))
    return found


def main(sizes: list[int]) -> int:
    call_command("migrate", verbosity=0)
    results = []
    for size in sizes:
        made = pages.Made(size)
        made.build()
        registers(made.campaign)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        told = tell(made.campaign, clock.today())
        print(f"# {size:,} voices, {told.exact['voices.all']:,} statements, {len(told.values)} figures")
        results.append(acts(made.campaign))
    few, many = results[0], results[-1]
    print(f"\n{'told':26} {'queries':>9} {sizes[0]:>11,} {sizes[-1]:>11,}  ratio")
    kept = True
    for name, (before, queries) in few.items():
        after, same = many[name]
        kept = kept and same == queries and after < MOST_SECONDS
        counted = f"{queries}" if same == queries else f"{queries}/{same}"
        print(f"{name:26} {counted:>9} {before:>9.3f} s {after:>9.3f} s {after / before:>6.1f}")
    print(f"\n{'All' if kept else 'NOT all'} figures within {MOST_SECONDS} s, with as many queries at both sizes.")
    return 0 if kept else 1


if __name__ == "__main__":
    try:
        sys.exit(main([int(each) for each in sys.argv[1:]] or [1_000, 100_000]))
    finally:
        shutil.rmtree(pages.HOME)
