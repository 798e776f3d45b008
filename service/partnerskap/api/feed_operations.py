"""Says in words what the addresses of the change feeds answer."""

from __future__ import annotations

from typing import Final

from partnerskap.api.described import Operation, Parameter
from partnerskap.api.event_feeds import FORMS

__all__ = ["FEED_OPERATIONS"]

_TYPES: Final = tuple(form.media_type for form in FORMS)
_ENDINGS: Final = "Also with the extensions .trig, .jsonld, .nq and .ttl."

FEED_OPERATIONS: Final = (
    Operation(
        "/feed/records",
        "get-record-feed",
        "Where readers of the change feed begin",
        "history",
        f"A Linked Data Event Stream after DCAT-AP Feed, and the times of its pages. {_ENDINGS}",
        media_types=_TYPES,
        answer="The root of the pages.",
        failures=(406,),
    ),
    Operation(
        "/feed/records/{page}",
        "get-record-feed-page",
        "One page of what happened to records",
        "history",
        "Each event is an `as:Create`, `as:Update` or `as:Delete`; what holds after it stands in "
        "the graph that the event names, in Turtle nowhere. A full page never changes. "
        f"{_ENDINGS}",
        (Parameter("page", "The page, counted from 1.", "1", "path"),),
        _TYPES,
        "The page.",
        failures=(404, 406),
    ),
    Operation(
        "/feed/catalog",
        "get-catalog-feed",
        "The catalogue as events, after DCAT-AP Feed",
        "catalogue",
        f"The latest event of each catalogue, dataset, file, service and organisation. {_ENDINGS}",
        media_types=_TYPES,
        answer="All events, on one page.",
        failures=(406,),
    ),
)
