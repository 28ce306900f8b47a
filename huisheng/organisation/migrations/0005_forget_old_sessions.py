from django.db import migrations


class Migration(migrations.Migration):
    """Log-ins lie with their account since 0003: the table of before holds old ones for nobody."""

    dependencies = [("organisation", "0004_api_token")]

    operations = [
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop),
    ]
