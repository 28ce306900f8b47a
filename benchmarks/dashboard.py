"""The dashboard over few and over many voices: number of queries, server time, ratio of the two.

    python benchmarks/dashboard.py                     # 1,000 and 100,000 voices, SQLite in a temporary folder
    python benchmarks/dashboard.py 1000 20000          # other sizes
    DATABASE_URL=postgres://…/empty python benchmarks/dashboard.py    # a database that holds nothing yet

The campaign is that of benchmarks/pages.py, with days of combing beside it. All queries count, those that tell who is
asking too. Limits: 12 queries, equal at both sizes, and 300 ms. The last line shows what it would cost to read the log
of decisions for the chart of combing instead of the days kept beside it.
"""

import shutil
import sys
import time
from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pages import HOME, MOST_MS, MOST_QUERIES, REPEATS, START, Made

from huisheng.combing.models import Decision
from huisheng.figures.models import CombedDay
from huisheng.figures.services.combed import changed
from huisheng.organisation.models import Account

READERS = ("clerk", "leader", "reviewer")
WORKING_DAYS = 60


def build(size: int) -> Made:
    """A campaign of so many voices that was combed on sixty days."""
    made = Made(size)
    made.build()
    CombedDay.objects.bulk_create(
        CombedDay(campaign=made.campaign, day=START + timedelta(days=day), placed=size // 90, set_aside=size // 900)
        for day in range(WORKING_DAYS)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return made


def measured(made: Made) -> dict[str, tuple[int, float, int]]:
    """Queries, milliseconds and status for each reader."""
    clock = time.thread_time if connection.vendor == "sqlite" else time.perf_counter
    found = {}
    for who in READERS:
        client = Client(SERVER_NAME="127.0.0.1")
        account = Account.objects.get(login=f"{who}-{made.size}")
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        address = f"/desk/{made.slug}/figures/"
        with CaptureQueriesContext(connection):
            status = client.get(address).status_code
            asked = len(connection.queries_log)
        times = []
        for _each in range(REPEATS):
            begun = clock()
            client.get(address)
            times.append(1000 * (clock() - begun))
        found[who] = asked, min(times), status
    return found


def log_read(made: Made) -> float:
    """Milliseconds to read what the chart of combing needs out of the log itself."""
    begun = time.perf_counter()
    for changes in Decision.objects.filter(campaign=made.campaign).values_list("changes", flat=True):
        changed(changes["ops"])
    return 1000 * (time.perf_counter() - begun)


def main(sizes: list[int]) -> int:
    call_command("migrate", verbosity=0)
    campaigns = [build(size) for size in sizes]
    results = [measured(made) for made in campaigns]
    print(f"\n{'who':9} {'queries':>9} {sizes[0]:>9,} {sizes[-1]:>11,}  ratio   on {connection.vendor}")
    missed = 0
    for who, (queries, before, status) in results[0].items():
        same, after, _status = results[-1][who]
        is_kept = same == queries <= MOST_QUERIES and after <= MOST_MS and status == 200
        missed += not is_kept
        print(
            f"{who:9} {queries if same == queries else f'{queries}/{same}':>9} {before:>6.0f} ms {after:>8.0f} ms"
            f" {after / before:>6.1f}  {'' if is_kept else 'MISSED'}"
        )
    print(f"\nthe log instead: {log_read(campaigns[0]):.0f} ms and {log_read(campaigns[-1]):.0f} ms")
    return 1 if missed else 0


if __name__ == "__main__":
    try:
        sys.exit(main([int(each) for each in sys.argv[1:]] or [1_000, 100_000]))
    finally:
        shutil.rmtree(HOME)
