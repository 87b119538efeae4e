"""Under which terms the texts are given: said once per feed."""

from __future__ import annotations

from wagtail.models import Site

from cms.media.licences import LICENCE_URLS
from cms.pages.models import SiteIdentity

_DEFAULT: str = SiteIdentity._meta.get_field("licence").default


def licence_url() -> str:
    """Return where the licence of the default site's texts stands; its identifier where nobody knows an address."""
    site = Site.objects.filter(is_default_site=True).values_list("pk", flat=True)[:1]
    licence = SiteIdentity.objects.filter(site_id__in=site).values_list("licence", flat=True).first() or _DEFAULT
    return LICENCE_URLS.get(licence, licence)
