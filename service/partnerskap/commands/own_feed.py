"""Read one of our own feeds as a portal would, without a server."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.requests import Request

from partnerskap.api.catalog import show_catalogue
from partnerskap.app import create_app
from partnerskap.records.journal import Journal
from partnerskap.records.opening import open_installation
from partnerskap.settings import load_settings

if TYPE_CHECKING:
    from partnerskap.portal.profiles import Profile

__all__ = ["read_own_feed"]


def read_own_feed(profile: Profile) -> bytes:
    """Give the catalogue in a profile as N-Triples, as our service would write it."""
    settings = load_settings()
    graph = open_installation(settings).graph
    with Journal.open(settings.data_dir) as journal:
        scope = {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "server": ("localhost", 8000),
            "root_path": "",
            "path": "/catalog.nt",
            "query_string": urlencode({"_profile": profile.value}).encode(),
            "headers": [],
            "app": create_app(settings, graph, journal=journal),
        }
        return bytes(show_catalogue(Request(scope)).body)
