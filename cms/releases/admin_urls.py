"""Addresses of this room under the admin."""

from __future__ import annotations

from django.urls import path

from cms.releases import calendar_views, composing_views, deciding_views, release_views

app_name = "releases_admin"
urlpatterns = [
    path("", release_views.IndexView.as_view(), name="index"),
    path("add/", release_views.AddView.as_view(), name="add"),
    path("calendar/", calendar_views.CalendarView.as_view(), name="calendar"),
    path("calendar/link/", calendar_views.LinkView.as_view(), name="calendar_link"),
    path("page/<int:page_id>/", composing_views.ChooseReleaseView.as_view(), name="choose"),
    path("<int:release_id>/", release_views.DetailView.as_view(), name="release"),
    path("<int:release_id>/edit/", release_views.EditView.as_view(), name="edit"),
    path("<int:release_id>/add/", composing_views.AddPagesView.as_view(), name="add_pages"),
    path("<int:release_id>/items/", composing_views.ItemsView.as_view(), name="items"),
    path("<int:release_id>/decide/", deciding_views.DecideView.as_view(), name="decide"),
    path("<int:release_id>/unschedule/", deciding_views.UnscheduleView.as_view(), name="unschedule"),
    path("<int:release_id>/cancel/", composing_views.CancelView.as_view(), name="cancel"),
    path("<int:release_id>/duplicate/", composing_views.DuplicateView.as_view(), name="duplicate"),
]
