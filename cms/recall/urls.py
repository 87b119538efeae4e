"""Addresses of this room under the admin."""

from __future__ import annotations

from django.urls import path, re_path

from cms.recall import sheet_views, withdrawal_views

app_name = "recall"
urlpatterns = [
    path("", sheet_views.SheetIndexView.as_view(), name="index"),
    re_path(r"^export\.(?P<kind>csv|json)$", sheet_views.export_view, name="export"),
    path("<int:pk>/", sheet_views.sheet_view, name="sheet"),
    re_path(r"^(?P<pk>[0-9]{1,9})/export\.(?P<kind>csv|json)$", sheet_views.export_view, name="export_sheet"),
    path("withdraw/image/<int:pk>/", withdrawal_views.WithdrawImageView.as_view(), name="withdraw_image"),
    path("withdraw/page/<int:pk>/", withdrawal_views.WithdrawPageView.as_view(), name="withdraw_page"),
    path("lift/page/<int:pk>/", withdrawal_views.lift_view, name="lift_page"),
]
