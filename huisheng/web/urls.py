"""Every address of the product. Public pages stand under /say/ and /receipt/, desks under /desk/."""

from django.urls import include, path

from huisheng.campaign import urls as campaign
from huisheng.combing import urls as combing
from huisheng.figures import urls as figures
from huisheng.listening import urls as listening
from huisheng.organisation import urls as organisation
from huisheng.web import data_files, home, views
from huisheng.web.api import openapi
from huisheng.web.api import urls as api

urlpatterns = [
    path("", views.front, name="front"),
    path("health/", views.health, name="health"),
    path("api/", openapi.docs, name="api_docs"),
    path("api/v1/", include((api.interface, "api"))),
    path("say/<slug:campaign>/", include((listening.public, "say"))),
    path("receipt/", include((combing.receipt, "receipt"))),
    path("account/", include(([*organisation.account, *campaign.account], "account"))),
    path("office/", include(([*organisation.office, *campaign.office], "office"))),
    path("desk/", include(([path("", views.desk_home, name="home")], "desk"))),
    path("desk/<slug:campaign>/", include(([path("", home.campaign_home, name="home"), *campaign.desk], "campaign"))),
    path("desk/<slug:campaign>/data/", include(([path("", data_files.data_files, name="files")], "data"))),
    path("desk/<slug:campaign>/listening/", include((listening.desk, "listening"))),
    path("desk/<slug:campaign>/combing/", include((combing.desk, "combing"))),
    path("desk/<slug:campaign>/figures/", include((figures.desk, "figures"))),
]
handler400 = "huisheng.web.views.bad_request"
handler403 = "huisheng.web.views.forbidden"
handler404 = "huisheng.web.views.not_found"
handler500 = "huisheng.web.views.server_error"
