"""Addresses of this room: one's own log-in, and the office's desks."""

from django.urls import path
from django.urls.resolvers import URLPattern

from huisheng.organisation.views import accounts, audit, login, operation, own, people, permissions, tokens, units

account: list[URLPattern] = [
    path("", own.own_settings, name="settings"),
    path("login/", login.log_in, name="login"),
    path("logout/", login.log_out, name="logout"),
    path("reset/", login.reset, name="reset"),
    path("new-password/", login.new_password, name="new_password"),
    path("second-factor/", login.second_factor, name="second_factor"),
    path("authenticator/", login.authenticator, name="authenticator"),
    path("authenticator/remove/", own.remove_authenticator, name="remove_authenticator"),
    path("password/", own.password, name="password"),
    path("preferences/", own.preferences, name="preferences"),
]
office: list[URLPattern] = [
    path("", operation.home, name="home"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.new_account, name="new_account"),
    path("accounts/<int:account_id>/", accounts.account, name="account"),
    path("accounts/<int:account_id>/code/", accounts.issue_code, name="issue_code"),
    path("accounts/<int:account_id>/lock/", accounts.lock, name="lock_account"),
    path("accounts/<int:account_id>/unlock/", accounts.unlock, name="unlock_account"),
    path("accounts/<int:account_id>/reset-authenticator/", accounts.reset_second_factor, name="reset_second_factor"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:pk>/end/", tokens.end_token, name="end_token"),
    path("tokens/<int:pk>/sign/", tokens.sign_token, name="sign_token"),
    path("tokens/<int:pk>/decline/", tokens.decline_token, name="decline_token"),
    path("audit/", audit.trail, name="audit"),
    path("audit/verify/", audit.verify, name="verify_audit"),
    path("health/", operation.health, name="health"),
    path("jobs/", operation.jobs, name="jobs"),
    path("jobs/<int:job_id>/", operation.job, name="job"),
    path("jobs/<int:job_id>/stop/", operation.stop, name="stop_job"),
    path("jobs/<int:job_id>/resume/", operation.resume, name="resume_job"),
    path("units/", units.units, name="units"),
    path("units/new/", units.new_unit, name="new_unit"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/end/", units.end_unit, name="end_unit"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/end/", people.end_person, name="end_person"),
    path("people/<int:pk>/posts/new/", people.new_post, name="new_post"),
    path("posts/<int:pk>/", people.post, name="post"),
    path("permissions/", permissions.permissions, name="permissions"),
    path("workbook/", people.workbook, name="workbook"),
    path("workbook/download/", people.download, name="download_workbook"),
    path("workbook/returned/", people.returned, name="returned_workbook"),
]
