"""An independent judge of the level of Bloom's revised taxonomy that a finished item asks for.

It reads what a pupil and a marker read (the stem, the kind, what is listed, the rubric) and neither the item's label
nor what the item was made from. The verb of a task is a first hint (Anderson and Krathwohl 2001, ch. 5); what kind of
answer is asked for decides: whoever is told to analyze when a war ended has to recall a date.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from statistics import mean

from pydantic import ValidationError

from eduapp import resources
from eduapp.domain.base import Model
from eduapp.domain.item import BLANK, Bloom, Item, ItemKind
from eduapp.errors import InputError
from eduapp.questions.words import sentences, tokens

FILE = "checks/levels.toml"
SHORT = 4
"""Choices of so many words or fewer, on the average, are names and terms."""

OPENING = 5
"""Cues after no more words than this say what the question asks for, whatever comes before them."""

LEVELS = tuple(Bloom)


class Recall(Model):
    """What asks for a name, a date, a place or a number."""

    nouns: tuple[str, ...]
    sorts: tuple[str, ...]
    frames: tuple[str, ...]


class Table(Model):
    """What `levels.toml` holds."""

    verbs: dict[Bloom, tuple[str, ...]]
    cues: dict[Bloom, tuple[str, ...]]
    recall: Recall


@dataclass(frozen=True, slots=True)
class Judgement:
    """A level, and what in the item speaks for it."""

    level: Bloom
    evidence: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What the judge is shown of an item."""

    kind: ItemKind
    stem: str
    listed: tuple[str, ...]
    rows: tuple[str, ...]
    criteria: tuple[str, ...]


def judge(item: Item) -> Judgement:
    """The level that an item asks for, as its words and its structure tell. Raises InputError for a bad word list."""
    return judged(
        Seen(
            item.kind,
            item.stem,
            tuple(choice.text for choice in item.choices if item.kind is not ItemKind.TRUE_FALSE),
            tuple(premise.text for premise in item.premises),
            tuple(criterion.text for criterion in item.rubric),
        )
    )


def judged(seen: Seen) -> Judgement:
    """The level of what the judge is shown."""
    if seen.kind is ItemKind.EXTENDED_TEXT:
        return _capped(_prompt(seen.stem), seen)
    return _CLOSED[seen.kind](seen)


def apart(one: Bloom, other: Bloom) -> int:
    """How many levels lie between two, counted from 0 for the same."""
    return abs(LEVELS.index(one) - LEVELS.index(other))


# prompts


def _prompt(stem: str) -> Judgement:
    """The highest of the tasks that a prompt sets."""
    told = _QUOTED.sub(r"“this\1”", stem)
    found = [task for sentence in sentences(told) for task in _tasks(sentence)]
    if not found:
        return Judgement(Bloom.REMEMBER, "it sets no task")
    return max(found, key=lambda task: LEVELS.index(task.level))


_QUOTED = re.compile(r"“[^”]*?([.?!]?)”")


def _tasks(sentence: str) -> Iterator[Judgement]:
    sentence = _without_label(sentence)
    verbs = list(_task_verbs(sentence))
    for place, (start, end, level) in enumerate(verbs):
        stop = verbs[place + 1][0] if place + 1 < len(verbs) else len(sentence)
        yield _task(sentence[start:end], level, sentence[end:stop].strip(" ,;:.?!“”"))
    if sentence.rstrip("”’\"'").endswith("?") and not verbs:
        yield _question(sentence)


def _task(verb: str, level: Bloom, asked: str) -> Judgement:
    if atomic(asked):
        return Judgement(Bloom.REMEMBER, f"“{verb} {_few(asked)}” asks for a name, a date, a place or a number")
    cue = _cue(asked)
    if cue and LEVELS.index(cue.level) > LEVELS.index(level):
        return cue
    return Judgement(level, f"the task is to {verb.casefold()} “{_few(asked)}”")


def _question(sentence: str) -> Judgement:
    if frame := _first(sentence, _table().recall.frames):
        return Judgement(Bloom.REMEMBER, f"“{frame}” asks for a term")
    if cue := _cue(sentence):
        return cue
    return Judgement(Bloom.REMEMBER, "it asks for what the text says")


def _capped(found: Judgement, seen: Seen) -> Judgement:
    """A prompt demands no more than its rubric: where every point is for naming, it asks for what the text says."""
    if all(_only_names(text) for text in seen.criteria) and LEVELS.index(found.level) > 1:
        return Judgement(Bloom.UNDERSTAND, "every criterion of the rubric is met by saying what the text says")
    return found


_NAMING = re.compile(
    r"(?:The answer )?(?:names?|states?|says?|lists?|gives?|mentions?|identif(?:y|ies)|recalls?)\b", re.I
)
_THINKING = re.compile(
    r"\b(?:why|how|because|reason|verdict|judg\w+|follows?|differ\w*|common|compar\w+|case|example|assum\w+|own|must|"
    r"missing|would|could|might|rule[sd]? out|against|link|too (?:wide|narrow)|serves?|joins?|step|enough|agree\w*)\b",
    re.IGNORECASE,
)


def _only_names(criterion: str) -> bool:
    """Whether a criterion is met by naming something: it begins so, and nothing but words of the text comes after."""
    before, _, _ = criterion.partition("“")
    return bool(_NAMING.match(criterion)) and not _THINKING.search(before)


# closed kinds


def _choice(seen: Seen) -> Judgement:
    *setting, asked = [_without_label(sentence) for sentence in sentences(seen.stem)] or [""]
    short = bool(seen.listed) and mean(len(tokens(text)) for text in seen.listed) <= SHORT
    if frame := _first(asked, _table().recall.frames):
        return Judgement(Bloom.REMEMBER, f"“{frame}” asks for a term")
    for task in _tasks(asked):
        if "asks for a name" in task.evidence:
            return task
    if short and not setting and _IDENTIFIES.match(asked):
        return Judgement(Bloom.REMEMBER, "it asks which name goes with what the text says")
    cue = _cue(asked)
    if cue and cue.level is not Bloom.UNDERSTAND:
        return _no_higher(cue, Bloom.EVALUATE)
    if setting and _CASE.match(setting[0]):
        return Judgement(Bloom.APPLY, f"“{_few(setting[0])}” sets a case to be judged by what was learned")
    if cue:
        return cue
    if not short and seen.listed and not _ATOMIC_QUESTION.match(asked):
        return Judgement(Bloom.UNDERSTAND, "the choices are whole statements to be told from one another")
    return Judgement(Bloom.REMEMBER, "it asks for a name, a term or a number that the text gives")


_IDENTIFIES = re.compile(
    r"(?:.*, which|Which) of (?:these|the following)\b(?!.*\b(?:supports?|examples?|best)\b)|Who\b"
)
_CASE = re.compile(
    r"(?:An? (?!pupil|text)\w+|Two|Three|Someone|Somebody|Suppose|Imagine|In an? \w+|Consider|You|"
    r"[A-Z]\w+ (?:wants|has|notices|buys|is (?:planning|trying|testing)))\b"
)


def _entry(seen: Seen) -> Judgement:
    if BLANK in seen.stem:
        return Judgement(Bloom.REMEMBER, "the gap asks for words of the text")
    return _no_higher(_choice(seen), Bloom.APPLY)


_REASON = re.compile(
    r"\b(?:because|so that|in order to|therefore|as a result|due to|led to|leads to|causes?|caused|unlike|whereas|"
    r"while|if|unless|when|used? \w+ to|in that|depends?|(?:more|less|\w+er)(?: \w+)? than)\b",
    re.IGNORECASE,
)
_MIGHT = re.compile(r"\b(?:would|suppose|imagine)\b", re.IGNORECASE)


def _statement(seen: Seen) -> Judgement:
    if found := _REASON.search(seen.stem):
        level = Bloom.APPLY if _MIGHT.search(seen.stem) else Bloom.UNDERSTAND
        return Judgement(level, f"“{found.group()}” ties two things that have to be judged together")
    return Judgement(Bloom.REMEMBER, "the statement is judged by whether the text says so")


def _match(seen: Seen) -> Judgement:
    if re.search(r"\b(?:example|case|situation|scenario)s?\b", seen.stem, re.IGNORECASE):
        return Judgement(Bloom.UNDERSTAND, "cases are matched to what they are cases of")
    if min(mean(len(tokens(t)) for t in seen.listed), mean(len(tokens(t)) for t in seen.rows)) > SHORT:
        return Judgement(Bloom.UNDERSTAND, "both sides are statements that have to be tied together")
    return Judgement(Bloom.REMEMBER, "names are matched to what the text says of them")


def _order(seen: Seen) -> Judgement:
    return Judgement(Bloom.REMEMBER, "an order that the text gives is brought back")


def _numeric(seen: Seen) -> Judgement:
    given = re.findall(r"\d[\d.,]*", seen.stem)
    if len(given) >= 2 or re.search(r"\b(?:calculate|compute|work out)\b", seen.stem, re.IGNORECASE):
        return Judgement(Bloom.APPLY, f"a number is worked out from {' and '.join(given[:2]) or 'what is given'}")
    return Judgement(Bloom.REMEMBER, "it asks for a number that the text gives")


_CLOSED = {
    ItemKind.CHOICE: _choice,
    ItemKind.MULTIPLE_RESPONSE: _choice,
    ItemKind.TRUE_FALSE: _statement,
    ItemKind.TEXT_ENTRY: _entry,
    ItemKind.MATCH: _match,
    ItemKind.ORDER: _order,
    ItemKind.NUMERIC: _numeric,
}


# what is asked for

_WHEN_IN_GENERAL = re.compile(r"(?:when|where|who)\b.*\b(?:should|can|could|may|might|must|would|likely|tends?)\b")
_ATOMIC_QUESTION = re.compile(
    r"(?:(?:about|roughly|in|on|at|by|to|from|during|with|under) )?(?:when|where|who|whom|whose|"
    r"how (?:many|much|old|tall|large|big|high|fast|far (?:is|was|are|away|from)|long (?:is|was|did|does)|often)|"
    r"which (?!is\b|are\b|was\b|were\b|of\b|does\b|do\b|did\b|must\b|the\b|has\b|have\b|speaks\b|statements?\b|"
    r"effects?\b|causes?\b|reasons?\b|explanations?\b|arguments?\b|features?\b|factors?\b|evidence\b|ways?\b|"
    r"differences?\b|purposes?\b|roles?\b|would\b|could\b|findings?\b|conclusions?\b)\w+)\b",
    re.IGNORECASE,
)
_BETTER = re.compile(
    r"\b(?:better|best|more|most|stronger|strongest|weaker|weakest|worse|fair|justified|convincing)\b", re.I
)
_FURTHER = re.compile(
    r"\b(?:and|but|or) (?:why|how(?! (?:many|much|old|far|long|often))|what|explain|compare|judge)\b", re.I
)


def atomic(asked: str) -> bool:
    """Whether what a task asks for is a name, a date, a place or a number, and nothing more."""
    if _FURTHER.search(asked) or _BETTER.search(asked):
        return False
    if _ATOMIC_QUESTION.match(asked):
        return not _WHEN_IN_GENERAL.match(asked)
    recall = _table().recall
    if re.match(
        rf"(?:in |on |at |from |by )?what (?:{'|'.join((*recall.nouns, *recall.sorts))})\b", asked, re.IGNORECASE
    ):
        return True
    if re.match(r"(?:the )?terms? “", asked, re.IGNORECASE):
        return False
    return bool(
        re.match(rf"(?:the |its |his |her |their )?(?:\w+ )?(?:{'|'.join(recall.nouns)})\b", asked, re.IGNORECASE)
    )


def _cue(text: str) -> Judgement | None:
    """The highest cue among a text's first words, or else its first one: later words may be what it is about."""
    found: list[tuple[int, int, str]] = []
    for level, phrases in _table().cues.items():
        if cue := _phrases(phrases).search(text):
            late = max(0, len(text[: cue.start()].split()) - OPENING)
            found.append((late, -LEVELS.index(level), cue.group()))
    if not found:
        return None
    _, rank, cue_words = min(found)
    return Judgement(LEVELS[-rank], f"“{cue_words}” is in the question")


def _no_higher(found: Judgement, most: Bloom) -> Judgement:
    if LEVELS.index(found.level) <= LEVELS.index(most):
        return found
    return Judgement(most, f"{found.evidence}, but nothing is made")


def _without_label(sentence: str) -> str:
    """The sentence without a verb or a level that only stands before it: "Analyze: when did …"."""
    labels = "|".join(map(re.escape, [*_verbs(), *(level.value for level in LEVELS), "analysis", "evaluation"]))
    found = re.match(
        rf"(?:{labels})(?: (?:this|the following)(?: question)?)?\s*[:—–]\s*(?=\S)", sentence, re.IGNORECASE
    )
    rest = sentence[found.end() :] if found else ""
    if found and (rest.endswith("?") or _ATOMIC_QUESTION.match(rest) or next(_task_verbs(rest), None)):
        return rest[:1].upper() + rest[1:]
    return sentence


_OBJECT = (
    r"(?=\s+(?:an?|the|your|its|it|them|their|his|her|this|that|these|those|each|both|one|two|three|four|at|all|any|"
    r"how|why|what|which|who|when|where|whether|between|in|on|with|by|for|from|out|down|apart|things?|something|to|"
    r"point|another|further|only|some|[A-Z“‘]|\w+(?:s|ing|ion|ment|ity|ism|ance|ence)?\b)|\s*[:.?])"
)


def _task_verbs(sentence: str) -> Iterator[tuple[int, int, Bloom]]:
    """Where a sentence's verbs stand that tell its reader what to do, and their levels."""
    for found in _verb_pattern().finditer(sentence):
        yield found.start("verb"), found.end("verb"), _verbs()[found["verb"].casefold()]


@lru_cache(maxsize=4)
def _compiled(verbs: tuple[str, ...]) -> re.Pattern[str]:
    any_verb = "|".join(re.escape(verb) for verb in sorted(verbs, key=len, reverse=True))
    opening = r"^[“\"]?(?:(?:In|Using|With|By|From|Based on|According to|For|Then|Now|Next|Please|First)\b[^,:]*, )?"
    after = r"(?:[,;:] (?:and |then |or )?|\band (?:then )?|\bthen |\bto (?=predict|judge|design|compare))"
    return re.compile(rf"(?:{opening}|{after})(?P<verb>{any_verb})\b{_OBJECT}", re.IGNORECASE)


def _verb_pattern() -> re.Pattern[str]:
    return _compiled(tuple(_verbs()))


def _verbs() -> dict[str, Bloom]:
    return {verb: level for level, verbs in _table().verbs.items() for verb in verbs}


@lru_cache(maxsize=256)
def _phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    any_phrase = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{any_phrase})(?![\w-])", re.IGNORECASE)


def _first(text: str, phrases: tuple[str, ...]) -> str:
    found = _phrases(phrases).search(text) if phrases else None
    return found.group() if found else ""


def _few(text: str) -> str:
    shown = text.split()
    return " ".join(shown[:6]) + (" …" if len(shown) > 6 else "")


def _table() -> Table:
    return _read(os.environ.get("EDUAPP_TEMPLATES", ""))


@lru_cache(maxsize=4)
def _read(_own_folder: str) -> Table:
    """The table, read once for each folder of a user's own templates."""
    path = resources.template(FILE)
    try:
        return Table.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise InputError(
            f"{path.name}: {field}: {first['msg']}.", hint="Compare it with the file of the app.", where=str(path)
        ) from error
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path.name} can't be read: {error}.", hint="It must be TOML in UTF-8.", where=str(path)
        ) from error
