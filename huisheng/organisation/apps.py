from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules

from huisheng.organisation import triggers


def _lift_triggers(using: str, plan: list[object], **kwargs: object) -> None:
    if plan:
        triggers.lift(using)


def _install_triggers(using: str, **kwargs: object) -> None:
    triggers.install(using)


class OrganisationConfig(AppConfig):
    name = "huisheng.organisation"
    label = "organisation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        triggers.declare(triggers.immutable("organisation_auditentry"))
        triggers.declare(
            triggers.immutable(
                "organisation_countersign", update="OLD.signed_at IS NOT NULL OR OLD.refused_at IS NOT NULL"
            )
        )
        # Every room's jobs and equations register themselves on being imported.
        autodiscover_modules("jobs", "verification")
        # Likewise this room's own; only now are the models they need loaded.
        import_module("huisheng.organisation.equations")
        import_module("huisheng.organisation.receivers")
        pre_migrate.connect(_lift_triggers, sender=self, dispatch_uid="triggers lifted")
        post_migrate.connect(_install_triggers, sender=self, dispatch_uid="triggers")
