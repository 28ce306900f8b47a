from importlib import import_module

from django.apps import AppConfig

from huisheng.organisation.triggers import declare, immutable


class CombingConfig(AppConfig):
    name = "huisheng.combing"
    label = "combing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        declare(immutable("combing_decision"))
        declare(immutable("combing_findinglist"))
        declare(immutable("combing_findinglistentry"))
        import_module("huisheng.combing.receivers")
