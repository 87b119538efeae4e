"""The site's addresses with the private calendar among them, wherever the roof mounts it."""

from django.urls import include, path

from cms.urls import urlpatterns as roof

urlpatterns = [path("", include("cms.releases.urls")), *roof]
