"""The full-text index over statements: bigrams, so that two-character Chinese words are found on both engines.

SQLite: a contentless FTS5 table whose rowid is `SearchDocument.id`. PostgreSQL: a `tsvector` made from the
grams themselves, never by the database's parser, which knows no Chinese.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from huisheng.campaign.models import Campaign
from huisheng.combing.models import SearchDocument
from huisheng.crafts.text import grams, query_grams
from huisheng.listening.models import Statement

MOST_TERMS = 8
MOST_CHARACTERS = 60


def index(statements: Sequence[Statement]) -> None:
    """Add statements to the index, in the transaction that stores them."""
    documents = SearchDocument.objects.bulk_create(SearchDocument(statement=statement) for statement in statements)
    rows = [(document.pk, _words(statement)) for document, statement in zip(documents, statements, strict=True)]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(
                "INSERT INTO combing_search(rowid, grams) VALUES (%s, %s)",
                [(key, " ".join(words)) for key, words in rows],
            )
        else:
            cursor.executemany(
                "UPDATE combing_searchdocument SET grams = array_to_tsvector(%s::text[]) WHERE id = %s",
                [(sorted(set(words)), key) for key, words in rows],
            )


def remove(statements: Sequence[Statement]) -> None:
    """Take statements of an undone import out of the index."""
    documents = {
        document.statement_id: document for document in SearchDocument.objects.filter(statement__in=statements)
    }
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO combing_search(combing_search, rowid, grams) VALUES ('delete', %s, %s)",
                [(documents[each.pk].pk, " ".join(_words(each))) for each in statements if each.pk in documents],
            )
    SearchDocument.objects.filter(statement__in=statements).delete()


def statements_with(campaign: Campaign, terms: Sequence[str]) -> QuerySet[Statement]:
    """Statements of a campaign that may hold every term: candidates, to be checked against the text."""
    rows = Statement.objects.filter(campaign=campaign)
    named = named_by_index(terms)
    return rows if named is None else rows.filter(pk__in=named)


def named_by_index(terms: Sequence[str]) -> QuerySet[SearchDocument, Any] | None:
    """Statements, of any campaign, that may hold every term; None where the terms are too short to ask the index.

    A list of its own: joined to the statements, SQLite looked up every named document for each of them, which took
    seconds for a common word.
    """
    found = _documents_with(terms)
    return None if found is None else SearchDocument.objects.filter(pk__in=found).values("statement")


def _documents_with(terms: Sequence[str]) -> RawSQL | None:
    wanted = sorted({gram for term in terms for gram in query_grams(term[:MOST_CHARACTERS])})
    if not wanted:
        return None
    if connection.vendor == "sqlite":
        match = " ".join('"' + gram.replace('"', '""') + '"' for gram in wanted)
        return RawSQL("SELECT rowid FROM combing_search WHERE combing_search MATCH %s", [match])
    match = " & ".join("'" + gram.replace("\\", "\\\\").replace("'", "''") + "'" for gram in wanted)
    return RawSQL("SELECT id FROM combing_searchdocument WHERE grams @@ %s::tsquery", [match])


def _words(statement: Statement) -> list[str]:
    return grams(f"{statement.title}\n{statement.text}")
