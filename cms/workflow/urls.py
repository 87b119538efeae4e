"""Addresses of the workflow under the admin."""

from __future__ import annotations

from django.urls import path

from cms.workflow import review_views

app_name = "workflow"
urlpatterns = [
    path("review/<int:page_id>/", review_views.review, name="review"),
]
