from collections import Counter

from django.db import migrations
from django.utils import timezone


def read(apps, schema_editor):
    """Sums of the days before: from the log of decisions, as the room adds them from now on."""
    placed, aside = Counter(), Counter()
    decisions = apps.get_model("combing", "Decision").objects.order_by("pk")
    for campaign, at, changes in decisions.values_list("campaign", "at", "changes").iterator(chunk_size=500):
        day = campaign, timezone.localtime(at).date()
        for op in changes["ops"]:
            if op["of"] != "placement":
                continue
            for side, sign in (("before", -1), ("after", 1)):
                if op[side]:
                    (placed if op[side]["finding"] else aside)[day] += sign
    days = apps.get_model("figures", "CombedDay")
    days.objects.bulk_create(
        days(campaign_id=campaign, day=day, placed=placed[campaign, day], set_aside=aside[campaign, day])
        for campaign, day in sorted(placed.keys() | aside.keys())
    )


class Migration(migrations.Migration):
    dependencies = [("figures", "0002_combed_day")]
    operations = [migrations.RunPython(read, migrations.RunPython.noop)]
