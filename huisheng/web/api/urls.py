"""Addresses of the interface under /api/v1/. Importing a module declares its operations."""

from django.urls import path
from django.urls.resolvers import URLPattern

from huisheng.web.api import audit, campaigns, exports, figures, findings, occasions, openapi, passages
from huisheng.web.api.reading import addresses

NOUNS = (campaigns, occasions, findings, passages, figures, audit, exports)
interface: list[URLPattern] = [
    path("openapi.json", openapi.openapi, name="openapi"),
    path("dictionary.csv", exports.dictionary_csv, name="dictionary_csv"),
    path("dictionary.json", exports.dictionary_json, name="dictionary_json"),
    *addresses(),
]
