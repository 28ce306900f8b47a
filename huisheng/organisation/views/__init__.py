"""This room's pages: parse, call a query or a service, render."""

from huisheng.organisation.views.login import locked_out

__all__ = ["locked_out"]  # named in the settings
