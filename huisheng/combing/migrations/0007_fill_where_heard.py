from django.db import migrations
from django.db.models import OuterRef, Subquery

BATCH = 5000


def fill(apps, schema_editor):
    """Channel and sector from the submission; a batch at a time, and what is filled is not asked again."""
    passages = apps.get_model("combing", "Passage").objects
    submissions = apps.get_model("listening", "Submission").objects.filter(statements__passages=OuterRef("pk"))
    while keys := list(passages.filter(channel="").values_list("pk", flat=True)[:BATCH]):
        passages.filter(pk__in=keys).update(
            channel=Subquery(submissions.values("channel")[:1]), sector=Subquery(submissions.values("sector")[:1])
        )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("combing", "0006_where_a_passage_was_heard")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
