"""Clues from a sentence of the text: what somebody did, and the sentence with a gap where the answer stood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import regex

from eduapp.crosswords.clauses import CALLINGS, Statement, told_of_name
from eduapp.crosswords.clue_context import Context
from eduapp.crosswords.clue_records import LONGEST, Draft, Keyword, Sentence
from eduapp.crosswords.forms import first_capital, key, singular
from eduapp.crosswords.sentences import goes_on
from eduapp.crosswords.styles import style_of
from eduapp.crosswords.trim import place_of
from eduapp.domain.item import BLANK
from eduapp.domain.knowledge import Fact
from eduapp.language.grammar import PEOPLE, VerbGroup, bare, is_plural, lower_start
from eduapp.language.tree import Tree

DEED_PRIOR, SUBJECT_PRIOR, GAP_PRIOR, PLAIN_PRIOR, DOING_PRIOR = 0.75, 0.7, 0.5, 0.4, 0.45
_OPENING = re.compile(
    r"(?:However|Thus|Therefore|Hence|Indeed|Finally|Moreover|Furthermore|Instead|Also|Similarly|Likewise|Then|Still|"
    r"Meanwhile|Consequently|In fact|In addition|As a result|For example|For instance|In other words|And|But|So|Yet),? "
)


def deeds(keyword: Keyword, context: Context) -> Iterator[Draft]:
    """Who did what: "American inventor who built the first steamboat in 1807", from a statement about the person."""
    if not keyword.proper or keyword.plural:
        return
    for said in _about(keyword, context):
        title = _title(said)
        group, head = said.clause.group, said.clause.subject.head
        many = is_plural(said.tree, head) or said.tree.lower[group.start] in ("were", "are", "have")
        if not (title or keyword.person) or many or said.tree.pos[group.verb] != "VERB":
            continue
        for number, predicate in enumerate(said.predicates()):
            when = said.time() if not number or len(predicate) < LONGEST // 2 else ""
            told = " ".join(part for part in (predicate, when) if part)
            lead = title or "person"
            quote = context.quote(said.sentence)
            fact = _fact_in(said.sentence, keyword)
            tier, prior = (1, DEED_PRIOR) if not number else (2, DEED_PRIOR * 0.9)
            text = f"{lead} who {told}"
            given = dict(quote=quote, rule="deed", said=f"{title} {told}", fact=fact, head="person", plural=False)
            yield Draft(first_capital(text), "bare", tier, prior=prior, **given)
            yield Draft(f"The {text}", "definite", tier, prior=prior * 0.99, **given)


def doings(keyword: Keyword, context: Context) -> Iterator[Draft]:
    """What a thing does or did: "It keeps a plant cell firm", from a statement whose subject it is alone."""
    callings = PEOPLE | CALLINGS
    named = not keyword.proper and any(part[:1].isupper() for part in keyword.display.split())  # "da Gama"
    if (
        keyword.person
        or named
        or singular(keyword.parts()[-1]) in callings
        or keyword.display.endswith(("ist", "ists"))
    ):
        return
    if keyword.proper and not any(_tells_kind(fact, keyword) for fact in keyword.facts):
        return
    for said in _about(keyword, context):
        tree, group, head = said.tree, said.clause.group, said.clause.subject.head
        many = is_plural(tree, head) or tree.lower[group.start] in ("were", "are", "have")
        own = bare(tree, said.clause.subject)
        if (
            _title(said)
            or tree.pos[group.verb] != "VERB"
            or (many and keyword.proper)
            or not _agrees(tree, group, many)
        ):
            continue
        if own.start > said.clause.subject.start and tree.lower[said.clause.subject.start] not in ("the", "a", "an"):
            continue
        for number, predicate in enumerate(said.predicates()):
            text = f"{'They' if many else 'It'} {predicate.rstrip('. ')}"
            given = dict(quote=context.quote(said.sentence), rule="doing", said=predicate, head="it")
            fact, prior = _fact_in(said.sentence, keyword), DOING_PRIOR * 0.95**number
            yield Draft(text, "free", 2, fact=fact, plural=None if keyword.proper else many, prior=prior, **given)


def _tells_kind(fact: Fact, keyword: Keyword) -> bool:
    """Whether a fact says that the keyword is a place; without one, a name may be a person's."""
    return fact.rule.startswith("place.") and key(fact.subject) == keyword.stem


def _agrees(tree: Tree, group: VerbGroup, many: bool) -> bool:
    """Whether a verb goes with "it" or "they"; a bare past form needs an object, or it may be a participle."""
    finite = group.aux if group.aux is not None else group.verb
    if tree.tag[finite] == "VBD" and group.aux is None:
        return tree.kid(group.verb, "obj") is not None
    return tree.tag[finite] in (("VBP", "MD", "VBD") if many else ("VBZ", "MD", "VBD"))


def clauses_after(keyword: Keyword, context: Context) -> Iterator[Draft]:
    """ "Person who founded Carthage", from a clause that follows the name: "Dido, who founded Carthage, ..."."""
    if not keyword.proper or keyword.plural:
        return
    for sentence in context.naming(keyword.display):
        tree = context.trees.get(sentence.passage)
        for i in range(sentence.first, sentence.stop) if tree is not None else ():
            place = place_of(tree, i, sentence.stop, keyword.display)
            told = told_of_name(tree, place) if place else ""
            if told:
                given = dict(quote=context.quote(sentence), rule="deed", said=told, fact=_fact_in(sentence, keyword),
                             head="person", plural=False, prior=DEED_PRIOR)  # fmt: skip
                yield Draft(f"Person who {told}", "bare", 1, **given)
                yield Draft(f"The person who {told}", "definite", 1, **given)


def gapped(keyword: Keyword, context: Context) -> Iterator[Draft]:
    """The statements of the text that name the keyword, with a gap in its place."""
    for sentence in context.naming(keyword.display):
        if not context.parsed():
            yield from _plain_gap(keyword, sentence, context)
        for said in context.stated(sentence):
            place = _place(said, keyword)
            if place is None or _is_part(said.tree, place, context) or goes_on(said.tree, *place):
                continue
            verb = said.clause.group.aux if said.clause.group.aux is not None else said.clause.group.verb
            if keyword.proper and place == _bare_subject(said) and said.tree.tag[verb] == "VBP" and not keyword.plural:
                continue  # "Companies such as Dell and Amazon receive": the name is not all of the subject
            prior = SUBJECT_PRIOR if place[1] <= said.clause.subject.stop else GAP_PRIOR
            fact = _fact_in(sentence, keyword)
            for number, text in enumerate(_with_gap(said, keyword)):
                worth = prior * (1.0 if fact else 0.8) * 0.95**number
                yield Draft(text, style_of(text), 3, context.quote(sentence), "gap", text, fact, prior=worth)


def _bare_subject(said: Statement) -> tuple[int, int]:
    inner = bare(said.tree, said.clause.subject)
    return inner.start, inner.stop


def _about(keyword: Keyword, context: Context) -> Iterator[Statement]:
    """The statements whose subject is the keyword, alone or after what a person is."""
    for sentence in context.naming(keyword.display):
        for said in context.stated(sentence):
            inner = bare(said.tree, said.clause.subject)
            text = key(said.tree.span(inner.start, inner.stop))
            if any(text == stem or (text.endswith(f" {stem}") and _title(said)) for stem in keyword.stems()):
                yield said


def _title(said: Statement) -> str:
    """What stands before a person's name in a subject, without its article: "American inventor"."""
    start, stop = said.title
    start += start < stop and said.tree.lower[start] in ("the", "a", "an")
    if start == stop:
        return ""
    text = said.tree.span(start, stop)
    return lower_start(said.tree, start, text) if start == said.sentence.first else text


def _place(said: Statement, keyword: Keyword) -> tuple[int, int] | None:
    """The tokens of a statement that are the answer, whole and by themselves; None where it isn't there just once."""
    tree = said.tree
    ranges = (range(*said.front), range(said.clause.subject.start, said.clause.rest[1]))
    found = [hit for tokens in ranges for i in tokens if (hit := place_of(tree, i, tokens.stop, keyword.display))]
    return found[0] if len(found) == 1 and _whole(tree, *found[0]) else None


def _whole(tree: Tree, start: int, stop: int) -> bool:
    """Whether tokens are a phrase of their own, not a part of a longer name or compound."""
    if any(
        mark in ("-", "–", "“", "’s", "'s", "’", "&")
        for mark in tree.word[max(start - 1, 0) : start] + tree.word[stop : stop + 1]
    ):
        return False
    inside = range(start, stop)
    head = next((i for i in inside if tree.head[i] not in inside), start)
    if any(tree.word[i][:1].isupper() for i in inside):
        return not (_named(tree, start - 1) or _named(tree, stop) or _opens_compound(tree, head, stop))
    modifies = tree.dep[head] in ("compound", "amod", "flat", "nmod:poss", "nmod:desc") and tree.head[head] != head
    parts = [k for k in tree.kids_of(head, "compound", "flat") if k not in inside]
    followed = stop < len(tree.word) and tree.pos[stop] in ("NOUN", "ADJ", "PROPN")
    return tree.pos[head] == "NOUN" and not modifies and not parts and not followed


def _is_part(tree: Tree, place: tuple[int, int], context: Context) -> bool:
    """Whether the words beside an answer make a longer term of the text with it: "discounted value" in a longer one."""
    start, stop = place
    if _only_after_of(tree, place, context):
        return True
    wider = [(start - 1, stop)] * (start > 0) + [(start, stop + 1)] * (stop < len(tree.word))
    wider += [(start - 2, stop)] * (start > 1 and tree.lower[start - 1] in ("of", "for"))
    return any(
        key(tree.span(*tokens)) in context.terms and key(tree.span(*tokens)) != key(tree.span(*place))
        for tokens in wider
    )


def _only_after_of(tree: Tree, place: tuple[int, int], context: Context) -> bool:
    """Whether a name is only ever the end of a longer one: "Statistics" of "Bureau of Labor Statistics"."""
    before = place[0] - 2
    if before < 0 or tree.lower[before + 1] not in ("of", "for", "and") or not tree.word[before][:1].isupper():
        return False
    if not tree.word[place[0]][:1].isupper():
        return False
    alone = regex.compile(rf"(?<!\p{{Lu}}\w+ (?:(?:of|for|and) )?){regex.escape(tree.span(*place))}\b(?! \p{{Lu}})")
    return not any(alone.search(s.text) for s in context.sentences)


def _named(tree: Tree, i: int) -> bool:
    """Whether a token beside a name goes on with it: a capital, or the number of a ruler or a war."""
    if not 0 <= i < len(tree.word) or tree.pos[i] in ("DET", "ADP", "ADV", "SCONJ", "PRON", "CCONJ", "PUNCT", "AUX"):
        return False
    return tree.word[i][:1].isupper() or tree.word[i][:1].isdigit()


def _opens_compound(tree: Tree, head: int, stop: int) -> bool:
    """Whether a name stands before the noun that it belongs to: "the Safavid rulers"."""
    return stop < len(tree.word) and tree.pos[stop] in ("NOUN", "ADJ") and tree.head[head] >= stop


def _with_gap(said: Statement, keyword: Keyword) -> Iterator[str]:
    """The statement as a sentence with a gap, then shorter ones; the time that opens it is kept while there is room."""
    when = said.time()
    subject = said.subject()
    for predicate in said.predicates():
        for opening in (f"{when}, ", "") if when else ("",):
            text = f"{opening}{subject} {predicate.rstrip('. ')}."
            found = list(_whole_word(keyword.display).finditer(text))
            if len(found) == 1:
                start, end = found[0].span()
                yield first_capital(_articles_hidden(f"{text[:start]}{BLANK}{text[end:]}"))


@lru_cache(maxsize=4_000)
def _whole_word(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])", re.IGNORECASE)


def _articles_hidden(text: str) -> str:
    return re.sub(rf"\b([Aa])n? {BLANK}", rf"\1(n) {BLANK}", text)


def _plain_gap(keyword: Keyword, sentence: Sentence, context: Context) -> Iterator[Draft]:
    """A short sentence with a gap, for a language without a parser."""
    text = " ".join(sentence.text.split())
    text = first_capital(_OPENING.sub("", text, count=1))
    found = list(_whole_word(keyword.display).finditer(text))
    if len(found) != 1 or not text.endswith((".", "!")):
        return
    start, end = found[0].span()
    worded = f"{text[:start]}{BLANK}{text[end:]}"
    yield Draft(worded, "free", 3, context.quote(sentence), "gap.plain", worded, "", prior=PLAIN_PRIOR)


def _fact_in(sentence: Sentence, keyword: Keyword) -> str:
    """The id of a fact of the keyword that a sentence states, or an empty string."""
    place = (sentence.passage, sentence.start)
    return next((fact.id for fact in keyword.facts if (fact.quote.passage, fact.quote.start) == place), "")
