"""On SQLite a table keeps the order of arrival in its rowid; these two are keyed by their random id alone."""

from django.db import migrations

TABLES = ("listening_inbox", "listening_receipt")


def drop_rowids(apps, editor):
    if editor.connection.vendor != "sqlite":
        return
    with editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL", [table])
            indexes = [sql for (sql,) in cursor.fetchall()]
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
            (sql,) = cursor.fetchone()
            cursor.execute(f"DROP TABLE {table}")
            cursor.execute(sql + " WITHOUT ROWID")
            for index in indexes:
                cursor.execute(index)


class Migration(migrations.Migration):
    dependencies = [("listening", "0001_initial")]
    operations = [migrations.RunPython(drop_rowids, migrations.RunPython.noop, elidable=False)]
