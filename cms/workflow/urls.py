"""Addresses of the workflow under the admin."""

from __future__ import annotations

from django.urls import path

from cms.workflow import bulk_views, review_views, translating

app_name = "workflow"
urlpatterns = [
    path("review/<int:page_id>/", review_views.ReviewView.as_view(), name="review"),
    path("review/<int:page_id>/proof/<int:revision_id>/", review_views.proof, name="proof"),
    path("translation/<int:page_id>/submit/", translating.submit_translation, name="submit_translation"),
    path("waiting/", bulk_views.WaitingView.as_view(), name="waiting"),
]
