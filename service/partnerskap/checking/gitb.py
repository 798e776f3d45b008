"""Write a report as GITB's test assertion report (TAR), in JSON and in XML.

The names are those of the GITB test reporting language, version 1, which clients of EU's
Interoperability Test Bed read. Made from the plain JSON of a report.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, cast
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from partnerskap import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["as_gitb_json", "as_gitb_xml"]

_TR: Final = "http://www.gitb.com/tr/v1/"
_KIND: Final = "{http://www.w3.org/2001/XMLSchema-instance}type"
_CORE: Final = "http://www.gitb.com/core/v1/"
_LEVELS: Final = {"violation": "error", "warning": "warning", "info": "info"}
_SERVICE: Final = "Partnerskapsgrafen"
register_namespace("tr", _TR)  # so that the types below, which are text, mean something


def as_gitb_json(report: Mapping[str, object], language: str, context: Mapping[str, str]) -> bytes:
    """Write as JSON; ``context`` is what the client wants to see beside it, by name."""
    counts = cast("dict[str, int]", report["counts"])
    items: dict[str, list[dict[str, str]]] = {}
    for result in _results(report):
        level = _LEVELS[str(result["severity"])]
        items.setdefault(level, []).append(_item(result, language))
    told: dict[str, object] = {
        "date": _now(),
        "result": _verdict(counts),
        "overview": _overview(report),
        "counters": {
            "nrOfAssertions": counts["info"],
            "nrOfErrors": counts["violation"],
            "nrOfWarnings": counts["warning"],
        },
    }
    if context:
        beside = [
            {"name": name, "value": text, "embeddingMethod": "STRING"}
            for name, text in context.items()
        ]
        told["context"] = {"item": beside}
    return json.dumps({**told, "reports": items}, ensure_ascii=False).encode()


def as_gitb_xml(report: Mapping[str, object], language: str, context: Mapping[str, str]) -> bytes:
    """Write as XML."""
    counts = cast("dict[str, int]", report["counts"])
    root = Element(f"{{{_TR}}}TestStepReport")
    root.set(_KIND, "tr:TAR")
    _child(root, "date", _now())
    _child(root, "result", _verdict(counts))
    overview = SubElement(root, f"{{{_TR}}}overview")
    for name, value in _overview(report).items():
        _child(overview, name, value)
    counters = SubElement(root, f"{{{_TR}}}counters")
    _child(counters, "nrOfAssertions", str(counts["info"]))
    _child(counters, "nrOfErrors", str(counts["violation"]))
    _child(counters, "nrOfWarnings", str(counts["warning"]))
    beside = SubElement(root, f"{{{_TR}}}context") if context else root
    for name, text in context.items():
        item = SubElement(beside, f"{{{_CORE}}}item")
        item.set("name", name)
        item.set("embeddingMethod", "STRING")
        SubElement(item, f"{{{_CORE}}}value").text = _printable(text)
    reports = SubElement(root, f"{{{_TR}}}reports")
    for result in _results(report):
        entry = SubElement(reports, f"{{{_TR}}}{_LEVELS[str(result['severity'])]}")
        entry.set(_KIND, "tr:BAR")
        for name, value in _item(result, language).items():
            _child(entry, name, value)
    document: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return document


def _results(report: Mapping[str, object]) -> list[Mapping[str, object]]:
    return cast("list[Mapping[str, object]]", report["results"])


def _item(result: Mapping[str, object], language: str) -> dict[str, str]:
    """Describe one result; its location is told like ``input:12:5``, where there is a line."""
    message = cast("Mapping[str, str]", result["message"])
    place = cast("Mapping[str, object]", result.get("place", {}))
    item = {"description": message.get(language) or message["nb"]}
    if "line" in place:
        item["location"] = f"{place['document']}:{place['line']}:{place.get('column', 0)}"
    else:
        item["location"] = f"[Focus node] - [{result['focus']}]"
    if result["value"] is not None:
        item["value"] = str(result["value"])
    item["test"] = f"[Shape] - [{result['shape']}]"
    return item


def _overview(report: Mapping[str, object]) -> dict[str, str]:
    return {
        "profileID": str(report["profile"]),
        "validationServiceName": _SERVICE,
        "validationServiceVersion": __version__,
    }


def _verdict(counts: Mapping[str, int]) -> str:
    if counts["violation"]:
        return "FAILURE"
    return "WARNING" if counts["warning"] else "SUCCESS"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _child(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{_TR}}}{name}").text = _printable(text)


def _printable(text: str) -> str:
    """Put a sign for what XML 1.0 cannot hold."""
    return "".join(
        letter if letter.isprintable() or letter in "\r\n\t" else "\ufffd" for letter in text
    )
