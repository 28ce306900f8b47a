"""What combing does when the room below stores voices, in the same transaction."""

from typing import Any

from django.dispatch import receiver

from huisheng.combing import search
from huisheng.combing.models import Decision, Passage, Reason
from huisheng.combing.services import cutting, placing
from huisheng.listening import signals
from huisheng.listening.models import Import, Statement
from huisheng.organisation.jobs import enqueue
from huisheng.organisation.models import Job, Person


@receiver(signals.statements_stored, dispatch_uid="combing")
def cut_and_index(statements: list[Statement], staged: bool, **kwargs: Any) -> None:
    """Cut every statement into passages at once: a statement without passages would be nowhere."""
    cutting.cut(statements, staged=staged)
    search.index(statements)
    if not staged and statements:
        propose_soon(statements[0].campaign_id)


@receiver(signals.import_kept, dispatch_uid="combing")
def lay_on_the_desk(imported: Import, **kwargs: Any) -> None:
    """Passages of an import appear all at once, when its last row is kept."""
    rows = Passage.objects.filter(statement__submission__imported=imported, campaign__isnull=True)
    Passage.objects.filter(pk__in=rows.values("pk")).update(campaign=imported.campaign_id)
    propose_soon(imported.campaign_id)


@receiver(signals.import_undone, dispatch_uid="combing")
def forget_staged(imported: Import, **kwargs: Any) -> None:
    """Nothing of an undone import stays behind."""
    statements = list(Statement.objects.filter(submission__imported=imported).only("id", "title", "text"))
    search.remove(statements)
    Passage.objects.filter(statement__submission__imported=imported, campaign__isnull=True).delete()


@receiver(signals.import_withdrawn, dispatch_uid="combing")
def withdraw(imported: Import, by: Person, **kwargs: Any) -> None:
    """Every passage of a withdrawn workbook is set aside as such, wherever it was."""
    passages = list(
        Passage.objects.filter(statement__submission__imported=imported).exclude(placement__reason=Reason.WITHDRAWN)
    )
    if passages:
        placing.set_aside(passages, Reason.WITHDRAWN, by=by, act=Decision.Act.WITHDRAW)


@receiver(signals.statement_replaced, dispatch_uid="combing")
def set_aside_replaced(statement: Statement, by: Person, **kwargs: Any) -> None:
    """A voice keyed wrongly is set aside as such; its successor is stored and cut like any other."""
    passages = list(Passage.objects.filter(statement=statement))
    placing.set_aside(passages, Reason.KEYED_WRONGLY, by=by)


def propose_soon(campaign_id: int) -> None:
    """Queue a run of proposals unless one waits already."""
    waiting = Job.objects.filter(kind="combing.propose", campaign_id=campaign_id, state=Job.State.QUEUED)
    if not waiting.exists():
        enqueue("combing.propose", by=None, campaign_id=campaign_id)
