from importlib import import_module

from django.apps import AppConfig

from huisheng.organisation.triggers import Trigger, declare, immutable

_OF_AN_UNDONE_IMPORT = (
    "EXISTS (SELECT 1 FROM listening_import i WHERE i.id = {column} AND i.state IN ('staged', 'failed'))"
)
_SUBMISSION_UNDONE = _OF_AN_UNDONE_IMPORT.format(column="OLD.imported_id")
_STATEMENT_UNDONE = (
    "EXISTS (SELECT 1 FROM listening_submission s JOIN listening_import i ON i.id = s.imported_id"
    " WHERE s.id = OLD.submission_id AND i.state IN ('staged', 'failed'))"
)


class ListeningConfig(AppConfig):
    name = "huisheng.listening"
    label = "listening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("huisheng.listening.jobs")  # registers what workers do
        import_module("huisheng.listening.verification_imports")
        import_module("huisheng.listening.verification_minutes")
        import_module("huisheng.listening.verification_stacks")
        import_module("huisheng.listening.sentences")
        declare(immutable("listening_batch"))
        declare(immutable("listening_submission", delete=f"NOT {_SUBMISSION_UNDONE}"))
        declare(immutable("listening_statement", delete=f"NOT {_STATEMENT_UNDONE}"))
        declare(immutable("listening_receipt"))
        declare(
            immutable(
                "listening_formversion",
                update="OLD.published_on IS NOT NULL",
                delete="OLD.published_on IS NOT NULL",
            )
        )
        declare(
            [
                Trigger("listening_inbox", "UPDATE", "listening_inbox: immutable"),
                Trigger(
                    "listening_inbox",
                    "DELETE",
                    "listening_inbox: not sealed",
                    "NOT EXISTS (SELECT 1 FROM listening_submission s JOIN listening_receipt r"
                    " ON r.submission_id = s.id WHERE s.id = OLD.id"
                    " AND r.mac = OLD.receipt_mac AND r.content_hash = OLD.content_hash)",
                ),
            ]
        )
