"""What the database itself refuses, on both engines.

Rooms declare `Trigger`s in their `apps.py`. They are lifted before migrations and installed anew after them, because
on SQLite an `AlterField` rebuilds the table and silently drops its triggers (measured with Django 5.2.19), and cannot
rebuild one that a trigger of another table names.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connections, transaction

INSTALLED: "dict[str, Trigger]" = {}


@dataclass(frozen=True, slots=True)
class Trigger:
    """Refuses `event` (INSERT, UPDATE or DELETE) on `table` when `condition` (SQL over OLD, NEW) holds."""

    table: str
    event: str
    message: str
    condition: str = "1=1"

    @property
    def name(self) -> str:
        return f"{self.table}_{self.message.split(':')[-1].strip().replace(' ', '_')}_{self.event.lower()}"


def immutable(table: str, *, update: str = "1=1", delete: str = "1=1") -> list[Trigger]:
    """The two triggers that make a table's rows unchangeable; conditions narrow them."""
    return [
        Trigger(table, "UPDATE", f"{table}: immutable", update),
        Trigger(table, "DELETE", f"{table}: immutable", delete),
    ]


def declare(triggers: Iterable[Trigger]) -> None:
    """Add a room's triggers to those installed after every migration."""
    INSTALLED.update({trigger.name: trigger for trigger in triggers})


def install(using: str = "default") -> None:
    """Create every declared trigger whose table exists, replacing what is there; at once, so that none is missing."""
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for trigger in INSTALLED.values():
            if trigger.table in tables:
                for statement in _sql(trigger, connection.vendor):
                    cursor.execute(statement)


def lift(using: str = "default") -> None:
    """Take the triggers off an SQLite database that is about to be migrated; `install` puts them on again.

    SQLite changes a table by making another and renaming it, and refuses the renaming while a trigger of any other
    table names it. A migration that fails leaves them off: then the server does not start, and says so.
    """
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for name in INSTALLED:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def missing(using: str = "default") -> list[str]:
    """Names of declared triggers the database does not have: `verify` must find none."""
    connection = connections[using]
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    return sorted(set(INSTALLED) - present)


def _sql(trigger: Trigger, vendor: str) -> list[str]:
    name, table = trigger.name, trigger.table
    if vendor == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE {trigger.event} ON {table} WHEN {trigger.condition}"
            f" BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END",
        ]
    result = "OLD" if trigger.event == "DELETE" else "NEW"
    statements = [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {trigger.condition} THEN RAISE EXCEPTION '{trigger.message}' USING ERRCODE = '23000'; END IF;"
        f" RETURN {result}; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {trigger.event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
    if trigger.event == "DELETE":
        truncate = f"{table}_no_truncate"
        statements += [
            f"CREATE OR REPLACE FUNCTION {truncate}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" RAISE EXCEPTION '{trigger.message}' USING ERRCODE = '23000'; END $$",
            f"DROP TRIGGER IF EXISTS {truncate} ON {table}",
            f"CREATE TRIGGER {truncate} BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {truncate}()",
        ]
    return statements
