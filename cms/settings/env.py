"""Reading of settings from the environment, with errors that say what to do."""

import os

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def env(name: str, default: str | None = None) -> str:
    """Return a text setting.

    Errors: ImproperlyConfigured if the variable is absent and has no default.
    """
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"The environment variable {name} is required here. See docs/operations.md.")
    return value


def env_bool(name: str, default: bool) -> bool:
    """Return a yes/no setting.

    Errors: ImproperlyConfigured if the text is neither a yes nor a no.
    """
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be one of true or false, not {value!r}.")


def env_int(name: str, default: int) -> int:
    """Return a whole-number setting.

    Errors: ImproperlyConfigured if the text is not a whole number.
    """
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def env_list(name: str, default: str = "") -> list[str]:
    """Return a comma-separated setting as a list without empty parts."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]
