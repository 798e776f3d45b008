"""The small vocabulary the generated graphs are written with: codes, themes and prose words.

Holds only names; generate.py decides how often each is used. Nothing here claims anything about
a real partnership.
"""

from __future__ import annotations

__all__ = ["CODES", "PLACES", "RARE_WORDS", "TOPICS", "WORDS_EN", "WORDS_NB"]

CODES: dict[str, tuple[str, ...]] = {
    "kind": ("trigger", "expectation", "result", "experience", "barrier", "recommendation"),
    "role": ("lead-municipality", "municipality", "academic", "research", "business"),
    "form": ("toparts", "klynge", "region", "bydeler"),
    "stage": ("uk10", "uk20", "uk30"),
    "scope": ("all-sectors", "health-and-care", "education", "planning"),
    "agreementtype": ("partnership-agreement", "sub-agreement", "letter-of-intent"),
    "actortype": ("municipality", "university", "university-college", "research-institute"),
    "basis": ("stated", "derived", "opinion"),
    "sourcekind": ("web-page", "report", "op-ed", "dataset"),
    "unit": ("inhabitants", "employees", "students", "projects"),
}
"""Code lists by name, the most frequent code first."""

PLACES = (
    "Åsvær", "Bjørkdal", "Elvneset", "Fjordøy", "Granheim", "Heimnes", "Kvitberg", "Lyngvik",
    "Moland", "Nordsund", "Ospelia", "Rognvik", "Sørhavn", "Tjørnmark", "Vardøya", "Østlund",
)  # fmt: skip

TOPICS = (
    ("helse", "health"), ("oppvekst", "growing up"), ("energi", "energy"), ("bolig", "housing"),
    ("beredskap", "preparedness"), ("kultur", "culture"), ("næring", "business"),
    ("natur", "nature"), ("transport", "transport"), ("omsorg", "care"),
)  # fmt: skip

WORDS_NB = (
    "kommunen", "universitetet", "forskere", "ansatte", "studenter", "prosjektet", "avtalen",
    "samarbeid", "bidrar", "utvikler", "tjenester", "kunnskap", "praksis", "ledere", "behov",
    "felles", "stillinger", "oppgaver", "innbyggere", "utprøving", "måler", "deler", "erfaringer",
    "over", "flere", "år", "med", "og", "til", "i", "på", "mellom",
)  # fmt: skip

WORDS_EN = (
    "the", "municipality", "university", "researchers", "staff", "students", "project",
    "agreement", "cooperation", "contributes", "develops", "services", "knowledge", "practice",
    "leaders", "needs", "shared", "positions", "assignments", "inhabitants", "trials", "measures",
    "shares", "experience", "over", "several", "years", "with", "and", "to", "in", "between",
)  # fmt: skip

RARE_WORDS = ("havvind", "demenslandsby", "skolehage", "elektroferge", "digitaltvilling")
"""Words that about one description in two hundred carries: what label searches look for."""
