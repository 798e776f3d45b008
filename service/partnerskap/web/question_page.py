"""The stored questions in words: the list, and one question with its choices and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from partnerskap.graph.labels import pick
from partnerskap.graph.parameters import namespace_of
from partnerskap.web.model import Value
from partnerskap.web.result_page import printable
from partnerskap.web.snippets import Shape, fetch_address, send_query

if TYPE_CHECKING:
    from collections.abc import Callable

    from partnerskap.records.questions import Asked, Parameter, Question, Questions
    from partnerskap.web.result_page import ResultTable
    from partnerskap.web.words import Words

__all__ = ["describe_list", "describe_question", "example_links"]


@dataclass(frozen=True, slots=True)
class Field:
    """What a reader may choose: ``options`` are value, label and whether it is chosen."""

    name: str
    label: Value
    kind: str
    value: str
    options: tuple[tuple[str, str, bool], ...]

    @property
    def shown(self) -> str:
        """The chosen value in words."""
        return next((label for _, label, chosen in self.options if chosen), self.value)


def describe_list(questions: Questions, keyword: str, words: Words) -> dict[str, object]:
    """Gather the questions, or those with a keyword, and every keyword with its address."""
    found = questions.all(keyword)
    return {
        "keyword": keyword,
        "keywords": [(each, _filtered(each, words)) for each in questions.keywords()],
        "everything": words.here("/queries"),
        "questions": sorted(
            ((_link(each, words), each) for each in found), key=lambda pair: pair[0].text
        ),
    }


def describe_question(
    asked: Asked,
    table: ResultTable,
    words: Words,
    *,
    graph: str,
    address: str,
    choices: Callable[[str], tuple[str, ...]],
) -> dict[str, object]:
    """Gather a question, its fields, its answer, and the addresses and programs that fetch it."""
    question = asked.question
    path = f"/queries/{question.slug}"
    chosen = f"?{urlencode(asked.changed)}" if asked.changed else ""
    shape = Shape(question.form)
    csv, json = (f"{address}{path}.{form}{chosen}" for form in ("csv", "json"))
    editor = urlencode({"edit": asked.query})
    return {
        "question": _link(question, words),
        "keywords": [(each, _filtered(each, words)) for each in question.keywords],
        "fields": [_field(each, asked, words, choices) for each in question.parameters],
        "changed": bool(asked.changed),
        "table": table,
        "graph": graph,
        "query": printable(asked.query),
        "action": f"{words.root}{path}",
        "downloads": [
            (form, f"{words.root}{path}.{extension}{chosen}")
            for form, extension in (("CSV", "csv"), ("JSON", "json"), ("SPARQL", "rq"))
        ],
        "descriptions": [
            (form, f"{words.root}{path}.{extension}")
            for form, extension in (("Turtle", "ttl"), ("JSON-LD", "jsonld"))
        ],
        "editor": words.here(f"/sparql?{editor}"),
        "by_address": fetch_address(csv, json, shape),
        "by_query": send_query(f"{address}/sparql", printable(asked.query), shape),
    }


def example_links(questions: Questions, words: Words) -> list[tuple[Value, str]]:
    """Give each question as a link that fills the query form, and what it can be filtered by."""
    links = []
    for each in questions.all():
        link = _link(each, words)
        text = " ".join([*each.texts.values(), *each.keywords]).lower()
        address = words.here(f"/sparql?{urlencode({'example': each.slug})}")
        links.append((Value(link.text, link.language, address), text))
    return sorted(links, key=lambda pair: pair[0].text)


def _link(question: Question, words: Words) -> Value:
    language, text = pick(question.texts, words.language)
    foreign = "" if language == words.language else language
    return Value(text, foreign, words.here(f"/queries/{question.slug}"))


def _filtered(keyword: str, words: Words) -> str:
    return words.here(f"/queries?{urlencode({'keyword': keyword})}")


def _field(
    parameter: Parameter,
    asked: Asked,
    words: Words,
    choices: Callable[[str], tuple[str, ...]],
) -> Field:
    start = namespace_of(parameter.kind)
    value = asked.values[parameter.name].removeprefix(start)
    options = [
        (iri.removeprefix(start), words.name(iri), iri.removeprefix(start) == value)
        for iri in choices(parameter.kind)
    ]
    language, text = pick(parameter.texts, words.language)
    foreign = "" if language == words.language else language
    return Field(
        parameter.name,
        Value(text, foreign),
        parameter.kind,
        printable(value),
        tuple(sorted(options, key=lambda option: option[1])),
    )
