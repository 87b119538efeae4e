"""The roof: every address, in one place."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.feed.admin_urls import wrap_admin

wrap_admin(wagtailadmin_urls.urlpatterns)


def favicon(request: HttpRequest) -> HttpResponsePermanentRedirect:
    """Lead to the mark of the site. Asked at each request: the file's name follows its content where it is deployed."""
    return HttpResponsePermanentRedirect(static("img/mark.svg"))


urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/renditions/", include("cms.media.urls")),
    path("", include("cms.delivery.urls")),
    path("", include("cms.releases.urls")),
    path("dev/mail/", include("cms.dev_mail")),
    # Browsers ask for it unbidden wherever no page names an icon.
    path("favicon.ico", favicon),
    *i18n_patterns(
        path("", include("search.urls")),
        path("", include("cms.signoff.urls")),
        path("", include("cms.selection.urls")),
        path("", include("cms.partnerships.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
