from importlib import import_module

from django.apps import AppConfig

from huisheng.organisation.triggers import Trigger, declare

EXCLUSIVE = "role: exclusive"


class CampaignConfig(AppConfig):
    name = "huisheng.campaign"
    label = "campaign"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("huisheng.campaign.receivers")
        import_module("huisheng.campaign.sentences")
        declare(
            [
                Trigger(
                    "campaign_rolegrant",
                    "INSERT",
                    EXCLUSIVE,
                    "NEW.until_on IS NULL AND EXISTS (SELECT 1 FROM organisation_admingrant a"
                    " WHERE a.person_id = NEW.person_id AND a.until_on IS NULL)",
                ),
                Trigger(
                    "organisation_admingrant",
                    "INSERT",
                    EXCLUSIVE,
                    "NEW.until_on IS NULL AND EXISTS (SELECT 1 FROM campaign_rolegrant g"
                    " WHERE g.person_id = NEW.person_id AND g.until_on IS NULL)",
                ),
            ]
        )
