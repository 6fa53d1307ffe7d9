"""The form of stems and choices: each function names the first flaw in a plain sentence, or returns an empty string."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import mean

from eduapp.domain.item import BLANK, ItemKind
from eduapp.questions.anchors import tie
from eduapp.questions.contracts import Context
from eduapp.questions.words import contains, tokens

SHORTEST, LONGEST, LONGEST_PROMPT = 4, 45, 110
_ASKED = (ItemKind.CHOICE,)
_ARRANGED = (ItemKind.MATCH, ItemKind.ORDER)
_ARRANGES = re.compile(
    r"(?:[^.?!]{0,60}?[,:.] )?(?:match|put|arrange|order|sort|pair|connect|link|assign|bring|number|place|join|find) "
    r"(?:each|every|all|the|these|those|this|what|them|up|in|two|three|four|five|six|seven|eight)\b",
    re.IGNORECASE,
)
_QUESTIONS = (ItemKind.CHOICE, ItemKind.MULTIPLE_RESPONSE, ItemKind.TEXT_ENTRY, ItemKind.NUMERIC)
_ASKS = re.compile(
    r"(?:^|[.!?:”] |, )(?:(?:about|roughly|approximately|and|then|exactly|in|on|at|by|to|from|for|of|with|during|under|"
    r"through|after|before|into|over|between|against) ){0,2}(?:what|which|who|whom|whose|why|how|when|where)\b",
    re.IGNORECASE,
)
_TASKS = (ItemKind.MULTIPLE_RESPONSE, ItemKind.NUMERIC, ItemKind.MATCH, ItemKind.ORDER, ItemKind.EXTENDED_TEXT)
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"))
_MARKS = re.compile(r"\[\d+\]|\s[.,;:?!](?:\s|$)|\.\.(?!\.)|,,|[\u00ad\ufffd�]|\*\*|\bfootnote\b|[†‡¹²³⁴⁵⁶⁷⁸⁹]$")
_DOUBLED = re.compile(r"\b([a-z]+)[,.?!”]* \1\b", re.IGNORECASE)
_NAME_TWICE = re.compile(r"(?!The )([A-Z][a-z]+) \1")
"""A name that is its own double: "Mau Mau"."""
_MAY_DOUBLE = ("that", "had")
_DANGLING_START = re.compile(
    r"(?:it|they|this|these|those|that|he|she|its|their|his|her|such|here|there|also|but|and|or|so|however|thus|then|"
    r"the (?:former|latter|above|following|author|text|chapter|section|book))\b",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"\b(?:figure|fig\.|table|chapter|section|module|appendix|exercise) \d|\b(?:this|these) \w+|"
    r"\b(?:the (?:above|figure|table|diagram|chapter|section|author|author’s|previous|preceding|latter|former)|"
    r"as (?:we|you) (?:saw|have seen|will see)|"
    r"see (?:above|below|figure)|above-mentioned|aforementioned|in this|(?:shown|described|mentioned|discussed) "
    r"(?:above|below|earlier|here)|we|our|us|you|your|I|my)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|they|them|he|she|him|his|her|hers|its|their|theirs)\b", re.IGNORECASE)
_LONE_THE = re.compile(
    r"\bthe (?P<noun>[a-z]+)(?=[?.;:]|,(?! (?:\w+,? ){1,6}of\b)|$| "
    r"(?:did|do|does|was|were|is|are|had|has|have|be|been|become|became|to|from|"
    r"by|with|as|into|on|at|and(?! \w+ of\b)|or(?! \w+ of\b)|because|before|after|when|while|"
    r"during|under|began|begin|in)\b(?! which| whom))"
)
_ASKED_THE = re.compile(r"\b(?:did|do|does) the (?P<noun>[a-z]+) (?!of\b|that\b|who\b|which\b|in\b|for\b|from\b)\w+")
_SOME_START = re.compile(r"(?:Other|Another|Some|Several|Both|Certain|The other|The same|One of (?:the|these|those))\b")
_INSTITUTION_THE = re.compile(
    r"\b[Tt]he (?:Act|Court|Commission|Agency|Treaty|Company|Board|Committee|Union|Party|War|Revolution|Empire|King|"
    r"Queen|Emperor|President|Bill|Code|Convention|Agreement|Department|Council)\b(?! of\b| for\b| on\b| [A-Z])"
)
_OWNED_THE = re.compile(
    r"\bthe [a-z]+ (?:owner|author|researcher|team|project|study|survey|company|manager|family)s?\b"
)
_COUNTED_THE = re.compile(
    r"\bthe (?:first|second|third|fourth|other|two|three) (?:[a-z]+ )?(?P<noun>[a-z]+) (?:have|has|had|is|was|were|are|"
    r"cost|costs|weigh|get|take|do|does|did|consist|contain)\b"
)
_MET_BEFORE = frozenset(
    "king queen emperor empire dynasty kingdom city town village country nation island region area territory colony "
    "war battle siege revolt rebellion revolution uprising conflict attack invasion campaign company firm business "
    "store organization institution agency team group party movement community tribe family couple man woman boy "
    "girl child children men women people person author authors researcher researchers scientist scientists "
    "anthropologist anthropologists scholar writer artist student students study experiment survey project treaty "
    "agreement conference meeting act bill case court decision book novel poem play film story article report ship "
    "building temple palace monument event events incident crisis plan policy program system method technique "
    "process practice custom tradition ritual ceremony effect result outcome problem issue situation condition "
    "example question answer idea concept theory approach model term word name product good service worker workers "
    "employee employees owner manager customer customers buyer seller leader ruler general president minister "
    "soldiers army troops fleet settlers colonists natives locals residents villagers time year decade century "
    "period age era day site place location object device machine instrument tool substance material species animal "
    "animals plant bird birds monkeys individuals participants informants respondents change changes increase "
    "decrease difference".split()
)


def form_problem(stem: str, kind: ItemKind) -> str:
    """What keeps a stem from being a whole question, statement or task."""
    words, gaps = len(stem.split()), stem.count(BLANK)
    asks, states = stem.endswith("?"), stem.endswith((".", "!", ".”"))
    open_ended = kind is ItemKind.EXTENDED_TEXT
    longest = LONGEST_PROMPT if open_ended else LONGEST
    rules = (
        (not SHORTEST <= words <= longest, f"The stem has {words} words."),
        (gaps > 1, "The stem has more than one gap."),
        (gaps == 1 and kind is not ItemKind.TEXT_ENTRY, "Only a text entry may have a gap."),
        (kind is ItemKind.TRUE_FALSE and not states, "A statement to be judged must end with a full stop."),
        (kind in _ASKED and not asks, f"The stem of a {kind.value.replace('_', '-')} item must be a question."),
        (kind is ItemKind.TEXT_ENTRY and not (asks or (states and gaps)), "The stem neither asks nor has a gap."),
        (kind in _TASKS and not (asks or states or stem.endswith(":")), "The stem does not end as a sentence does."),
        (asks and kind in _QUESTIONS and not _ASKS.search(stem), "No question word begins the question."),
        (
            kind in _ARRANGED and not (_ARRANGES.match(stem) or _ASKS.match(stem)),
            "The stem does not begin with a task.",
        ),
        (stem.count("?") > (2 if open_ended else 1), "The stem asks twice."),
        (not (stem[:1].isupper() or stem[:1].isdigit() or stem[:1] in "“_"), "The stem does not begin with a capital."),
        (_unpaired(stem), "A bracket or quotation mark has no partner."),
        (bool(re.search(rf"\b[Aa]n? {BLANK}", stem)), "The article before the gap tells how the key begins."),
    )
    return next((problem for broken, problem in rules if broken), "")


def alone_problem(text: str, context: Context, before: str = "", kind: ItemKind | None = None) -> str:
    """What in a stem, or in a choice that comes `before`-hand with its stem, can't be understood without the page.

    A stem's `kind` says what it may point at: a list at what stands in it, a prompt at its reader and its own words.
    """
    text = _OWN_WORDS.sub("", text)
    if kind in _LISTED:
        text = _TO_THE_LIST.sub("", text)
    elif kind is ItemKind.EXTENDED_TEXT:
        text = _TO_THE_READER.sub("", _LATER_SHOWN.sub(r"\1”", text))
    if found := _DANGLING_START.match(text):
        return f"“{found.group()}” at the start points at something before."
    if found := _POINTER.search(text):
        return f"“{found.group()}” points at the page."
    if found := _PRONOUN.search(text):
        named = [word for word in tokens(before + text[: found.start()]) if len(word) > 3]
        if len(named) < 2:
            return f"“{found.group()}” comes before what it stands for."
    if kind is not ItemKind.EXTENDED_TEXT and (tied := tie(text)):
        return f"“{tied}” needs the sentence before it."
    if found := _SOME_START.match(text):
        return f"“{found.group()}” begins as if others had been named."
    if found := _COUNTED_THE.search(text) or _OWNED_THE.search(text) or _INSTITUTION_THE.search(text):
        return f"“{found.group()}” takes something for known."
    for found in (*_LONE_THE.finditer(text), *_ASKED_THE.finditer(text)):
        generic = re.search(r"\w+ \w+ .*\b(?:who|which|that|when|where)\b", text[: found.start()])
        met = re.search(rf"\b(?:each|every|any|an?) (?:\w+ )?{found['noun']}\b", text[: found.start()], re.IGNORECASE)
        if found["noun"] in _MET_BEFORE and not generic and not met and not _is_course_term(found["noun"], context):
            return f"“the {found['noun']}” has not been introduced."
    return ""


def language_problem(text: str) -> str:
    """Doubled spaces or words, and marks left over from the page."""
    if "  " in text or text != text.strip() or "\n" in text:
        return "There is white space to spare."
    for found in _DOUBLED.finditer(text):
        if found[1].casefold() not in _MAY_DOUBLE and not _NAME_TWICE.fullmatch(found.group()):
            return f"“{found.group()}” doubles a word."
    if found := _MARKS.search(text.replace(BLANK, "x")):
        return f"“{found.group().strip()}” is a leftover mark."
    return ""


def parallel_problem(right: str, wrong: Sequence[str], *, loose: bool = False) -> str:
    """What makes the choices unlike one another; `loose` as for `uneven`."""
    if len(tokens(right)) >= 4 and len(right) > 1.6 * mean(map(len, wrong)):
        return "The key is much longer than the other choices."
    return uneven([right, *wrong], loose=loose)


def uneven(texts: Sequence[str], *, loose: bool = False) -> str:
    """What makes some of the texts of a list unlike the others; `loose` forgives their number and opening word."""
    lengths = [len(text) for text in texts]
    if max(lengths) > 3.2 * min(lengths) + 3:
        return "The longest choice is more than three times as long as the shortest."
    for name, feature in _FEATURES:
        if not (loose and feature in (_looks_plural, _opening)) and len({feature(text) for text in texts} - {None}) > 1:
            return f"The choices differ in {name}."
    return ""


def _opening(text: str) -> str:
    first = text.split(" ", 1)[0].casefold()
    if first in ("a", "an", "the"):
        return "article"
    return first if first in ("to", "by", "because", "that") else ""


_EITHER = frozenset(
    "physics economics mathematics politics genetics news series species means people data media men women".split()
)


def _looks_plural(text: str) -> bool | None:
    """Whether a short phrase ends in a plural; None where its form doesn't tell."""
    last = text.split()[-1].casefold()
    is_name = len(text.split()) > 1 and text.split()[-1][:1].isupper()
    if is_name or len(text.split()) > 4 or last in _EITHER or not last.isalpha() or last.endswith("ics"):
        return None
    return last.endswith("s") and not last.endswith(("ss", "us", "is"))


_FEATURES = (
    ("their opening word", _opening),
    ("their final mark", lambda text: text[-1:] if text[-1:] in ".?!" else ""),
    ("number", _looks_plural),
    ("whether they are numbers", lambda text: text[:1].isdigit()),
    ("their first letter's case", lambda text: text[:1].isupper() and len(tokens(text)) > 3),
)


def _unpaired(stem: str) -> bool:
    return any(stem.count(a) != stem.count(b) for a, b in _PAIRS) or stem.count('"') % 2 == 1


_LISTED = (ItemKind.MATCH, ItemKind.ORDER, ItemKind.MULTIPLE_RESPONSE)
_TO_THE_LIST = re.compile(r"\b(?:these|the following)\b", re.IGNORECASE)
_TO_THE_READER = re.compile(r"\b(?:you|your|yours|yourself)\b|(?<=[.?:”’] )(?:.*)\b(?:this|these)\b", re.IGNORECASE)
_LATER_SHOWN = re.compile(r"(“[^”]*?[a-z][.!?]) [A-Z‘][^”]*”")
"""An extract of several sentences in a prompt: the first has to be clear alone, the others are so with it."""
_OWN_WORDS = re.compile(
    r"^(?:Which of (?:these|the following)(?: people| events)?\b|"
    r"Which term (?:fits this description|means the following):|What is it called|What is the name of this \w+:) *"
)


def _is_course_term(noun: str, context: Context) -> bool:
    title = context.document.title
    return (noun in context.terms and bool(context.facts_by_subject.get(noun))) or contains(title, noun)
