"""Keywords: the terms of a text that can stand in a grid, balanced over the text, with reasons for those that can't."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from wordfreq import zipf_frequency

from eduapp.crosswords.asides import asides
from eduapp.crosswords.clue_context import Context, build
from eduapp.crosswords.clue_records import Keyword, Sentence
from eduapp.crosswords.definitions import plainly_said
from eduapp.crosswords.forms import key, root, singular
from eduapp.crosswords.letters import cells, enumeration
from eduapp.crosswords.surnames import last_name
from eduapp.domain.knowledge import Fact, FactKind, Term, Understanding
from eduapp.domain.source import Document
from eduapp.language.chunks import GENERIC
from eduapp.language.facts.describe import VAGUE_HEADS
from eduapp.language.grammar import PEOPLE, PROPER_ADJECTIVES, VAGUE_SUBJECTS
from eduapp.language.tongues import stop_words

SHORTEST, LONGEST = 2, 15
"""How many letters an answer may have."""

MOST_WORDS, STRETCHES = 4, 6
COMMON, LEAST_SALIENCE, NAMED_SALIENCE, LEAST_KNOWN = 4.9, 0.05, 0.3, 3.0
RARE = 4.3
"""Below this Zipf frequency a single word is worth asking for even if it comes only once."""

LONGEST_SENTENCE = 60
SHORTEST_PLAIN, COMMON_PLAIN, CAPITAL_NOUNS = 4, 4.5, ("de",)
SPARE = 4
"""How many times more keywords are offered than words are wanted: some have no clue, and a grid picks from the rest."""

_DEFINING = (FactKind.DEFINITION, FactKind.NAMING)
_IDENTIFYING = ("place.", "title.")
_NO_ANSWER = frozenset("example examples case cases type types kind kinds part parts form forms goal aim people person "
                       "term terms way ways one ones thing things capita".split())  # fmt: skip
_LANGUAGES = frozenset("sanskrit mandarin swahili urdu hindi bengali tamil pali nahuatl quechua yiddish".split())
_NO_LETTERS = frozenset('&/+*=%()[].,:“”"$⋅×<>|∆')
_OFFICES = frozenset(
    "bce ce bc ad chairman handbook protection introduction appendix heroine act war battle treaty".split()
)
_VAGUE = frozenset(
    "level amount rate degree scenario figure area center year century period time place range size quantity "
    "history".split()
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The keywords of a text, most wanted first, and the terms that were left out with the reason.

    `too_long` are those that would be keywords if a grid had room for them.
    """

    keywords: tuple[Keyword, ...]
    refused: tuple[tuple[str, str], ...]
    too_long: tuple[Keyword, ...] = ()


def keywords(
    understanding: Understanding,
    document: Document,
    *,
    words: int = 18,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    accents: bool = False,
    seed: int = 0,
) -> list[Keyword]:
    """The keywords of a document, most wanted first, more of them than `words` for a grid to pick from."""
    context = build(document, understanding)
    return list(choose(context, words=words, include=include, exclude=exclude, accents=accents, seed=seed).keywords)


def choose(
    context: Context,
    *,
    words: int = 18,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    accents: bool = False,
    seed: int = 0,
) -> Choice:
    """The same from a context, with what was refused. What `include` names comes first if it can stand in a grid.

    With `accents` they stay on the letters of the answers.
    """
    refused: dict[str, str] = {}
    barred = {key(term) for term in exclude}
    wanted = {key(term): term for term in include}
    taken: dict[str, Keyword] = {}
    too_long: list[Keyword] = []
    found = sorted(_keywords(context, include, accents), key=lambda k: (_is_none_of(k, wanted), -k.weight, k.display))
    for keyword in found:
        asked = not _is_none_of(keyword, wanted)
        reason = problem(keyword, context, asked) if _is_none_of(keyword, barred) else "it is excluded"
        reason = reason or _clash(keyword, taken)
        if reason:
            refused.setdefault(keyword.display, reason)
            if len(keyword.answer) > LONGEST and not problem(
                replace(keyword, answer=keyword.answer[:LONGEST]), context
            ):
                too_long.append(keyword)
        else:
            taken[keyword.stem] = keyword
    here = {stem for keyword in taken.values() for stem in keyword.stems()}
    for stem, term in wanted.items():
        if stem not in here and term not in refused:
            refused[term] = next((why for name, why in refused.items() if key(name) == stem), "it is not in the text")
    chosen = _balanced(list(taken.values()), frozenset(wanted), words * SPARE, context, seed)
    return Choice(tuple(chosen), tuple(refused.items()), tuple(too_long))


def _is_none_of(keyword: Keyword, stems: Collection[str]) -> bool:
    return not any(stem in stems for stem in keyword.stems())


def problem(keyword: Keyword, context: Context, wanted: bool = False) -> str:
    """Why a keyword can't stand in a grid, in a few words, or an empty string. `wanted` ones may be dull."""
    size, display = len(keyword.answer), keyword.display
    rules = (
        (any(c.isdigit() or c in _NO_LETTERS for c in display), "it has more than letters"),
        (size < SHORTEST, "it has fewer than two letters"),
        (size > LONGEST, f"it has {size} letters, more than {LONGEST}"),
        (any(len(part) == 1 for part in display.split()), "it has a letter that stands for something"),
        (len(keyword.parts()) > MOST_WORDS, "it has too many words"),
        (not keyword.passages, "it is not in the text"),
        (context.parsed() and not _is_told_of(keyword, context), "the text has no fact about it"),
        (not wanted and not _is_worth_it(keyword, context), "it is a common word that the text doesn't explain"),
    )  # fmt: skip
    return next((why for broken, why in rules if broken), "")


def _is_told_of(keyword: Keyword, context: Context) -> bool:
    """Whether a fact has the keyword, or a statement that stands on its own."""
    return bool(keyword.facts) or any(
        context.stated(s) or s.stop - s.first <= LONGEST_SENTENCE for s in context.naming(keyword.display)
    )


def _is_worth_it(keyword: Keyword, context: Context) -> bool:
    parts = keyword.parts()
    if (
        not parts
        or parts[0] in ("a", "an", "the")
        or set(parts) & _NO_ANSWER
        or parts[-1] in stop_words(context.language)
    ):
        return False
    defined = any(defines(fact, keyword) for fact in keyword.facts)
    if (len(parts) == 1 and singular(parts[0]) in PEOPLE | _OFFICES) or (
        len(parts) > 1 and parts[0] in GENERIC and not keyword.proper
    ):
        return defined
    if keyword.display.islower() and len(keyword.answer) < 4 and zipf_frequency(keyword.display, "en") < LEAST_KNOWN:
        return False
    if not keyword.proper and singular(parts[-1]) in VAGUE_SUBJECTS | VAGUE_HEADS | _VAGUE:
        return len(parts) > 1 and (defined or _is_explained(keyword, context))
    if keyword.proper and len(parts) == 3 and parts[1] == "and":
        return False  # two names
    if " of " in keyword.display and not keyword.proper and keyword.term.salience < NAMED_SALIENCE:
        return False
    if keyword.proper or defined:
        return True
    central = keyword.term.salience >= LEAST_SALIENCE
    known = zipf_frequency(parts[0], context.language or "en") if len(parts) == 1 else 0.0
    worth = (central or len(keyword.passages) > 1) if len(parts) > 1 else known < RARE or (known < COMMON and central)
    return worth or _is_explained(keyword, context)


def _is_explained(keyword: Keyword, context: Context) -> bool:
    """Whether a plain sentence, brackets or a remark beside it say what a keyword is."""
    found = chain(plainly_said(keyword, context), asides(keyword, context)) if context.parsed() else ()
    return next(iter(found), None) is not None


def other_forms(keyword: Keyword, context: Context, accents: bool = False) -> Iterator[Keyword]:
    """The keyword in other forms that the text has it in, the most frequent first: "variable costs"."""
    size, counts = len(keyword.parts()), Counter[str]()
    if keyword.proper or not context.parsed():
        return
    for sentence in context.naming(keyword.display):
        found = _words_of(sentence.text)
        spans = (" ".join(found[i : i + size]) for i in range(len(found) - size + 1))
        counts.update(span for span in spans if key(span) == keyword.stem and span.islower())
    for display, _ in counts.most_common():
        answer = cells(display, accents=accents)
        if display.casefold() != keyword.display.casefold() and SHORTEST <= len(answer) <= LONGEST:
            plural = singular(display) != display.casefold()
            yield replace(keyword, display=display, answer=answer, plural=plural,
                          enumeration=enumeration(display, accents=accents))  # fmt: skip


def defines(fact: Fact, keyword: Keyword) -> bool:
    """Whether a fact says what a keyword means."""
    return fact.kind in _DEFINING and key(fact.subject) == keyword.stem and not fact.rule.startswith(_IDENTIFYING)


def _clash(keyword: Keyword, taken: dict[str, Keyword]) -> str:
    """Why a keyword can't stand beside one that is taken: the same stem, or all its words within the other's."""
    own = set(keyword.stem.split())
    for other in taken.values():
        theirs = set(other.stem.split())
        alike = len(own) == len(theirs) == 1 and root(keyword.display) == root(other.display)
        if own <= theirs or theirs <= own or alike or keyword.answer == other.answer:
            return f"it has the same stem as “{other.display}”"
    return ""


def _keywords(context: Context, include: Sequence[str], accents: bool) -> Iterator[Keyword]:
    terms = {key(term.text): term for term in reversed(_terms(context))}
    for asked in include:
        terms.setdefault(key(asked), Term(text=asked, key=key(asked), proper=asked[:1].isupper()))
    by_subject: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in context.understanding.facts if context.parsed() else ():
        by_subject[key(fact.subject)].append(fact)
        if fact.relation == "also called":
            by_subject[key(fact.object)].append(fact)
    for stem, facts in by_subject.items():
        if stem and stem not in terms and len(stem.split()) <= MOST_WORDS:
            terms[stem] = _term_of(facts[0], stem)
    for name in _names(context):
        terms.setdefault(key(name), Term(text=name, key=key(name), proper=True))
    tellers = _facts_by_sentence(context)
    found = {
        stem: _keyword(term, stem, by_subject.get(stem, []), tellers, context, accents) for stem, term in terms.items()
    }
    yield from _with_last_names(found, by_subject, tellers, context, accents)


def _with_last_names(
    found: dict[str, Keyword],
    by_subject: Mapping[str, list[Fact]],
    tellers: dict[tuple[str, int], list[Fact]],
    context: Context,
    accents: bool,
) -> Iterator[Keyword]:
    """The keywords, a name that is too long for a grid by its last word where the text calls its bearer that."""
    shorter: dict[str, Keyword] = {}
    for stem, keyword in found.items():
        if len(keyword.answer) <= LONGEST or not keyword.proper:
            continue
        fits = [other for other in found.values() if f" {stem}".endswith(f" {other.stem}") and " " in other.stem]
        name = "" if len(fits) > 1 else last_name(keyword.display, [s.text for s in context.sentences])
        if name:
            facts = [fact.model_copy(update={"subject": name}) for fact in keyword.facts if key(fact.subject) == stem]
            term = keyword.term.model_copy(update={"text": keyword.display})
            own = [*facts, *by_subject.get(key(name), ())]
            shorter[stem] = _keyword(term, key(name), own, tellers, context, accents, name)
    replaced = {keyword.stem for keyword in shorter.values()}
    for stem, keyword in found.items():
        if stem not in replaced:
            yield shorter.get(stem, keyword)


def _names(context: Context) -> Iterator[str]:
    """The names in the statements of a text: runs of words tagged as names and written with a capital."""
    for said in (said for found in context.statements.values() for said in found):
        tree, run = said.tree, -1
        for i in range(said.clause.subject.start, said.clause.rest[1] + 1):
            inside = i < said.clause.rest[1] and tree.pos[i] == "PROPN" and tree.word[i][:1].isupper()
            inside = inside and tree.lower[i] not in tree.common and len(tree.word[i]) > 1
            if inside and run < 0:
                run = i
            elif not inside and run >= 0:
                yield tree.span(run, i)
                run = -1


def _keyword(
    term: Term,
    stem: str,
    own: list[Fact],
    tellers: dict[tuple[str, int], list[Fact]],
    context: Context,
    accents: bool,
    last_name: str = "",
) -> Keyword:
    sentences = list(context.naming(last_name or term.text))
    near = [fact for s in sentences for fact in tellers.get((s.passage, s.start), ())]
    facts = {fact.id: fact for fact in (*own, *near)} | {fact.id: fact for fact in own}
    display = last_name or _display(term, own, stem)
    named = term.proper or any(fact.slots.get("proper") == "yes" for fact in own)
    if _only_opens(display, sentences) and display.lower() not in PROPER_ADJECTIVES | _LANGUAGES:
        display = display[:1].lower() + display[1:]
    told = sum(fact.kind in _DEFINING and not fact.rule.startswith(_IDENTIFYING) for fact in own)
    proper = named and display[:1].isupper()
    return Keyword(
        display=display,
        answer=cells(display, accents=accents),
        stem=stem,
        term=term,
        facts=tuple(facts.values()),
        weight=round(term.salience + 0.3 * min(told, 2) + 0.1 * min(len(own), 3) + 0.02 * min(len(sentences), 5), 4),
        passages=tuple(dict.fromkeys(s.passage for s in sentences)),
        enumeration=enumeration(display, accents=accents),
        person=any(fact.slots.get("person") == "yes" for fact in own) and proper,
        proper=proper,
        plural=_is_plural(term, own, proper),
    )


def _display(term: Term, own: Iterable[Fact], stem: str) -> str:
    """The term as its definition has it, since a clue made of that agrees with it in number."""
    for fact in own:
        subject = fact.subject
        if fact.kind in _DEFINING and fact.relation != "also called" and key(subject) == stem:
            kept = subject[:1].islower() or term.text[:1].isupper() or subject[1:2].isupper()
            return subject if kept else subject[:1].lower() + subject[1:]
    return term.text


def _only_opens(display: str, sentences: Sequence[Sentence]) -> bool:
    """Whether a word has its capital only where a sentence begins, and stands elsewhere without it or not at all."""
    if not display[:1].isupper() or not display[1:].islower() or " " in display:
        return False
    inside = any(re.search(rf"(?<=[\w,;] ){re.escape(display)}\b", sentence.text) for sentence in sentences)
    known = zipf_frequency(display.lower(), "en") > LEAST_KNOWN or any(display.lower() in s.text for s in sentences)
    return not inside and known


def _is_plural(term: Term, own: Sequence[Fact], proper: bool) -> bool:
    told = next((fact for fact in own if fact.kind in _DEFINING and "number" in fact.slots), None)
    if told is None:
        return term.plural and not proper
    one = told.slots.get("copula") in ("is", "was") and singular(told.subject) == told.subject.casefold()
    return told.slots["number"] == "plural" and not one  # "Torque is a quantity and has": read as two subjects


def _term_of(fact: Fact, stem: str) -> Term:
    proper = fact.slots.get("proper") == "yes"
    text = " ".join(word for word in fact.subject.split() if word.casefold() not in ("a", "an", "the"))
    plural = fact.slots.get("number") == "plural"
    return Term(text=text, key=stem, salience=0.0, proper=proper, plural=plural)


def _facts_by_sentence(context: Context) -> dict[tuple[str, int], list[Fact]]:
    found: defaultdict[tuple[str, int], list[Fact]] = defaultdict(list)
    starts = {(s.passage, s.start) for s in context.sentences}
    for fact in context.understanding.facts if context.parsed() else ():
        place = (fact.quote.passage, fact.quote.start)
        if place in starts:
            found[place].append(fact)
    return found


def _terms(context: Context) -> Sequence[Term]:
    return context.understanding.terms if context.parsed() else tuple(plain_terms(context))


def plain_terms(context: Context) -> Iterator[Term]:
    """Terms of a text that can't be parsed: its names, and its rarer words that it comes back to.

    Salience is the share of the most frequent term's count, halved for what is no name. German writes every noun with
    a capital, so there a capital makes no name.
    """
    stops = stop_words(context.language)
    counts: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for sentence in context.sentences:
        for place, word in enumerate(_words_of(sentence.text)):
            lower = word.casefold()
            if lower not in stops and len(word) >= SHORTEST_PLAIN and word.isalpha():
                counts[lower] += 1
                capital[lower] += place > 0 and word[0].isupper()
    most = max(counts.values(), default=1)
    for lower, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        named = capital[lower] > 0 and context.language not in CAPITAL_NOUNS
        rare = count >= 2 and zipf_frequency(lower, context.language) < COMMON_PLAIN
        text = lower.capitalize() if capital[lower] else lower
        if named or rare:
            salience = count / most / (1 if named else 2)
            yield Term(text=text, key=key(text), salience=salience, count=count, proper=named)


def _words_of(text: str) -> list[str]:
    return [word.strip("«»“”\"'.,;:!?()") for word in text.replace("’", "’ ").split()]


def _balanced(found: list[Keyword], wanted: frozenset[str], most: int, context: Context, seed: int) -> list[Keyword]:
    """At most so many keywords: those asked for, then each stretch of the text's best before anyone's second best."""
    order = {passage.id: at for at, passage in enumerate(context.document.passages)}
    rng = random.Random(f"{seed}:keywords")
    turns: Counter[int] = Counter()
    ranked = []
    for keyword in sorted(found, key=lambda k: (_is_none_of(k, wanted), -k.weight, rng.random())):
        places = [order[p] * STRETCHES // max(len(order), 1) for p in keyword.passages]
        stretch = min(places, key=lambda place: turns[place], default=0)
        ranked.append((_is_none_of(keyword, wanted), turns[stretch], -keyword.weight, keyword.stem, keyword))
        turns[stretch] += 1
    return [entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:4])][: max(most, len(wanted))]
