"""SIREN and SIRET, which live on the ground floor since candidates have them too. Migrations name this module."""

from cms.pages.companies import SIREN_DIGITS, compact, validate_siren, validate_siret

__all__ = ["SIREN_DIGITS", "compact", "validate_siren", "validate_siret"]
