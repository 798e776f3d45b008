"""What the parser says of a text that cannot be read, in words for who wrote it."""

from __future__ import annotations

import re
from typing import Final

from partnerskap.errors import Text

__all__ = ["reason_of"]

_MESSAGE: Final = re.compile(r"^Parser error at line \d+ .*?: (.*?)(?: \(line \d+\))?$", re.DOTALL)
_LONGEST: Final = 60
_WORDS: Final = tuple(
    (re.compile(pattern, re.DOTALL), nb, en)
    for pattern, nb, en in (
        (
            r"The prefix (\S+) has not been declared",
            "prefikset {0} er ikke deklarert; skriv en linje med @prefix {0} øverst",
            "the prefix {0} has not been declared; write a line with @prefix {0} at the top",
        ),
        (
            r"Unknown prefix (\S+)",
            "prefikset {0} er ikke deklarert; det skal stå som xmlns på et element utenfor",
            "the prefix {0} has not been declared; it should stand as xmlns on an outer element",
        ),
        (
            r"Unexpected end.*",
            "teksten slutter midt i et utsagn; se etter et punktum eller hermetegn som mangler",
            "the text ends in the middle of a statement; look for a missing dot or quotation mark",
        ),
        (
            r"A dot is expected at the end of statements",
            "utsagnet før skal slutte med punktum, eller semikolon om mer skal sies om det samme",
            "the statement before must end with a dot, or a semicolon if more is said of the same",
        ),
        (
            r"Invalid IRI code point ' '",
            "en adresse mellom < og > kan ikke ha mellomrom; skriv %20",
            "an address between < and > cannot hold a space; write %20",
        ),
        (
            r"Invalid IRI code point '(.*)'",
            "en adresse mellom < og > kan ikke ha tegnet {0}",
            "an address between < and > cannot hold the character {0}",
        ),
        (
            r"(.*) is not a valid subject or graph name",
            "{0} kan ikke stå først i et utsagn; skriv en adresse i < >, eller prefiks:navn",
            "{0} cannot stand first in a statement; write an address in < >, or prefix:name",
        ),
        (
            r"(.*) is not a valid predicate",
            "{0} kan ikke være en egenskap; skriv en adresse i < >, eller prefiks:navn",
            "{0} cannot be a property; write an address in < >, or prefix:name",
        ),
        (
            r"(.*) is not a valid RDF object",
            "{0} kan ikke være en verdi; skriv tekst i hermetegn, og adresser i < >",
            "{0} cannot be a value; write text in quotation marks, and addresses in < >",
        ),
        (
            r"The object of a triple must be an IRI, a blank node or a literal",
            "verdien skal være tekst i hermetegn eller en adresse i < >",
            "the value must be text in quotation marks or an address in < >",
        ),
        (
            r"No scheme found in an absolute IRI",
            "adressen er ikke hel; skriv @base øverst, eller send base= i forespørselen",
            "the address is not whole; relative names need @base, or base= in the request",
        ),
        (
            r"Line jumps are not allowed in string literals.*",
            "tekst over flere linjer skal ha tre hermetegn i hver ende",
            "text of several lines must have three quotation marks at each end",
        ),
        (
            r"Unexpected escape character '(.*)'",
            "{0} er ingen gyldig kode for et tegn; skriv omvendt skråstrek som \\\\",
            "{0} is not a valid code for a character; write a backslash as \\\\",
        ),
        (
            r"blank node property lists should end with a '\]'",
            "det som begynner med [, skal slutte med ]",
            "what begins with [ must end with ]",
        ),
        (
            r"The PREFIX keyword should be followed by a prefix like 'ex:'",
            "etter @prefix skal det stå et prefiks med kolon, som ex:",
            "@prefix should be followed by a prefix with a colon, like ex:",
        ),
        (
            r"XML namespaces are required in RDF/XML",
            "alle elementer i RDF/XML skal ha et navnerom (xmlns)",
            "all elements of RDF/XML must have a namespace (xmlns)",
        ),
    )
)


def reason_of(message: str) -> Text:
    """Put a parser's message in words; one we have no words for is given as it is.

    >>> reason_of("Parser error at line 1 column 9: Unexpected end (line 1)").en
    'the text ends in the middle of a statement; look for a missing dot or quotation mark'
    """
    found = _MESSAGE.match(message)
    reason = found[1] if found else message
    for pattern, nb, en in _WORDS:
        match = pattern.fullmatch(reason)
        if match is not None:
            words = [each[:_LONGEST] for each in match.groups()]
            return Text(nb.format(*words), en.format(*words))
    return Text(reason, reason)
