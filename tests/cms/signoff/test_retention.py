"""Links to proofs are forgotten in time; those of receipts never."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from cms.signoff.choices import Purpose, Status
from cms.signoff.requests import MagicLink, SignOffRequest
from tests.signoff_world import portrait, sent

pytestmark = pytest.mark.django_db


def test_it_works(django_capture_on_commit_callbacks: Any) -> None:
    request, _token = sent(portrait(), django_capture_on_commit_callbacks)
    MagicLink.objects.create(request=request, purpose=Purpose.RECEIPT, token_hash="0" * 64)
    MagicLink.objects.update(created_at=timezone.now() - datetime.timedelta(days=181))
    SignOffRequest.objects.update(status=Status.SIGNED)
    call_command("apply_retention")
    assert set(MagicLink.objects.values_list("purpose", flat=True)) == {Purpose.RECEIPT}


def test_a_young_link_stays(django_capture_on_commit_callbacks: Any) -> None:
    sent(portrait(), django_capture_on_commit_callbacks)
    call_command("apply_retention")
    assert MagicLink.objects.count() == 1
