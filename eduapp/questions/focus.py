"""What a set is to be about: a topic, objectives or a teacher's note, and which facts and items of a text fit them.

A topic fits a sentence that has most of its words, each counted by how much it tells within this text, so
that "the Calvin cycle" is not found in a text that has cycles of other kinds. Passages are ranked by BM25 (Robertson
and Zaragoza 2009, by the library bm25s).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from eduapp.domain.item import Bloom, Item
from eduapp.domain.knowledge import FactKind
from eduapp.domain.source import Quote
from eduapp.questions.contracts import Context
from eduapp.questions.words import contains, content, normal, root, tokens

FITS = 0.5
"""The share of a topic's words, by weight, from which a sentence, a passage or an item is about it."""

FITS_OBJECTIVE = 0.4
"""The same for an objective, which is worded more loosely than a topic."""

BY_PASSAGE = 0.7
"""What a fact that doesn't name a topic can weigh, at most, for standing in a passage about it."""

VERBS: Mapping[Bloom, frozenset[str]] = {
    level: frozenset(verbs.split())
    for level, verbs in {
        Bloom.REMEMBER: "define find identify label list locate match memorize name outline quote recall recite "
        "recognize record relate repeat reproduce retrieve select state tell",
        Bloom.UNDERSTAND: "clarify classify convert describe discuss exemplify explain express illustrate infer "
        "interpret paraphrase report restate review summarize translate understand",
        Bloom.APPLY: "apply calculate carry change choose complete compute demonstrate determine employ execute "
        "implement operate practice prepare show solve use",
        Bloom.ANALYZE: "analyse analyze attribute categorize compare contrast deconstruct derive diagram differentiate "
        "discriminate dissect distinguish examine inspect investigate organize separate trace",
        Bloom.EVALUATE: "appraise argue assess check conclude criticize critique debate decide defend evaluate judge "
        "justify measure prioritize rank rate recommend support value weigh",
        Bloom.CREATE: "adapt assemble build combine compose construct create design develop devise draft formulate "
        "generate hypothesize invent plan predict produce propose rewrite write",
    }.items()
}
"""Verbs of objectives by level, after Anderson and Krathwohl, A Taxonomy for Learning, Teaching, and Assessing."""

KIND_WORDS: Mapping[str, FactKind] = {
    root(word): kind
    for kind, words in {
        FactKind.CAUSE: "cause reason why effect consequence result",
        FactKind.PURPOSE: "purpose aim goal function use",
        FactKind.DEFINITION: "definition meaning define mean",
        FactKind.EVENT: "date year when event",
        FactKind.ROLE: "person people who deed",
        FactKind.EXAMPLE: "example instance",
        FactKind.PART_OF: "part component",
        FactKind.COMPARISON: "comparison compare difference contrast similarity",
        FactKind.PROCESS: "process step stage",
        FactKind.SEQUENCE: "order sequence timeline",
        FactKind.QUANTITY: "number amount quantity figure",
        FactKind.CONDITION: "condition if",
        FactKind.LIST: "list",
    }.items()
    for word in words.split()
}
"""Words of a teacher's note that name a kind of fact."""

_EASIER, _HARDER = (frozenset(map(root, words.split())) for words in ("easier easy simpler simple", "harder hard"))

_EMPTY = frozenset(
    map(
        root,
        """about able aspect basic concept different feature idea importance important issue item key main major make
        question role section set significance something student pupil text thing topic various way want ask please
        instead rather another new one more less focus chapter lesson course between through within
        """.split(),
    )
)
"""Words of topics, objectives and notes that say nothing of what is asked about, besides the stop words."""


@dataclass(frozen=True)
class Topic:
    """A phrase, and how much the passages and facts of a text are about it: 0 to 1 by id, those above 0 alone."""

    text: str
    words: frozenset[str] = frozenset()
    fits: float = FITS
    passages: Mapping[str, float] = field(default_factory=dict)
    facts: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_found(self) -> bool:
        """Whether anything in the text is about it."""
        return bool(self.passages or self.facts)

    def weight(self, item: Item, context: Context) -> float:
        """How much an item is about it, 0 to 1: by its own words, or else by all of its evidence."""
        said = " ".join((item.stem, item.answer, *item.terms))
        if _share(self.words, content(said), context) >= self.fits:
            return 1.0
        return sum(self._weight_of(quote, context) for quote in item.evidence) / len(item.evidence)

    def _weight_of(self, quote: Quote, context: Context) -> float:
        if _share(self.words, content(quote.text), context) >= self.fits:
            return 1.0
        return BY_PASSAGE * self.passages.get(quote.passage, 0.0)


@dataclass(frozen=True)
class Objective:
    """What pupils should be able to do: the sentence, the level of its verb if it has one, and what it is about."""

    text: str
    level: Bloom | None
    topic: Topic


@dataclass(frozen=True)
class Note:
    """What a teacher wants of a new item: kinds of fact, a topic, and an item that is harder (1) or easier (-1)."""

    text: str
    kinds: frozenset[FactKind] = frozenset()
    topic: Topic | None = None
    harder: int = 0


class Searcher:
    """Finds what a text says about a topic. Built once a text."""

    def __init__(self, context: Context) -> None:
        import bm25s  # it takes a second, which only those wait for who ask for a topic

        self.context = context
        self._sentences = {one: [content(said) for said in split] for one, split in context.sentences.items()}
        self._passages = {one: _roots(" ".join(split)) for one, split in context.sentences.items()}
        self._headings = {one: content(" ".join(p.locator.heading)) for one, p in context.passages.items()}
        self._facts = {fact.id: content(fact.statement) for fact in context.facts.values()}
        filled = [words or [""] for words in self._passages.values()]
        self._index = bm25s.BM25()
        if filled:
            self._index.index(filled, show_progress=False)

    def topic(self, text: str, fits: float = FITS) -> Topic:
        """What the text has about a phrase; a phrase without a word that tells anything is found nowhere."""
        words = self._words(text)
        if not words:
            return Topic(text)
        passages = self._fitting_passages(words, fits)
        facts: dict[str, float] = {}
        for fact in self.context.facts.values():
            share = _share(words, self._facts[fact.id], self.context)
            near = BY_PASSAGE * passages.get(fact.quote.passage, 0.0)
            if (weight := 1.0 if share >= fits else near) > 0:
                facts[fact.id] = weight
        return Topic(text, words, fits, passages, facts)

    def objective(self, text: str) -> Objective:
        """An objective's verb and topic."""
        level, rest = parsed_objective(text)
        return Objective(text, level, self.topic(rest, FITS_OBJECTIVE))

    def note(self, text: str) -> Note:
        """What a note asks for. Words that name a kind of fact are no part of its topic."""
        told = [root(word) for word in tokens(text)]
        kinds = frozenset(KIND_WORDS[word] for word in told if word in KIND_WORDS)
        harder = bool(_HARDER & set(told)) - bool(_EASIER & set(told))
        meant = " ".join(
            word for word in tokens(text) if root(word) not in KIND_WORDS and root(word) not in _EASIER | _HARDER
        )
        return Note(text, kinds, self.topic(meant) if self._words(meant) else None, harder)

    def _words(self, text: str) -> frozenset[str]:
        """A topic's telling words; those of the name that the text also uses for it, if it has none of the topic's."""
        words = content(text) - _EMPTY
        known = self.context.rarity
        for alias in self.context.aliases.get(normal(text), ()):
            if not words & known.keys():
                words = content(alias) - _EMPTY
        return words

    def _fitting_passages(self, words: frozenset[str], fits: float) -> dict[str, float]:
        """The passages about a topic: under a heading that names it, or with two sentences that do, or half of them."""
        scores = self._scores(words)
        best = max(scores.values(), default=0.0) or 1.0
        found = {}
        for passage, said in self._sentences.items():
            named = sum(_share(words, one, self.context) >= fits for one in said)
            in_heading = _share(words, self._headings[passage], self.context) >= fits
            if in_heading or named >= 2 or named * 2 >= len(said) > 0:
                found[passage] = 0.5 + 0.5 * scores[passage] / best
        return found

    def _scores(self, words: Iterable[str]) -> dict[str, float]:
        known = [word for word in sorted(words) if word in self.context.rarity]
        if not known or not self._passages:
            return dict.fromkeys(self._passages, 0.0)
        return dict(zip(self._passages, map(float, self._index.get_scores(known)), strict=True))


def parsed_objective(text: str) -> tuple[Bloom | None, str]:
    """The highest level that the leading verbs of an objective name, if any, and the words after them."""
    words = text.strip().split()
    levels: list[Bloom] = []
    place = 0
    while place < len(words):
        word = words[place].strip(",;:.").casefold()
        level = next((level for level, verbs in VERBS.items() if word in verbs), None)
        if level is None and word not in ("and", "or", "to", "&"):
            break
        levels += [level] if level else []
        place += 1
    highest = max(levels, key=list(Bloom).index, default=None)
    return highest, " ".join(words[place:]) if levels else text


def stated_objectives(context: Context) -> tuple[str, ...]:
    """The objectives that a text states itself: the list under a heading or line that announces them."""
    found: list[str] = []
    announced = False
    for passage in context.document.passages:
        text = " ".join(passage.text.split())
        in_heading = any(_announces(heading) for heading in passage.locator.heading)
        if _announces(text) and len(text.split()) <= 20:
            announced = True
        elif passage.role.value == "list_item" and (announced or in_heading):
            if parsed_objective(text)[0] is not None:
                found.append(text)
        elif passage.role.value != "heading" or not in_heading:
            announced = False
    return tuple(dict.fromkeys(found))


def _announces(text: str) -> bool:
    plain = text.casefold()
    return any(contains(plain, phrase) for phrase in _ANNOUNCEMENTS)


_ANNOUNCEMENTS = ("learning objectives", "learning outcomes", "learning goals", "objectives", "you will be able to")


def best_objective(item: Item, objectives: Sequence[Objective], context: Context) -> Objective | None:
    """The objective that an item serves most, one whose verb is of its level before others; None if it serves none."""
    served = [(one.topic.weight(item, context), one.level is item.level, one) for one in objectives]
    fitting = [(weight, same, one) for weight, same, one in served if weight >= one.topic.fits]
    return max(fitting, key=lambda found: found[0] + 0.2 * found[1], default=(0, False, None))[2]


def _share(words: frozenset[str], said: Iterable[str], context: Context) -> float:
    """The share of a topic's words that something says, each by its weight in the text."""
    total = sum(context.weight(word) for word in words)
    return sum(context.weight(word) for word in words & set(said)) / total if total else 0.0


def _roots(text: str) -> list[str]:
    telling = content(text)
    return [one for one in map(root, tokens(text)) if one in telling]
