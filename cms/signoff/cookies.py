"""Between the link and the pages stands one small cookie: so the token is in no address but the mailed one.

It is signed, names a link, lives for half a day, is sent to these pages alone, and holds no token.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cms.signoff.choices import Purpose
from cms.signoff.requests import MagicLink

LIFETIME_S = 12 * 3600
_SALT = "cms.signoff.cookies"


def remember(response: HttpResponse, link: MagicLink) -> None:
    """Let the browser that opened a link go on with it."""
    response.set_cookie(
        _name(link.purpose),
        signing.dumps([link.pk, link.token_hash[:16]], salt=f"{_SALT}:{link.purpose}"),
        max_age=LIFETIME_S,
        path=reverse("signoff:start"),
        httponly=True,
        # Lax, not strict: the first address is reached from a mail programme, and leads on at once.
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(response: HttpResponse, purpose: Purpose) -> None:
    """Close a link in this browser."""
    response.delete_cookie(_name(purpose), path=reverse("signoff:start"), samesite="Lax")


def remembered(request: HttpRequest, purpose: Purpose) -> MagicLink | None:
    """Return the link that this browser opened, or None if there is none, or it is forged, or too old."""
    value = request.COOKIES.get(_name(purpose), "")
    try:
        pk, start = signing.loads(value, salt=f"{_SALT}:{purpose}", max_age=LIFETIME_S)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (
        MagicLink.objects.select_related("request").filter(pk=pk, purpose=purpose, token_hash__startswith=start).first()
    )


def _name(purpose: str) -> str:
    return f"signoff_{purpose}"
