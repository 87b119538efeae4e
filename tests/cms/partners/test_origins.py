"""Origins as browsers write them: what is admitted, and what is refused with a reason."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from cms.partners.origins import normalise_origin


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://www.ville-exemple.fr", "https://www.ville-exemple.fr"),
        ("https://www.ville-exemple.fr/", "https://www.ville-exemple.fr"),
        ("  https://www.ville-exemple.fr  ", "https://www.ville-exemple.fr"),
        ("HTTPS://WWW.VILLE-EXEMPLE.FR", "https://www.ville-exemple.fr"),
        ("https://www.ville-exemple.fr:443", "https://www.ville-exemple.fr"),
        ("https://www.ville-exemple.fr:8443", "https://www.ville-exemple.fr:8443"),
        ("https://www.ville-exemple.fr.", "https://www.ville-exemple.fr"),
        ("https://créteil.fr", "https://xn--crteil-cva.fr"),
        ("https://xn--crteil-cva.fr", "https://xn--crteil-cva.fr"),
        ("http://localhost:9000", "http://localhost:9000"),
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("http://[::1]:9000", "http://[::1]:9000"),
        ("https://[2001:DB8::1]", "https://[2001:db8::1]"),
        ("https://192.0.2.1", "https://192.0.2.1"),
    ],
)
def test_what_is_kept(written: str, kept: str) -> None:
    assert normalise_origin(written) == kept
    # What is kept is what a browser sends: normal already.
    assert normalise_origin(kept) == kept


@pytest.mark.parametrize(
    "written",
    [
        "", "null", "*", "https://*", "https://*.ville-exemple.fr", "www.ville-exemple.fr", "//www.ville-exemple.fr",
        "ftp://ville-exemple.fr", "file:///", "javascript:alert(1)", "data:text/html,x", "chrome-extension://abc",
        "https://", "https:///", "https://ville-exemple.fr/page", "https://ville-exemple.fr?x=1",
        "https://ville-exemple.fr#x", "https://user@ville-exemple.fr", "https://user:pw@ville-exemple.fr",
        "https://ville-exemple.fr:port", "https://ville-exemple.fr:99999", "https://ville exemple.fr",
        "https://-ville.fr", "https://ville-.fr", "https://ville..fr", "https://" + "a" * 64 + ".fr",
        "https://ville-exemple.fr\\@autre.fr", "https://ville-exemple.fr,https://autre.fr", "https://[::1", "https://]",
        "http://www.ville-exemple.fr", "http://localhost.evil.example", "http://127.0.0.1.evil.example",
        "https://faß.de", "https://a\u200db.fr",
    ],
)  # fmt: skip
def test_what_is_refused(written: str) -> None:
    with pytest.raises(ValidationError) as refused:
        normalise_origin(written)
    assert len(refused.value.messages[0]) > 30
