"""Every section of the desk: importing them here lays them on it."""

from cms.partnerships import (  # noqa: F401 (each registers itself)
    access_section,
    builder,
    history_section,
    keys_section,
    origins_section,
    record_section,
    usage_section,
    webhooks_letters,
    webhooks_section,
)
