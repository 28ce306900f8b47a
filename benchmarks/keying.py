"""Keying paper forms: server time to store a sheet and show the next page, and its ratio to a bare insert.

    python benchmarks/keying.py            # 200 sheets of the questionnaire, SQLite in a temporary folder
    python benchmarks/keying.py 1000
    DATABASE_URL=postgres://…/empty python benchmarks/keying.py    # a database that holds nothing yet

Limits: 12 queries a request and 100 ms of processor time for the two requests of a sheet (store, next page).
"""

import os
import shutil
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
HOME = tempfile.mkdtemp(prefix="huisheng-keying-")
os.environ |= {"HUISHENG_HOME": HOME, "HUISHENG_TESTING": "1", "DJANGO_SETTINGS_MODULE": "huisheng.web.settings"}
os.environ.setdefault("HUISHENG_DJANGO_SECRET", "x")
os.environ.setdefault("HUISHENG_RECEIPT_KEY", "x")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402

from huisheng.crafts.form import shipped  # noqa: E402
from huisheng.listening.models import KeyedSheet, Stack  # noqa: E402
from huisheng.listening.services.asking import publish_form  # noqa: E402
from huisheng.listening.services.stacks import open_stack  # noqa: E402
from tests.factories.office import START, client_of, grant, office, person  # noqa: E402

MOST_MS, MOST_QUERIES = 100, 12
ANSWERS = {
    **{f"conduct.{row}": "fairly" for row in ("bodies", "departments", "streets", "communities")},
    "change": "somewhat",
    "met": ["meetings", "slow"],
    "where": "柳湾菜场",
}


def begin() -> tuple[Client, Stack]:
    """A clerk, logged in, before a stack of questionnaires."""
    house = office()
    clerk = person("陈例", house.department, "clerk")
    grant(clerk, "CL", house.campaign)
    version = publish_form(house.campaign, shipped("questionnaire"), by=None, on=START)
    client = client_of(clerk)
    client.defaults["SERVER_NAME"] = "127.0.0.1"
    return client, open_stack(house.campaign, version, START)


def main(sheets: int) -> int:
    setup_test_environment()  # pages tell the key of their sheet
    call_command("migrate", verbosity=0)
    client, stack = begin()
    address = f"/desk/listening/listening/keying/{stack.pk}/"
    page = client.get(address)
    begun, most = time.process_time(), 0
    for number in range(sheets):
        counting = number == sheets - 1
        with CaptureQueriesContext(connection) if counting else nullcontext() as asked:
            done = client.post(address, {"sheet": page.context["key"], **ANSWERS})
            stored = len(connection.queries_log) if asked else 0
            page = client.get(done["Location"])
            most = max(stored, len(connection.queries_log) - stored) if asked else most
    both = 1000 * (time.process_time() - begun) / sheets
    assert page.context["progress"].keyed == sheets
    bare = _bare(stack, sheets)
    print(f"{sheets} sheets on {connection.vendor}: {both:.1f} ms of processor time a sheet (store and next page)")
    print(f"at most {most} queries a request; {60_000 / both:,.0f} sheets a minute by the server alone")
    print(f"a bare insert takes {bare:.2f} ms: ratio {both / bare:.0f}")
    shutil.rmtree(HOME)
    return int(both > MOST_MS or most > MOST_QUERIES)


def _bare(stack: Stack, sheets: int) -> float:
    kept = KeyedSheet.objects.filter(stack=stack).latest("place")
    begun = time.process_time()
    for number in range(sheets):
        KeyedSheet.objects.create(id=uuid4(), stack=stack, place=number, raw=kept.raw, voice=kept.voice, by=kept.by)
    return 1000 * (time.process_time() - begun) / sheets


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 200))
