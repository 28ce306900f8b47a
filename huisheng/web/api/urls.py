"""Addresses of the interface under /api/v1/. Importing an operation's module declares it."""

from huisheng.web.api import campaigns, findings
from huisheng.web.api.reading import addresses

__all__ = ["campaigns", "findings"]
operations = addresses()
