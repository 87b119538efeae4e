"""The mails of development, readable in the browser: `/dev/mail/`. Not there in production (DEMO_ALLOWED).

The file backend of Django writes one file per connection into EMAIL_FILE_PATH, each with one or more messages between
lines of dashes (django/core/mail/backends/filebased.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

SEPARATOR = b"-" * 79
SHOWN_HEADERS = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted")
# What the frame of a mail may load: its own styles. No script, no picture from elsewhere, no form.
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-popups-to-escape-sandbox"
)
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Mail:
    """One message as it would have left. Shape: `key` is a hash of its bytes: no file is ever named by an address."""

    key: str
    message: EmailMessage
    written_at: datetime

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return str(self.message["Subject"] or "")

    @property
    def recipients(self) -> str:
        """To whom."""
        return str(self.message["To"] or "")

    @property
    def text(self) -> str:
        """The plain text."""
        return self._body("plain")

    @property
    def html(self) -> str:
        """The HTML, or nothing."""
        return self._body("html")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The headers a person may want to check."""
        return [(name, str(self.message[name])) for name in SHOWN_HEADERS if self.message[name]]

    @property
    def attachments(self) -> list[tuple[str, str, int]]:
        """Name, media type and bytes of each attachment."""
        return [
            (part.get_filename() or "", part.get_content_type(), len(part.get_payload(decode=True) or b""))
            for part in self.message.iter_attachments()
        ]

    def _body(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        return str(part.get_content()) if part is not None else ""


def development_only(view: View) -> View:
    """Answer as if there were nothing here, unless this is development or a demonstration."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (settings.DEBUG or getattr(settings, "DEMO_ALLOWED", False)) or _folder() is None:
            raise Http404
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return wrapped


def _folder() -> Path | None:
    value = getattr(settings, "EMAIL_FILE_PATH", None)
    return Path(value) if value and settings.EMAIL_BACKEND.endswith("filebased.EmailBackend") else None


def mails() -> list[Mail]:
    """List every mail written, newest first."""
    folder = _folder()
    files = sorted(folder.glob("*.log")) if folder is not None and folder.is_dir() else []
    found = [mail for file in files if file.is_file() and not file.is_symlink() for mail in _in_file(file)]
    return sorted(found, key=lambda mail: mail.written_at, reverse=True)


def _in_file(file: Path) -> Iterator[Mail]:
    for place, part in enumerate(file.read_bytes().split(b"\n" + SEPARATOR + b"\n")):
        source = part.strip(b"\n")
        if not source:
            continue
        message = message_from_bytes(source, policy=policy.default)
        key = hashlib.sha256(f"{file.name}:{place}:".encode() + source).hexdigest()[:24]
        yield Mail(key, message, _written_at(message, file))  # type: ignore[arg-type]


def _written_at(message: Any, file: Path) -> datetime:
    try:
        written = parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        return datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_default_timezone())
    # "-0000": a time of UTC that does not say where it was written (RFC 5322, section 3.3). Django writes it so.
    return written if timezone.is_aware(written) else written.replace(tzinfo=UTC)


def _mail(key: str) -> Mail:
    for mail in mails():
        if mail.key == key:
            return mail
    raise Http404


@require_safe
@development_only
def mail_list(request: HttpRequest) -> HttpResponse:
    """List the mails."""
    return render(request, "dev_mail/list.html", {"mails": mails()})


@require_safe
@development_only
def mail_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show one mail: headers, HTML in a sandbox, text, attachments."""
    return render(request, "dev_mail/detail.html", {"mail": _mail(key)})


@require_safe
@development_only
@xframe_options_sameorigin
def mail_html(request: HttpRequest, key: str) -> HttpResponse:
    """Return the HTML of a mail for its frame."""
    # A link of the mail opens beside it: inside the sandbox it would lead nowhere.
    response = HttpResponse(_mail(key).html.replace("<head>", '<head><base target="_blank">', 1))
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


@require_safe
@development_only
def mail_attachment(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Hand out an attachment, always as a file to save."""
    parts = list(_mail(key).message.iter_attachments())
    if not 0 <= number < len(parts):
        raise Http404
    response = HttpResponse(parts[number].get_payload(decode=True), content_type="application/octet-stream")
    suffix = Path(parts[number].get_filename() or "").suffix
    name = f"attachment-{number + 1}{suffix if suffix[1:].isalnum() else ''}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


app_name = "dev_mail"
urlpatterns = [
    path("", mail_list, name="list"),
    path("<slug:key>/", mail_detail, name="detail"),
    path("<slug:key>/html/", mail_html, name="html"),
    path("<slug:key>/attachment/<int:number>/", mail_attachment, name="attachment"),
]
