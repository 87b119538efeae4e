"""What is known about those who work here: accounts, decisions, entries of the audit log, comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.storage import Storage
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import registry as log_registry
from wagtail.models import Comment, CommentReply, UploadedFile

from cms.workflow.privacy import Erasure, Person
from cms.workflow.records import Decision
from cms.workflow.roles import Role

SOMEBODY = "Équipe"


def accounts(person: Person) -> list[Any]:
    """Return the accounts of an address; without an address, those of a full name."""
    users = get_user_model()._default_manager.order_by("pk")
    if person.email:
        return list(users.filter(email__iexact=person.email))
    return [user for user in users if person.has_name(user.get_full_name())]


def names(person: Person) -> Iterable[str]:
    """Return the full names under which an address has an account."""
    return [user.get_full_name() for user in accounts(person) if person.email]


def find(person: Person) -> int:
    """Count accounts, decisions, log entries and comments."""
    return len(export(person))


def export(person: Person) -> list[dict[str, Any]]:
    """Return the account and everything that was done or decided under it."""
    found: list[dict[str, Any]] = [
        {
            "kind": "account",
            "id": user.pk,
            "username": user.get_username(),
            "name": user.get_full_name(),
            "email": user.email,
            "groups": list(user.groups.values_list("name", flat=True)),
            "date_joined": user.date_joined,
            "last_login": user.last_login,
        }
        for user in accounts(person)
    ]
    found += [
        {
            "kind": "decision",
            "id": row.pk,
            "page": row.page_id,
            "decision": row.kind,
            "outcome": row.outcome,
            "name": row.user_name,
            "comment": row.comment,
            "at": row.created_at,
        }
        for row in _decisions(person)
    ]
    found += [
        {"kind": "log", "action": row.action, "label": row.label, "at": row.timestamp, "data": row.data}
        for row in _log_entries(person)
    ]
    found += [{"kind": "comment", "id": row.pk, "text": row.text, "at": row.created_at} for row in _comments(person)]
    found += [{"kind": "upload", "id": row.pk, "file": row.file.name} for row in _uploads(person)]
    return found


def erase(person: Person) -> Iterator[Erasure]:
    """Take the name out of the account and of all that was done under it; the role stays."""
    users = accounts(person)
    roles = {user.pk: _role(user) for user in users}
    yield from _erase_decisions(person, roles)
    yield from _erase_log(person, roles)
    if comments := _comments(person):
        for comment in comments:
            comment.text = person.blot(comment.text)
            comment.save(update_fields=["text"])
        yield Erasure(_("names in comments"), len(comments))
    if uploads := _uploads(person):
        for upload in uploads:
            _delete_on_commit(upload.file.storage, upload.file.name)
            upload.delete()
        yield Erasure(_("unfinished uploads deleted"), len(uploads))
    if users:
        for user in users:
            close_account(user)
        kept = _("The empty account: what was done keeps an actor.")
        yield Erasure(_("accounts emptied and closed"), len(users), kept)


def _erase_decisions(person: Person, roles: dict[int, str]) -> Iterator[Erasure]:
    rows = _decisions(person)
    for row in rows:
        name = roles.get(row.user_id or 0) or person.blot(row.user_name)
        # A decision is final: only what it says of a person is taken out, never what was decided.
        Decision.objects.filter(pk=row.pk).update(user_name=name, comment=person.blot(row.comment))
    if rows:
        kept = _("The decision, its day, its content and the role.")
        yield Erasure(_("names in decisions"), len(rows), kept)


def _erase_log(person: Person, roles: dict[int, str]) -> Iterator[Erasure]:
    entries = _log_entries(person)
    for entry in entries:
        data = _blotted(entry.data, person, by=roles.get(entry.user_id or 0))
        type(entry).objects.filter(pk=entry.pk).update(label=person.blot(entry.label), data=data)
    if entries:
        kept = _("The entries: who answers by law must account for what was done.")
        yield Erasure(_("names in the audit log"), len(entries), kept)


def _decisions(person: Person) -> list[Decision]:
    ids = {user.pk for user in accounts(person)}
    rows = Decision.objects.order_by("pk")
    return [
        row
        for row in rows
        if row.user_id in ids or person.is_in(row.user_name) or (row.comment and person.is_in(row.comment))
    ]


def _log_entries(person: Person) -> list[Any]:
    """JSON is stored with its accents escaped: no database can be asked for a name in it."""
    ids = {user.pk for user in accounts(person)}
    found: list[Any] = []
    for model in sorted(log_registry.get_log_entry_models(), key=lambda model: model._meta.label):
        entries = model.objects.order_by("pk").iterator(chunk_size=2000)
        found += [
            entry
            for entry in entries
            if entry.user_id in ids or person.is_in(entry.label) or person.is_in(_words(entry.data))
        ]
    return found


def _comments(person: Person) -> list[Comment | CommentReply]:
    ids = {user.pk for user in accounts(person)}
    rows = [*Comment.objects.order_by("pk"), *CommentReply.objects.order_by("pk")]
    return [row for row in rows if row.user_id in ids or person.is_in(row.text)]


def _uploads(person: Person) -> list[UploadedFile]:
    return list(UploadedFile.objects.filter(uploaded_by_user__in=accounts(person)).order_by("pk"))


def _role(user: Any) -> str:
    held = set(user.groups.values_list("name", flat=True))
    return ", ".join(role.value for role in Role if role.value in held) or SOMEBODY


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(_words(part) for part in value.values())
    if isinstance(value, list):
        return " ".join(_words(part) for part in value)
    return value if isinstance(value, str) else ""


def _blotted(value: Any, person: Person, *, by: str | None) -> Any:
    if isinstance(value, dict):
        return {
            key: by if by and key == "by" and part else _blotted(part, person, by=by) for key, part in value.items()
        }
    if isinstance(value, list):
        return [_blotted(part, person, by=by) for part in value]
    return person.blot(value) if isinstance(value, str) else value


def close_account(user: Any) -> None:
    """Empty and close an account; what was done under it keeps an actor without a name."""
    profile = getattr(user, "wagtail_userprofile", None)
    if profile is not None:
        if profile.avatar:
            _delete_on_commit(profile.avatar.storage, profile.avatar.name)
        profile.delete()
    user.username = f"efface-{user.pk}"
    user.first_name = user.last_name = user.email = ""
    user.is_active = user.is_staff = user.is_superuser = False
    # Ends every session too: their hash rests on the password.
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()


def _delete_on_commit(storage: Storage, name: str) -> None:
    transaction.on_commit(lambda: storage.delete(name))
