"""Says in words what the addresses of the catalogue answer."""

from __future__ import annotations

from typing import Final

from partnerskap.api.described import LANGUAGE, Operation, Parameter, media_types
from partnerskap.portal.profiles import Profile
from partnerskap.web.negotiate import HTML, JSONLD, NTRIPLES, RDFXML, TRIG, TURTLE

__all__ = ["CATALOG_OPERATIONS"]

_FORMS: Final = (HTML, TURTLE, JSONLD, RDFXML, NTRIPLES, TRIG)
_ENDINGS: Final = "Also with the extensions .ttl, .jsonld, .rdf, .nt and .trig."
_PROFILE: Final = Parameter(
    "_profile",
    "Profile of the feed; the neutral one keeps all of them at once.",
    "dcat-ap-no-3",
    allowed=tuple(each.value for each in Profile),
)

CATALOG_OPERATIONS: Final = (
    Operation(
        "/catalog",
        "get-catalog",
        "The catalogue of datasets and data services, for portals",
        "catalogue",
        f"DCAT after DCAT-AP-NO and DCAT-AP, or schema.org. {_ENDINGS}",
        (_PROFILE, LANGUAGE),
        media_types(_FORMS),
        "The whole catalogue.",
        failures=(400, 406),
    ),
    Operation(
        "/catalog/concepts",
        "get-catalog-concepts",
        "The concepts of vocabulary, code lists and themes, for portals",
        "catalogue",
        f"After SKOS-AP-NO-Begrep. {_ENDINGS}",
        (),
        media_types(_FORMS[1:]),
        "The whole collection.",
        failures=(406,),
    ),
    Operation(
        "/catalog/models",
        "get-catalog-models",
        "The information model of the data, for portals",
        "catalogue",
        f"After ModellDCAT-AP-NO. {_ENDINGS}",
        (),
        media_types(_FORMS[1:]),
        "The catalogue of models with the model and all its elements.",
        failures=(406,),
    ),
)
