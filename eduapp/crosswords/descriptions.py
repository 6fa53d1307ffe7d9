"""Clues from what a text says that something is: worded in each style, shorter, or by what sets it apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eduapp.crosswords.asides import asides
from eduapp.crosswords.clue_context import Context
from eduapp.crosswords.clue_records import LONGEST, Draft, Keyword, Style
from eduapp.crosswords.definitions import plainly_said
from eduapp.crosswords.forms import first_capital, key
from eduapp.crosswords.trim import fits_on_a_line, head_of, shortened, tokens_at
from eduapp.domain.item import BLANK
from eduapp.domain.knowledge import Fact, FactKind
from eduapp.domain.source import Quote
from eduapp.language.grammar import Phrase, bare, is_person, is_plural, lower_start
from eduapp.language.tree import Tree

_KINDS = (FactKind.DEFINITION, FactKind.NAMING)
_TELLING = re.compile(
    r"\b(?:that|which|who|whose|whom|where|when|of|for|in|between|from|by|with|[a-z]{3,}(?:ed|ing))\b"
)
_TWOFOLD = re.compile(r"(?:[\w-]+ ){1,4}(?:or|and) (?:an?|the) ")
"""Two nouns with an article each, the first of which can't go: "a push or a pull"."""

_PAST = frozenset(("VBD",))
_HOW = frozenset("process method technique way mechanism procedure means".split())
PRIORS = {"copular": 0.85, "called": 0.85, "apposition": 0.85, "relative": 0.85, "refer": 0.85, "define": 0.9,
          "mean": 0.8, "entry": 0.9, "is_called": 0.8, "call": 0.7}  # fmt: skip
"""How well the clues of a fact rule read, by the rule's name."""

IDENTIFYING = ("place.", "title.")
"""Rules whose words only place a name ("French sociologist"): too little for a clue of their own."""

PLAIN_PRIOR = 0.62
OTHER_PRIOR, ASIDE_PRIOR, SHORT_PRIOR, APART_PRIOR = 0.6, 0.75, 0.7, 0.65
GLOSS_PRIOR, SHORT_NAME_PRIOR = 0.65, 0.45


def described(keyword: Keyword, fact: Fact, context: Context) -> Iterator[Draft]:
    """Clues in every style from a definition or naming of the keyword."""
    tree = context.trees.get(fact.quote.passage)
    if tree is None or fact.kind not in _KINDS or fact.relation == "also called" or key(fact.subject) != keyword.stem:
        return
    if fact.rule.startswith(IDENTIFYING):
        return
    if fact.rule.startswith("summed"):
        yield from _summed(keyword, fact)
        return
    phrase = _said(tree, fact)
    if phrase is None or not fits_on_a_line(tree, phrase) or tree.tag[phrase.start] in ("WRB", "IN", "VBG"):
        return
    if fact.rule.startswith("called") and any(tree.tag[i] == "POS" for i in range(phrase.head, phrase.stop)):
        return  # "the destruction of Columbus's colony, called La Navidad": which of the two is called so?
    prior = PRIORS.get(fact.rule.split(".")[0], OTHER_PRIOR) * (0.5 + 0.5 * fact.confidence)
    for number, stop in enumerate(shortened(tree, phrase)):
        cut = Phrase(phrase.start, stop, phrase.head)
        tier, standing = (1, prior) if not number else (2, prior * SHORT_PRIOR)
        yield from _styled(tree, cut, keyword, fact, tier, standing)
        if tier == 2 and len(tree.span(phrase.start, phrase.stop)) > LONGEST - 4:
            yield from _styled(tree, cut, keyword, fact, 1, standing)
    yield from _set_apart(tree, phrase, keyword, fact, prior * APART_PRIOR)


def told_aside(keyword: Keyword, context: Context) -> Iterator[Draft]:
    """Clues in every style from what brackets or a relative clause say of the keyword."""
    for tree, phrase, quote, copula in asides(keyword, context):
        for number, stop in enumerate(shortened(tree, phrase)):
            cut = Phrase(phrase.start, stop, phrase.head)
            tier, prior = (1, ASIDE_PRIOR) if not number else (2, ASIDE_PRIOR * SHORT_PRIOR)
            past = any(tree.tag[i] in _PAST for i in range(cut.start, cut.stop))
            verb = {"is": "was", "are": "were"}.get(copula, copula) if past else copula
            yield from _worded(tree, cut, quote, "aside", "", (BLANK, verb), tier, prior)


def told_plainly(keyword: Keyword, context: Context) -> Iterator[Draft]:
    """Clues in every style from a plain sentence that says what the keyword is."""
    for tree, phrase, sentence, lead in plainly_said(keyword, context):
        for number, stop in enumerate(shortened(tree, phrase)):
            cut = Phrase(phrase.start, stop, phrase.head)
            tier, prior = (1, PLAIN_PRIOR) if not number else (2, PLAIN_PRIOR * SHORT_PRIOR)
            yield from _worded(tree, cut, context.quote(sentence), "plain", "", lead, tier, prior)


def _summed(keyword: Keyword, fact: Fact) -> Iterator[Draft]:
    """ "Method in which sound is recorded at regular intervals", from a clause and the noun that sums it up."""
    head, clause = fact.slots.get("head", ""), fact.slots.get("clause", "")
    if not head or not clause or clause.split(" ", 1)[0] in ("so", "if", "when", "while", "as", "although", "because"):
        return
    given = dict(quote=fact.quote, rule=fact.rule, said=clause, fact=fact.id, head=head, plural=False)
    yield Draft(f"{first_capital(head)} in which {clause}", "bare", 1, prior=OTHER_PRIOR, **given)
    yield Draft(f"The {head} in which {clause}", "definite", 1, prior=OTHER_PRIOR, **given)


def _said(tree: Tree, fact: Fact) -> Phrase | None:
    """The defining phrase of a fact as tokens."""
    span = fact.object_span
    found = tokens_at(tree, fact.quote.start + span.start, fact.quote.start + span.end)
    if found is None:
        return None
    return Phrase(*found, head_of(tree, *found))


def _styled(tree: Tree, phrase: Phrase, keyword: Keyword, fact: Fact, tier: int, prior: float) -> Iterator[Draft]:
    lead = _subject(keyword, fact), _copula(tree, fact, phrase)
    return _worded(tree, phrase, fact.quote, fact.rule, fact.id, lead, tier, prior)


def _worded(
    tree: Tree, phrase: Phrase, quote: Quote, rule: str, fact: str, lead: tuple[str, str], tier: int, prior: float
) -> Iterator[Draft]:
    """A describing phrase in the three styles that have a noun phrase. `lead` is the gap and the verb before it."""
    inner = bare(tree, phrase)
    inside = without_brackets(tree.span(inner.start, phrase.stop))
    if any(phrase.start == start for start, _ in tree.sents):
        inside = lower_start(tree, inner.start, inside)
    opened = tree.lower[phrase.start] if inner.start > phrase.start else ""
    one = lead[1] in ("is", "was") and tree.tag[phrase.head] in ("NN", "NNP")  # "the first and last queen"
    plural, said = is_plural(tree, phrase.head) and not one, tree.span(phrase.start, phrase.stop)

    def draft(text: str, style: Style, worth: float = 1.0) -> Draft:
        head = tree.lemma[phrase.head].lower()
        return Draft(text, style, tier, quote, rule, said, fact, head, plural, prior * worth)

    twofold = _TWOFOLD.match(inside)
    if not twofold and (
        opened == "the" or (_TELLING.search(tree.span(phrase.head, phrase.stop)) and opened in ("a", "an", ""))
    ):
        yield draft(f"The {inside}", "definite")
    if not twofold:
        yield draft(first_capital(inside), "bare", 0.995)
    whole = f"{opened} {inside}" if opened else inside
    yield draft(f"{' '.join(lead)} {whole}.", "copular", 0.99)


def _subject(keyword: Keyword, fact: Fact) -> str:
    """The gap with the article that the answer has in the text; "a" or "an" would tell how it begins."""
    article = fact.slots.get("article", "")
    if article in ("a", "an"):
        return f"A(n) {BLANK}"
    return f"The {BLANK}" if article == "the" and keyword.proper else BLANK


def _copula(tree: Tree, fact: Fact, phrase: Phrase) -> str:
    """The form of "be" that the sentence has, past where a name's sentence tells of the past."""
    given = fact.slots.get("copula", "is")
    if fact.rule.startswith(("copular", "relative")) or fact.slots.get("proper") != "yes":
        return given
    first = max(start for start, _ in tree.sents if start <= phrase.start)
    told = any(tree.tag[i] in _PAST for i in range(first, tree.last[phrase.start]))
    return {"is": "was", "are": "were"}.get(given, given) if told else given


def _set_apart(tree: Tree, phrase: Phrase, keyword: Keyword, fact: Fact, prior: float) -> Iterator[Draft]:
    """What sets the thing apart from others of its kind, without the kind: "What keeps a plant cell firm"."""
    clause = next((k for k in tree.kids_of(phrase.head, "acl:relcl") if k > phrase.head), None)
    if clause is None or tree.left[clause] != phrase.head + 1 or is_plural(tree, phrase.head):
        return
    first = tree.left[clause]
    stop = min(tree.right[clause] + 1, phrase.stop)
    opener = tree.lower[first]
    by_which = opener in ("by", "in", "through") and tree.lower[first + 1] == "which"
    subject = tree.kid(clause, "nsubj", "nsubj:pass")
    if opener in ("that", "which", "who") and subject == first:
        person = is_person(tree, phrase.head) or opener == "who"
        start, lead = first + 1, "One who" if person else "What"
    elif by_which and tree.lemma[phrase.head].lower() in _HOW and subject is not None:
        start, lead = first + 2, "How"
    else:
        return
    for end in shortened(tree, Phrase(start, stop, clause)):
        said = tree.span(start, end)
        yield Draft(f"{lead} {said}", "free", 2, fact.quote, f"{fact.rule}+apart", said, fact.id,
                    tree.lemma[phrase.head].lower(), False, prior)  # fmt: skip


def without_brackets(text: str) -> str:
    """The text without what stands in round brackets."""
    return re.sub(r"\s*\([^()]*\)", "", text)


def renamed(keyword: Keyword, fact: Fact) -> Iterator[Draft]:
    """Another name for X; X, for short; what a foreign name means."""
    subject, name = fact.subject, fact.object
    if fact.rule.startswith("gloss"):
        described = re.search(rf"[“\"‘'](?:the|an?) {re.escape(name)}", fact.quote.text, re.IGNORECASE)
        if key(subject) == keyword.stem and not described:
            noun = "Name" if keyword.proper else "Word"
            text = f"{noun} that means “{name}”"
            yield Draft(text, "free", 1, fact.quote, fact.rule, name, fact.id, prior=GLOSS_PRIOR)
        return
    other = name if key(subject) == keyword.stem else subject if key(name) == keyword.stem else ""
    if not other or fact.relation != "also called":
        return
    if fact.rule.startswith("abbreviation") or name.isupper() != subject.isupper():
        if name.isupper() and other == subject:
            text = f"{first_capital(subject)}, for short"
            yield Draft(text, "free", 1, fact.quote, fact.rule, subject, fact.id, prior=SHORT_NAME_PRIOR)
        return
    if keyword.proper or other[:1].islower() or not fact.object_span.start:
        text = f"Another {'name' if keyword.proper else 'term'} for {_lower(other, fact)}"
        yield Draft(text, "free", 1, fact.quote, fact.rule, other, fact.id, prior=OTHER_PRIOR)


def _lower(phrase: str, fact: Fact) -> str:
    """The phrase with a small first letter where only the start of its sentence gave it a capital."""
    opens = fact.statement.startswith(phrase) and fact.slots.get("proper") != "yes"
    return phrase[:1].lower() + phrase[1:] if opens else phrase
