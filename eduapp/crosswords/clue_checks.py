"""The checks of a clue: one registry of small pure functions. Each answers for one thing and says what it saw."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wordfreq import zipf_frequency

from eduapp.crosswords.clue_context import Context
from eduapp.crosswords.clue_form import alone_problem, left_out, met_before, whole_problem
from eduapp.crosswords.clue_records import LONGEST, Draft, Keyword, Sentence
from eduapp.crosswords.forms import akin, key, names, share_a_name, stem, unmarked, words
from eduapp.crosswords.styles import parsed, style_of
from eduapp.crosswords.telling import FRAME, described, general_problem, information, least_words, telling_words
from eduapp.domain.item import BLANK, Check
from eduapp.domain.knowledge import FactKind
from eduapp.language.grammar import PEOPLE
from eduapp.language.tongues import stop_words

Finding = tuple[bool, str]


@dataclass(frozen=True, slots=True)
class Case:
    """A draft as the checks judge it: for which answer, in which text, beside which other keywords."""

    draft: Draft
    keyword: Keyword
    context: Context
    others: Sequence[Keyword] = ()

    @property
    def shown(self) -> str:
        """The words of the clue without its gap."""
        return self.draft.text.replace(f"A(n) {BLANK}", " ").replace(BLANK, " ")


CheckFn = Callable[[Case], Check]
CHECKS: dict[str, CheckFn] = {}


def check(name: str) -> Callable[[Callable[[Case], Finding]], CheckFn]:
    """Registers a check under its name."""

    def register(function: Callable[[Case], Finding]) -> CheckFn:
        def run(case: Case) -> Check:
            passed, detail = function(case)
            return Check(name=name, passed=passed, detail=detail)

        run.__name__, run.__doc__ = function.__name__, function.__doc__
        CHECKS[name] = run
        return run

    return register


def run_checks(case: Case) -> tuple[Check, ...]:
    """What every check found, up to the first that failed."""
    found = []
    for run in CHECKS.values():
        found.append(run(case))
        if not found[-1].passed:
            break
    return tuple(found)


SHORTEST = 10


@check("length")
def fits_the_page(case: Case) -> Finding:
    """Short enough to be printed beside a grid, long enough to say something."""
    size = len(case.draft.text)
    return SHORTEST <= size <= LONGEST, f"{size} characters."


@check("verbatim")
def quote_stands_in_the_text(case: Case) -> Finding:
    """The sentence that makes the clue true stands word for word in its passage, and names the answer."""
    quote = case.draft.quote
    passage = case.context.document.passage(quote.passage)
    if not quote.is_verbatim_in(passage):
        return False, f"The quote does not stand in {quote.passage} at that place."
    if not names(quote.text, case.keyword.display):
        return False, f"The quote does not name “{case.keyword.display}”."
    return True, f"Found word for word in {quote.passage}."


LEAST_PART, LEAST_REST = 4, 2


@check("no-leak")
def answer_is_not_in_the_clue(case: Case) -> Finding:
    """Neither the answer nor a form of it, a part of it, or a word built on it is in the clue."""
    stops = stop_words(case.context.language)
    told = [word for word in _pieces(case.shown) if word not in stops]
    whole = f"{case.keyword.display} {case.keyword.term.text}"
    for part in dict.fromkeys(_pieces(whole)):
        if part in stops:
            continue
        for word in told:
            if akin(part, word) or _holds(part, word):
                return False, f"“{word}” gives “{part}” of the answer away."
    capitals = re.findall(r"[^\W\d_]+", case.shown)[0 if BLANK in case.draft.text else 1 :]
    for part in whole.split():
        if word := next((word for word in capitals if share_a_name(part, word)), ""):
            return False, f"“{word}” may share its name with “{part}” of the answer."
    letters = "".join(case.keyword.answer).casefold()
    if len(letters) >= LEAST_PART and letters in "".join(unmarked(word) for word in _pieces(case.shown)):
        return False, "The letters of the answer stand in the clue."
    return True, "No word of the clue is built on the answer."


def _pieces(text: str) -> list[str]:
    return [piece for word in words(text) for piece in re.split(r"[-–]", word) if piece]


def _holds(one: str, other: str) -> bool:
    """Whether one word opens or closes the other, as "steam" does "steamboat"."""
    short, long = sorted((unmarked(stem(one)), unmarked(stem(other))), key=len)
    if len(short) < LEAST_PART or len(long) - len(short) < LEAST_REST:
        return False
    return long.startswith(short) or long.endswith(short) or (len(short) > LEAST_PART and short in long)


@check("number")
def number_fits(case: Case) -> Finding:
    """A noun phrase is plural where the answer is."""
    draft = case.draft
    if draft.plural is None:
        return True, "The clue has no number."
    if case.keyword.display.lower().endswith("ics"):
        return True, "“Physics” and its like are one thing or many."
    said, asked = ("plural" if n else "singular" for n in (draft.plural, case.keyword.plural))
    return said == asked, f"The clue is {said}, the answer {asked}."


_OF_A_PERSON = re.compile(r"(?:One|(?:The )?[Pp]erson|Those) who\b")


@check("kind")
def kind_fits(case: Case) -> Finding:
    """A person is asked for as a person, and nothing else is."""
    draft, keyword = case.draft, case.keyword
    human = bool(_OF_A_PERSON.match(draft.text)) or draft.head in PEOPLE or draft.head == "person"
    if BLANK in draft.text and draft.style == "free":
        return True, "The sentence itself says what fits."
    if keyword.proper and human and not keyword.person and draft.rule != "deed":
        return False, f"The clue asks for a person, but “{keyword.display}” is none."
    if keyword.person and not human and not re.search(r"\bwho\b", draft.text) and draft.style != "free":
        return False, f"The clue does not ask for a person, but “{keyword.display}” is one."
    if keyword.person and draft.text.startswith(("What ", "How ")):
        return False, f"The clue asks for a thing, but “{keyword.display}” is a person."
    return True, "The clue asks for the answer's kind."


_NEGATION = re.compile(
    r"\b(?:not|never|no longer|neither|nor|hardly|rarely|seldom|few|without|none)\b|n[’']t\b", re.IGNORECASE
)
_HEARSAY = re.compile(
    r"\b(?:argu(?:ed?|es|ing)|claim(?:ed|s)?|believ(?:ed?|es)|supposed(?:ly)?|alleged(?:ly)?|legend|myth(?:s|ical)?|"
    r"according to|suggest(?:ed|s)?|perhaps|maybe|probably|possibly|presumably|might|may have|so-called|thought to|"
    r"said to|considered|regarded|seen as|viewed|insist(?:ed|s)?|contend(?:ed|s)?|hypothetical|imagine|suppose|"
    r"for (?:some|many|most) \w+|there are instances|in some (?:cases|societies|cultures))\b|"
    r"^(?:To|For) (?!example\b|instance\b)(?:the |many |some )?[\w ]{3,40},",
    re.IGNORECASE,
)


@check("true")
def quote_says_it(case: Case) -> Finding:
    """Every word that carries meaning is the quote's, and nothing that the quote denies or only reports is asserted."""
    quote, text = case.draft.quote.text, case.shown
    added = case.context.content(text) - case.context.content(quote) - FRAME
    if added:
        return False, f"The quote lacks “{sorted(added)[0]}”."
    for pattern, what in ((_NEGATION, "denies something"), (_HEARSAY, "only reports it")):
        dropped = [word for word in pattern.findall(_around(case)) if word.casefold() not in text.casefold()]
        if dropped and case.context.parsed():
            return False, f"The sentence {what} (“{dropped[0]}”), the clue does not."
    if BLANK in case.draft.text and (missed := _goes_on(case)):
        return False, f"The sentence goes on, or begins, with “{missed}”."
    if part := _half_said(case):
        return False, f"The sentence goes on, “{part}”."
    return True, "Every word of it is the quote's."


_FRONT = re.compile(r"(?:Before|Until|Prior to|Except for|Apart from)\b")


def _goes_on(case: Case) -> str:
    """What a gap sentence lacks of its own: what for, the object that two verbs share, the time until which it held."""
    quote = case.draft.quote.text
    rest, front = quote[len(_around(case)) :], _FRONT.match(quote)
    if found := left_out(case.draft.text, rest):
        return found
    if front and front.group().casefold() not in case.draft.text.casefold():
        return front.group()
    found = re.match(r" (?:and|or) \w+", rest)
    if found and case.context.parsed():
        tree = parsed(case.draft.text.rstrip(".").replace(BLANK, "Something"))
        return found.group().strip() if tree.pos[-1] == "VERB" else ""
    return ""


def _half_said(case: Case) -> str:
    """Where the words of the quote are torn from others: after "A and", before "but ..."."""
    quote, said = case.draft.quote.text, case.draft.said
    at = quote.find(said)
    if at < 0 or (BLANK in case.draft.text and case.draft.style == "free"):
        return ""
    before = re.search(r"\b(?:and|or|nor)\s+$", quote[:at])
    after = re.match(r",?\s+(?:but|yet|though|although|unless|except|rather than)\b", quote[at + len(said) :])
    return (before or after).group().strip() if before or after else ""


def _around(case: Case) -> str:
    """The part of the quote from its start to where the clue's last word stands."""
    quote, last = case.draft.quote.text, words(case.shown)[-1:]
    at = quote.casefold().rfind(last[0]) if last else -1
    return quote[: at + len(last[0])] if at >= 0 else quote


_IT = re.compile(r"(?:It|They) (?=[a-z])")
"""What a clue without a gap opens with to stand for its answer, as is usual in crosswords."""


_MADE_UP = re.compile(
    rf"{BLANK} (?:will|would|might|could) (?!have\b|later\b)|^(?:The )?[Pp]erson who (?:will|would|might) (?!later\b)|"
    rf"\b(?:[Ii]f|[Ss]uppose|[Ii]magine|[Aa]ssume)\b[^.,]{{0,40}}{BLANK}"
)
"""What a name would do in an example: "If _____ has a burger"."""


@check("alone")
def stands_alone(case: Case) -> Finding:
    """Nothing in it points at the page: no pronoun without its noun, no "this process", no "Figure 2"."""
    told = case.draft.text if BLANK in case.draft.text else _IT.sub(f"{BLANK} ", case.draft.text)
    problem = alone_problem(told, case.context.language)
    if not problem and case.keyword.proper and _MADE_UP.search(told):
        problem = "A name in a made-up case means nothing elsewhere."
    if not problem and case.context.parsed() and case.draft.rule.startswith(("gap", "doing", "deed", "part")):
        problem = met_before(told)
    return not problem, problem or "Nothing in it points outside."


@check("whole")
def is_whole(case: Case) -> Finding:
    """It ends where a phrase ends; no bracket or quotation mark is left open, no mark is left over."""
    problem = whole_problem(case.draft.text, cut=not _ends_its_sentence(case.draft))
    return not problem, problem or "It is whole."


def _ends_its_sentence(draft: Draft) -> bool:
    """Whether the clue's words are the last of their sentence, so that nothing is cut off after them."""
    return draft.quote.text.rstrip(". ").endswith(draft.said.rstrip(". ")) and BLANK not in draft.said


LEAST_TOLD = {
    "part of a compound, defined": 0.5,
    "noun phrase": 1.9,
    "noun phrase of a definition": 1.5,
    "noun phrase of a name": 3.4,
    "gap of a definition": 3.0,
    "gap that opens a definition": 2.5,
    "gap of a term that is called so": 2.2,
    "what it means or when it occurs": 2.9,
    "gap of a name": 3.2,
    "gap": 4.0,
}
"""How much a clue must tell, as `information` weighs it: a gap for a common noun has most to make up for."""

WELL_KNOWN = 4.3
"""From this Zipf frequency a sentence needs more to ask for a name: many things are true of China."""

_SECOND_NAMES = ("gloss", "also", "is_also", "or.", "abbr")


@check("telling")
def says_enough(case: Case) -> Finding:
    """It says enough to tell the answer from others: rare words, names and years, no empty head, no mere praise."""
    draft, language = case.draft, case.context.language
    if draft.rule.startswith(_SECOND_NAMES):
        return True, "It gives another name."
    said = described(draft.text) if draft.style == "copular" else draft.text
    if draft.style != "free" and (problem := general_problem(said)):
        return False, problem
    told = telling_words(draft.text, language)
    if len(told) < least_words(said):
        return False, f"Only {len(told)} telling words."
    form = _form(case)
    known = zipf_frequency(case.keyword.display.casefold(), language) if form.startswith("gap") else 0.0
    found = sum(information(word, language) for word in told)
    least = round(LEAST_TOLD[form] + 2 * max(known - WELL_KNOWN, 0.0), 1)
    return found >= least, f"It tells {found:.1f}, and needs {least}."


_CALLED = re.compile(
    rf"\b(?:called|known as|termed|named|refer(?:s|red)? to as|(?:is|are) defined as)"
    rf"(?: the| an?| A\(n\)| a\(n\))? {BLANK}"
)

_MEANS = re.compile(
    r"(?:It|They) (?:means? that|refers? to|describes?|measures?|consists? of|states? that|says? that|deals? with|"
    r"stud(?:y|ies)|(?:occurs?|happens?|arises?|exists?|takes? place) (?:when|where|if|because))\b"
)


_OPENS = re.compile(
    rf"(?:A\(n\) |The )?{BLANK} (?:(?:is|are) (?:those|any|what|when|how) |means? |refers? to |"
    r"(?:is|are) (?:(?:an?|the) )?(?:\w+ ){1,2}(?:of|that|which|by|in|for|used|from|through|between|with|where) )"
)


def _form(case: Case) -> str:
    if case.draft.rule.startswith("part"):
        return "part of a compound, defined"
    if case.draft.rule.startswith("gap") and _CALLED.search(case.draft.text):
        return "gap of a term that is called so"
    if case.draft.rule == "doing" and _MEANS.match(case.draft.text):
        return "what it means or when it occurs"
    if case.draft.rule.startswith("gap") and _OPENS.match(case.draft.text) and not case.keyword.proper:
        return "gap that opens a definition"
    if case.draft.rule.startswith(("gap", "doing")):
        return "gap of a definition" if _defines(case) else "gap of a name" if case.keyword.proper else "gap"
    unique = case.draft.said.casefold().startswith("the ")
    if case.keyword.proper and not unique:
        return "noun phrase of a name"
    return "noun phrase of a definition" if _defines(case) and not case.keyword.proper else "noun phrase"


def _defines(case: Case) -> bool:
    """Whether the sentence of a gap is one that defines the answer."""
    kinds = (fact.kind for fact in case.keyword.facts if fact.id == case.draft.fact)
    return any(kind in (FactKind.DEFINITION, FactKind.NAMING) for kind in kinds)


MOST_SHARED, MOST_IN_PASSING = 0.6, 0.8


@check("one-answer")
def fits_no_other_keyword(case: Case) -> Finding:
    """No sentence about another keyword of the grid says most of what the clue says."""
    asked = case.context.content(case.shown) - FRAME
    total = sum(_weight(word, case.context) for word in asked) or 1.0
    whole = case.draft.tier == 1 and (_defines(case) or case.draft.rule == "plain")
    for other in case.others:
        if other.stem == case.keyword.stem:
            continue
        if _as_good(other, case):
            return False, f"“{other.display}” stands beside the answer in the sentence."
        for sentence in case.context.naming(other.display):
            if sentence.text == case.draft.quote.text:
                continue
            shared = sum(_weight(word, case.context) for word in asked & sentence.stems) / total
            about = not whole and _is_about(other, sentence, case.context)
            if shared >= (MOST_SHARED if about else MOST_IN_PASSING):
                return False, f"“{sentence.text}” says it of “{other.display}”."
    return True, "No other keyword has it said of it."


def _is_about(other: Keyword, sentence: Sentence, context: Context) -> bool:
    """Whether a sentence says something of a keyword rather than naming it in passing."""
    told = any(
        fact.quote.passage == sentence.passage
        and fact.quote.start == sentence.start
        and key(fact.subject) == other.stem
        for fact in other.facts
    )
    return told or any(names(said.subject(), other.display) for said in context.stated(sentence))


def _weight(word: str, context: Context) -> float:
    return 1.0 / (1 + context.counts.get(word, 0)) ** 0.5


def _as_good(other: Keyword, case: Case) -> bool:
    """Whether the quote puts another keyword beside the answer: "X and Y", "X or Y"."""
    if case.draft.style != "free" or BLANK not in case.draft.text:
        return False
    joined = r"(?:,|,? (?:and|or)) (?:the |an? )?{}"
    one, two = re.escape(case.keyword.display), re.escape(other.display)
    pairs = (one + joined.format(two), two + joined.format(one))
    return any(re.search(pair, case.draft.quote.text, re.IGNORECASE) for pair in pairs)


@check("style")
def style_is_the_one_asked_for(case: Case) -> Finding:
    """The clue's own parse shows the style that it is labelled with."""
    if not case.context.parsed():
        return case.draft.style == "free", "Without a parser only free clues are made."
    seen = style_of(case.draft.text)
    return seen == case.draft.style, f"Its parse shows the style “{seen}”."
