"""The form of the contact."""

from __future__ import annotations

from django import forms

from cms.signoff.requests import Contact


class ContactForm(forms.ModelForm):
    """To whom a proof is sent."""

    class Meta:
        model = Contact
        fields = ["name", "email", "language"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
        }
