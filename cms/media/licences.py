"""The licences an image may carry: SPDX identifiers, the French open licence, or none granted."""

from django.utils.translation import gettext_lazy as _

ALL_RIGHTS_RESERVED = "all-rights-reserved"

LICENCE_CHOICES = [
    (ALL_RIGHTS_RESERVED, _("All rights reserved")),
    ("etalab-2.0", _("Open licence 2.0 (Etalab)")),
    ("CC-BY-4.0", _("Creative Commons BY 4.0 (attribution)")),
    ("CC-BY-SA-4.0", _("Creative Commons BY-SA 4.0 (attribution, share alike)")),
    ("CC-BY-ND-4.0", _("Creative Commons BY-ND 4.0 (attribution, no changes)")),
    ("CC-BY-NC-4.0", _("Creative Commons BY-NC 4.0 (attribution, not commercial)")),
    ("CC-BY-NC-SA-4.0", _("Creative Commons BY-NC-SA 4.0 (attribution, not commercial, share alike)")),
    ("CC-BY-NC-ND-4.0", _("Creative Commons BY-NC-ND 4.0 (attribution, not commercial, no changes)")),
    ("CC-BY-3.0", _("Creative Commons BY 3.0 (attribution)")),
    ("CC-BY-SA-3.0", _("Creative Commons BY-SA 3.0 (attribution, share alike)")),
    ("CC0-1.0", _("Creative Commons Zero (public domain)")),
    ("CC-PDDC", _("Public domain")),
]

# Where the text of each licence stands; it goes into every rendition (XMP xmpRights:WebStatement).
LICENCE_URLS = {
    "etalab-2.0": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC-BY-ND-4.0": "https://creativecommons.org/licenses/by-nd/4.0/",
    "CC-BY-NC-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "CC-BY-NC-SA-4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    "CC-BY-NC-ND-4.0": "https://creativecommons.org/licenses/by-nc-nd/4.0/",
    "CC-BY-3.0": "https://creativecommons.org/licenses/by/3.0/",
    "CC-BY-SA-3.0": "https://creativecommons.org/licenses/by-sa/3.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-PDDC": "https://creativecommons.org/licenses/publicdomain/",
}
