"""Every face and where it is, once for the site and once more for the sandbox: the same views, invented documents."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

faces: list[URLPattern | URLResolver] = [
    path("api/v1/", include("cms.delivery.rest.urls")),
    path("api/graphql", include("cms.delivery.graphql.urls")),
    path("", include("cms.delivery.syndication.urls")),
    path("", include("cms.delivery.oembed.urls")),
    path("embed/", include("cms.delivery.embed.urls")),
]
urlpatterns: list[URLPattern | URLResolver] = [
    *faces,
    path("", include("cms.delivery.sandbox.urls")),
    path("sandbox/", include((faces, "sandbox"))),
]
