from django.db import migrations

BATCH = 1000


def fill(apps, schema_editor):
    """Which findings each decision of before 0004 touched; a batch at a time, and it may be repeated."""
    decisions = apps.get_model("combing", "Decision").objects.order_by("pk")
    links = apps.get_model("combing", "DecisionFinding")
    last = 0
    while batch := list(decisions.filter(pk__gt=last).values_list("pk", "changes")[:BATCH]):
        links.objects.bulk_create(
            (
                links(decision_id=decision, finding_id=finding)
                for decision, changes in batch
                for finding in touched(changes["ops"])
            ),
            batch_size=BATCH,
            ignore_conflicts=True,
        )
        last = batch[-1][0]


def touched(ops):
    """As `services.log.touched` was when this was written."""
    findings = {op["finding"] for op in ops if op["of"] == "finding"}
    sides = [op[side] for op in ops if op["of"] == "placement" for side in ("before", "after")]
    return sorted(findings | {side["finding"] for side in sides if side and side["finding"]})


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("combing", "0007_fill_where_heard")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
