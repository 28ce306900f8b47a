"""The engine's own part of the full-text index."""

from django.db import migrations


def make(apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute(
            "CREATE VIRTUAL TABLE combing_search USING fts5(grams, content='', tokenize='unicode61 remove_diacritics 0')"
        )
    else:
        editor.execute("ALTER TABLE combing_searchdocument ADD COLUMN grams tsvector")
        editor.execute("CREATE INDEX search_grams ON combing_searchdocument USING gin (grams)")


def drop(apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE combing_search")
    else:
        editor.execute("ALTER TABLE combing_searchdocument DROP COLUMN grams")


class Migration(migrations.Migration):
    dependencies = [("combing", "0002_search_index")]
    operations = [migrations.RunPython(make, drop)]
