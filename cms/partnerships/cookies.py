"""Between the mailed link and the page stands one small cookie, so that the token is in no address but the mailed one.

It is signed, names a link, lives for half a day, is sent to these pages alone, and holds no token. Every request asks
the database whether that link still stands.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from cms.partnerships.links import standing_links
from cms.partnerships.models import PartnerLink

LIFETIME_S = 12 * 3600
_SALT = "cms.partnerships.cookies"


def remember(response: HttpResponse, link: PartnerLink) -> None:
    """Let the browser that opened a link go on with it, in every language of the site."""
    value = signing.dumps([link.pk, link.token_hash[:16]], salt=_SALT)
    for language in _languages():
        response.set_cookie(
            _name(language),
            value,
            max_age=LIFETIME_S,
            path=_path(language),
            httponly=True,
            # Lax, not strict: the first address is reached from a mail programme, and leads on at once.
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def forget(response: HttpResponse) -> None:
    """Close the page in this browser."""
    for language in _languages():
        response.delete_cookie(_name(language), path=_path(language), samesite="Lax")


def remembered(request: HttpRequest) -> PartnerLink | None:
    """Return the link that this browser opened, or None if there is none, it is forged, too old, closed or revoked."""
    value = request.COOKIES.get(_name(translation.get_language() or settings.LANGUAGE_CODE), "")
    try:
        pk, start = signing.loads(value, salt=_SALT, max_age=LIFETIME_S)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return standing_links().filter(pk=pk, token_hash__startswith=start).first()


def _languages() -> list[str]:
    return [code for code, _label in settings.LANGUAGES]


def _path(language: str) -> str:
    with translation.override(language):
        return reverse("partnerships:start")


def _name(language: str) -> str:
    # One per language: a browser keeps cookies of one name apart by their path, a response does not.
    return f"partner_page_{language}"
