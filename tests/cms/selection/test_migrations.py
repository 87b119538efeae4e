"""The criteria come with the room, once, and go with it."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps

from ambassadors.commitments import Commitment
from cms.selection.models import Criterion

pytestmark = pytest.mark.django_db
criteria = importlib.import_module("cms.selection.migrations.0002_criteria")


def test_it_works() -> None:
    codes = list(Criterion.objects.values_list("code", flat=True))
    assert codes == [
        "local-production", "local-hiring", "anchorage", "csr", "quality-of-work", "opinion-leader", "convinced",
    ]  # fmt: skip
    # All but the last fill in a commitment of the portrait.
    assert set(codes) - set(Commitment.values) == {"convinced"}


def test_an_edited_criterion_is_left_as_it_is() -> None:
    Criterion.objects.filter(code="csr").update(label="RSE, autrement dite")
    criteria.add(apps, None)
    assert Criterion.objects.get(code="csr").label == "RSE, autrement dite"
    assert Criterion.objects.count() == 7


def test_it_can_be_taken_back() -> None:
    criteria.take_away(apps, None)
    assert not Criterion.objects.exists()
    criteria.add(apps, None)
    assert Criterion.objects.count() == 7
