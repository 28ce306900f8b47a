"""Addresses of this room: one's own log-in, and the office's desks."""

from django.urls.resolvers import URLPattern

account: list[URLPattern] = []
office: list[URLPattern] = []
