from importlib import import_module

from django.apps import AppConfig

from huisheng.organisation.triggers import declare, immutable


class FiguresConfig(AppConfig):
    name = "huisheng.figures"
    label = "figures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("huisheng.figures.queries.declared")
        import_module("huisheng.figures.receivers")
        import_module("huisheng.figures.sentences")
        import_module("huisheng.figures.verification")
        declare(immutable("figures_snapshot"))
