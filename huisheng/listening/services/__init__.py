"""Writes of this room. Every voice, whichever way it came, is stored by one of these:

    NewStatement(text, title="", question="", addressee_unit_id=None, replaces_id=None)
    NewVoice(channel, day, statements, sector_id=None, occasion_id=None, form_version_id=None,
             answers={}, may_quote=False, is_urgent=False, source_row=None)

    storing.store(imported, voices) -> list[Statement]
        A chunk of the voices of a workbook or of minutes, staged: seen by nobody until the import is kept. Call it
        inside the transaction that moves the job's cursor, or, for minutes, that keeps them all; `source_row` is
        required and unique in the import.
    storing.seal_import(imported, day) -> Batch
        The one batch of a workbook or of minutes, once all its voices are stored: root over all leaves sorted by id.
        Call it inside the transaction that makes the import `kept`.
    storing.seal_batch(campaign, kind, voices, day) -> Batch
        Voices written in at the desk, keyed from paper or waiting in the inbox: stored and sealed at once, at
        least one.

    receiving.receive(...)    an anonymous voice from the public page waits in the inbox
    sealing.seal(campaign)    what waits becomes one batch, in random order
    stacks.keep(stack, …)     a sheet keyed from paper waits in its stack
    stacks.seal(stack, by=…)  its settled sheets become one batch, in random order

`store` and `seal_batch` send `signals.statements_stored` inside the transaction.
"""
