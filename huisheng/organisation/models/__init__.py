"""What is recorded about the organisation: units and people, accounts, the audit trail, jobs."""

from huisheng.organisation.models.accounts import (
    Account,
    AdminGrant,
    ApiToken,
    Countersign,
    OneTimeCode,
    SecondFactor,
    Session,
)
from huisheng.organisation.models.audit import AuditEntry
from huisheng.organisation.models.jobs import Job, Worker
from huisheng.organisation.models.units import Body, Institution, Person, Post, Unit

__all__ = [
    "Account",
    "AdminGrant",
    "ApiToken",
    "AuditEntry",
    "Body",
    "Countersign",
    "Institution",
    "Job",
    "OneTimeCode",
    "Person",
    "Post",
    "SecondFactor",
    "Session",
    "Unit",
    "Worker",
]
