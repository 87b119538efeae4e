"""Addresses of this room under the admin."""

from __future__ import annotations

from django.urls import path, re_path

from cms.partnerships import admin_views, desk_views, document_views, overview_views, unshown_views

app_name = "partners"
urlpatterns = [
    path("", admin_views.PartnerIndexView.as_view(), name="index"),
    path("results/", admin_views.PartnerIndexView.as_view(results_only=True), name="index_results"),
    path("overview/", overview_views.OverviewView.as_view(), name="overview"),
    path("overview/results/", overview_views.OverviewView.as_view(results_only=True), name="overview_results"),
    path("overview/nobody/", unshown_views.UnshownView.as_view(), name="unshown"),
    path("overview/nobody/results/", unshown_views.UnshownView.as_view(results_only=True), name="unshown_results"),
    path("overview/<uuid:document_id>/", document_views.document_view, name="overview_document"),
    path("add/", admin_views.add_view, name="add"),
    re_path(r"^(?P<pk>[0-9]{1,9})/(?P<section>[a-z-]+)/(?P<rest>.*)$", desk_views.staff_section, name="section"),
]
