"""Clues from whole sentences: a sentence of the text, or a part that stands by itself, with a gap for the answer.

They are the last resort, for terms that no statement found by `clauses` is about; a part is cut only where what goes
adds to the rest and does not restrict it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from wordfreq import zipf_frequency

from eduapp.crosswords.clue_context import Context
from eduapp.crosswords.clue_records import LONGEST, Draft, Keyword, Sentence
from eduapp.crosswords.forms import first_capital, key
from eduapp.crosswords.styles import style_of
from eduapp.crosswords.trim import FINITE, LISTING, shortened
from eduapp.domain.item import BLANK
from eduapp.language.grammar import POINTING, Phrase, lower_start
from eduapp.language.tree import Tree

PRIOR, PART_PRIOR, FACT_PRIOR, MOST_CUTS = 0.38, 0.34, 0.45, 4
COMMON_WORD = 3.8
LONGEST_SENTENCE = 60
"""A sentence of more tokens is left alone: what is left of it after so many cuts says too little."""

_TIES = frozenset(
    "however thus therefore hence indeed finally moreover furthermore instead also similarly likewise then still "
    "meanwhile consequently nevertheless nonetheless additionally accordingly conversely ultimately first second third "
    "and but so yet often overall generally typically usually traditionally".split()
)
_TIED = re.compile(r"(?:in (?:fact|addition|contrast|turn|short|general|particular)|as a (?:result|consequence)|"
                   r"by contrast|after all|for (?:example|instance)|in other words|of course|"
                   r"on the other hand|as such)$", re.I)  # fmt: skip
_LIMITS = frozenset("hardly rarely seldom possibly probably perhaps never".split())
_TIMES = frozenset("in on by during between from around after before since throughout until at".split())
_ADDS = frozenset(("WDT", "WP", "WP$", "WRB", "VBG"))
_REASONS = frozenset("because since although though whereas while as making leading allowing".split())
_SUBJECTS = ("nsubj", "nsubj:pass", "csubj")
_PARTICLES = frozenset("de da di del della do dos du von van der al el ibn bin bint".split())
_NAME_GOES_ON = re.compile(r"[A-Z\d]|(?:al|el|ibn)-")
_CUT_NAME = re.compile(
    rf"(?<!^)\b(?:[A-Z][\w’'-]*|(?:de|da|di|del|dos|du|von|van|al|ibn|bin)) {BLANK}|"
    rf"{BLANK}(?:['’]s)? (?:[A-Z]|al-)|^New {BLANK}"
)
_NO_PROSE = re.compile(r"[=<>×⋅∆Δ|/\\@#_{}~^]|\b[A-Za-z] ?\d\b|https?:|www\.")
_INSIDE = re.compile(
    r"\b(?:[Tt]he|[Aa]n?) \([^()]*\) [a-z]|\([^()]*\b(?:exceptions?|except|usually|often|not)\b[^()]*\)"
)
"""Brackets without which more is said than the text does: "the (average) weight", "(with some exceptions)"."""

_EXAMPLE = re.compile(r"[Ii]n (?:our|this|the) (?:\w+ )?(?:example|case|problem|scenario)\b")
"""What a sentence opens with that holds for an example alone, though it be left out."""

_PAGE = re.compile(
    r"\b(?:columns?|rows?|panels?|graphs?|diagrams?|exercises?|appendix|paragraph|readings?|video|link|website|"
    r"(?:the|our) (?:example|problem|question)|point [A-Z]|step \d|scenarios?)\b", re.I
)  # fmt: skip


def sentence_gaps(keyword: Keyword, context: Context) -> Iterator[Draft]:
    """The sentences that have the keyword as it is displayed, and their parts, with a gap in its place."""
    for sentence in context.naming(keyword.display):
        tree = context.trees.get(sentence.passage)
        if tree is None or sentence.stop - sentence.first > LONGEST_SENTENCE or not sentence.text.endswith("."):
            continue
        seen: set[str] = set()
        for number, (start, stop) in enumerate(parts(tree, sentence)):
            text = _with_gap(tree, start, stop, keyword, context)
            if not text or text in seen or len(text) > LONGEST:
                continue
            seen.add(text)
            prior = (PART_PRIOR if number else PRIOR) * (1.0 - 0.01 * number)
            yield Draft(text, style_of(text), 3, context.quote(sentence), "gap.sentence", text, "", prior=prior)


def fact_gaps(keyword: Keyword) -> Iterator[Draft]:
    """What facts state about the keyword, with a gap in its place."""
    found = re.compile(rf"(?<![\w-]){re.escape(keyword.display)}(?![\w-])", re.IGNORECASE)
    for fact in keyword.facts:
        told = fact.statement.strip().rstrip(".")
        if len(found.findall(told)) != 1 or len(told) > LONGEST or f" {key(told)} ".count(f" {keyword.stem} ") != 1:
            continue
        if keyword.display[:1].isupper() and _CUT_NAME.search(found.sub(BLANK, told)):
            continue
        text = re.sub(rf"\b([Aa])n? {BLANK}", rf"\1(n) {BLANK}", found.sub(BLANK, told))
        text = f"{first_capital(text)}."
        yield Draft(text, style_of(text), 3, fact.quote, "gap.fact", text, fact.id, prior=FACT_PRIOR)


def parts(tree: Tree, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Token ranges of a sentence that are sentences of their own, the longest first."""
    last = sentence.stop - (tree.word[sentence.stop - 1] == ".")
    for first, stop in _independent(tree, sentence.first, last):
        openings = list(_openings(tree, first, stop))
        for end in _endings(tree, first, stop):
            for start in openings:
                if start < end and _is_clause(tree, start, end):
                    yield start, end


def _independent(tree: Tree, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The whole, then what a semicolon or ", and", ", but" before another subject sets apart."""
    yield first, last
    edges = [first]
    for i in range(first + 1, last - 2):
        joins = tree.word[i] == "," and tree.lower[i + 1] in ("and", "but", "while", "whereas")
        if tree.word[i] == ";" or (joins and _has_subject(tree, i + 2, last) and _is_clause(tree, first, i)):
            edges += [i, i + (1 if tree.word[i] == ";" else 2)]
    edges.append(last)
    if len(edges) > 2:
        yield from zip(edges[::2], edges[1::2], strict=True)


def _has_subject(tree: Tree, start: int, last: int) -> bool:
    """Whether a clause with a subject of its own begins here: its first noun is the subject of a verb near by."""
    for i in range(start, min(start + 6, last)):
        if tree.dep[i] in _SUBJECTS:
            return tree.head[i] > i
        if tree.tag[i] in FINITE or tree.pos[i] == "VERB":
            return False
    return False


def _openings(tree: Tree, first: int, stop: int) -> Iterator[int]:
    """Where a sentence may begin: without words that tie it to the one before, then without its time or place."""
    start = first
    while start + 1 < stop and tree.pos[start] in ("ADV", "CCONJ", "SCONJ"):
        apart = tree.pos[start] == "ADV" and tree.word[start + 1] == "," and tree.lower[start] not in _LIMITS
        if not apart and tree.lower[start] not in _TIES:
            break
        start += 1
        start += start < stop and tree.word[start] == ","
    comma = next((i for i in range(start, min(start + 6, stop)) if tree.word[i] == ","), None)
    if comma is not None and _TIED.match(tree.span(start, comma)):
        start, comma = comma + 1, None
    yield start
    comma = next((i for i in range(start, min(start + 12, stop)) if tree.word[i] == ","), None)
    if comma is None or tree.lower[start] not in _TIMES or any(tree.tag[i] in FINITE for i in range(start, comma)):
        return
    if any(tree.lower[i] in POINTING for i in range(start, comma)):
        return  # what is so "in this situation" may not be so elsewhere
    if tree.tag[comma + 1] in ("DT", "NN", "NNS", "NNP", "NNPS", "JJ", "PRP") and _has_subject(tree, comma + 1, stop):
        yield comma + 1


def _endings(tree: Tree, first: int, stop: int) -> Iterator[int]:
    """Where a sentence may end: where it does, then before remarks that a comma, colon or dash sets apart."""
    yield stop
    cuts = []
    for i in range(first + 4, stop - 1):
        after = i + 1
        remark = tree.tag[after] in _ADDS or tree.lower[after] in LISTING or tree.lower[after] in _REASONS
        reason = tree.lower[i] in ("because", "such") and tree.pos[i] in ("SCONJ", "ADJ") and tree.word[i - 1] != ","
        if tree.word[i] in (":", "—", "–") or (tree.word[i] == "," and remark) or reason:
            cuts.append(i)
    yield from reversed(cuts)
    verb = next(
        (tree.head[i] for i in range(first, stop) if tree.dep[i] in _SUBJECTS and i < tree.head[i] < stop), None
    )
    if verb is not None:
        yield from islice(shortened(tree, Phrase(verb, stop, verb)), 1, MOST_CUTS)


def _is_clause(tree: Tree, start: int, stop: int) -> bool:
    """Whether a stretch has a finite verb with its subject, and no arc of these leaves it."""
    if tree.pos[start] in ("VERB", "CCONJ", "PUNCT", "SCONJ") or tree.tag[start] in ("WDT", "WP", "WRB", "VBG", "TO"):
        return False
    if tree.lower[start] in ("just", "even", "as"):
        return False
    if any(tree.dep[i] in _SUBJECTS and tree.head[i] >= stop for i in range(start, stop)):
        return False
    for i in range(start, stop):
        if tree.dep[i] not in _SUBJECTS or not i < tree.head[i] < stop:
            continue
        verb = tree.head[i]
        finite = tree.tag[verb] in (*FINITE, "VB") or any(
            tree.tag[k] in FINITE and start <= k < stop for k in tree.kids[verb]
        )
        if finite and tree.kid(verb, "mark") is None and tree.dep[verb] in ("root", "ROOT", "conj", "parataxis"):
            return True
    return False


def _with_gap(tree: Tree, start: int, stop: int, keyword: Keyword, context: Context) -> str:
    """The stretch as a sentence with a gap for the answer, or "" where it isn't there once, whole and alone."""
    found = _places(tree, start, stop, keyword)
    if len(found) != 1 or not _is_whole(tree, *found[0], keyword, context):
        return ""
    a, b = found[0]
    before = _without_brackets(lower_start(tree, start, tree.span(start, a))) if a > start else ""
    after = _without_brackets(tree.text[tree.end[b - 1] : tree.end[stop - 1]])
    glue = " " if a > start and tree.idx[a] > tree.end[a - 1] else ""
    text = f"{before}{glue}{BLANK}{after}"
    text = re.sub(rf"\b([Aa])n? {BLANK}", rf"\1(n) {BLANK}", " ".join(text.split()))
    told = text.replace(BLANK, " ")
    if _INSIDE.search(tree.span(start, stop)):
        return ""
    if _NO_PROSE.search(told) or _PAGE.search(told) or _EXAMPLE.match(tree.text, tree.idx[_first(tree, start)]):
        return ""
    return f"{first_capital(text).rstrip('. ')}."


def _first(tree: Tree, token: int) -> int:
    """The first token of a token's sentence."""
    return next(first for first, stop in tree.sents if first <= token < stop)


def _places(tree: Tree, start: int, stop: int, keyword: Keyword) -> list[tuple[int, int]]:
    """Where the answer stands as it is displayed; more than one place if another form of it is there too."""
    size = max(1, len(keyword.display.split()))
    wanted = keyword.display.casefold()
    exact = [
        (i, end)
        for i in range(start, stop)
        for end in range(i + 1, min(i + size + 4, stop) + 1)
        if tree.span(i, end).casefold() == wanted
    ]
    again = f" {key(tree.span(start, stop))} ".count(f" {keyword.stem} ")
    return exact if again <= 1 else []


def _is_whole(tree: Tree, start: int, stop: int, keyword: Keyword, context: Context) -> bool:
    """Whether the answer is no part of a longer name or term. It may stand before the noun that it goes with."""
    around = tree.word[max(start - 1, 0) : start] + tree.word[stop : stop + 1]
    if any(mark in ("-", "–", "“", "”", '"', "’s", "'s", "’", "(", "/", "&") for mark in around):
        return False
    if goes_on(tree, start, stop):
        return False
    head = next((i for i in range(start, stop) if not start <= tree.head[i] < stop), start)
    read_as_verb = start > 0 and tree.pos[start - 1] == "DET" and tree.pos[stop - 1] in ("NOUN", "PROPN")
    if tree.pos[head] not in ("NOUN", "PROPN") and not read_as_verb:
        return False  # "the spinning jenny" is a noun, whatever arc "spinning" has
    if start > 0 and tree.pos[start - 1] in ("NOUN", "PROPN") and tree.head[start - 1] in range(start, stop):
        return False
    wider = key(tree.span(start - 1, stop)) if start > 0 else ""
    return wider not in context.terms or wider == keyword.stem


def goes_on(tree: Tree, start: int, stop: int) -> bool:
    """Whether tokens are a piece of a longer name: "Rio de | Janeiro", "| Pedro | I", "| Latin | American"."""
    after = tree.word[stop] if stop < len(tree.word) else ""
    if after == "of" and stop + 1 < len(tree.word) and _titled(tree, start, stop) and tree.word[stop + 1][:1].isupper():
        return True  # "the Cherokee Trail | of Tears"
    goes = bool(_NAME_GOES_ON.match(after)) or after.lower() in _PARTICLES
    if not any(tree.word[i][:1].isupper() for i in range(start, stop)) or start == 0:
        return goes and tree.word[start][:1].isupper()
    opens = any(start - 1 == first for first, _ in tree.sents)
    before = tree.word[start - 1]
    led = before.lower() in _PARTICLES or (before[:1].isupper() and not (opens and tree.pos[start - 1] != "PROPN"))
    return led or goes


def _titled(tree: Tree, start: int, stop: int) -> bool:
    """Whether a name of several words ends in a common word: "Cherokee Trail", not "Robert Hooke"."""
    last = tree.word[stop - 1]
    return stop - start > 1 and last[:1].isupper() and zipf_frequency(last.lower(), "en") >= COMMON_WORD


def _without_brackets(text: str) -> str:
    return re.sub(r"\s*\([^()]*\)|\s*\[[^\[\]]*\]", "", text)
