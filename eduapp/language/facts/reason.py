"""Causes: "... because ...", "As a result of X, ...", "X led to Y", "Y is caused by X", "X, so Y", "This is why ...".

Every cause has the slots `effect` and `cause`, ready to be joined by the slot `connector`. Where the text joins two
clauses, `effect` is a clause with the slots of an action (`clause`, `inverted`, `predicate`, `number`), `cause` starts
with the connector ("because ..."), and `marker` is the text's own word where that is another one ("so"). Where it joins
two phrases by a verb, `effect` and `cause` are noun phrases and `connector` is the verb; `turned` is "yes" where the
subject of the sentence is the effect ("Tides are caused by the moon").
"""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.aim import RULES as AIMS
from eduapp.language.facts.base import Finding, Range
from eduapp.language.facts.clause import ENDINGS
from eduapp.language.facts.halves import (
    Half,
    clause_stop,
    fronted,
    half,
    is_clean,
    is_general,
    is_known,
    is_main,
    phrase_text,
    sentence_end,
    subject_head,
    taken_up,
)
from eduapp.language.grammar import NOUNS, negated
from eduapp.language.tree import Tree

CAUSING = {
    "cause": (), "trigger": (), "spark": (), "prompt": (), "produce": (), "lead": ("to",), "result": ("in",),
    "contribute": ("to",), "give": ("rise", "to"), "bring": ("about",),
}  # fmt: skip
CAUSED_BY = frozenset("cause trigger bring drive spark".split())
COMING_FROM = frozenset("result stem arise".split())
PREPOSITIONS = (("because", "of"), ("due", "to"), ("as", "a", "result", "of"), ("owing", "to"), ("thanks", "to"))
FIRST_WORDS = frozenset(words[0] for words in PREPOSITIONS)
HEDGES = frozenset("partly not just only mainly simply perhaps probably mostly largely likely primarily chiefly "
                   "especially precisely in and or merely part than solely".split())  # fmt: skip
REMARKS = frozenset("which who where while although but so".split())
CONCLUDING = frozenset(("therefore", "consequently", "hence", "thus"))
RESULTING = ("as", "a", "result")
SAYING = frozenset("argue say claim believe think suggest maintain insist assert contend report note explain feel "
                   "conclude propose fear hope worry know see show mean".split())  # fmt: skip


def because(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A clause, then "because" and a clause; or the other way about."""
    for mark in range(start, stop - 3):
        if tree.lower[mark] != "because" or tree.lower[mark + 1] == "of" or tree.dep[mark] != "mark":
            continue
        reason = tree.head[mark]
        if tree.dep[reason] not in ("advcl", "parataxis") or tree.lower[max(start, mark - 1)] in HEDGES:
            continue
        if mark > start + 2:
            yield from _follows(tree, reason, mark, (mark, _end(tree, mark, tree.right[reason] + 1)), "because")
        elif mark == start:
            yield from _precedes(tree, mark, "because")


def since(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """Since X, Y: a reason where both are in the present, a time where they are not."""
    reason = tree.head[start]
    if (
        tree.lower[start] == "since"
        and tree.dep[start] == "mark"
        and tree.dep[reason] == "advcl"
        and (subject_head(tree, reason) is not None)
    ):
        yield from (f for f in _precedes(tree, start, "since") if is_general(tree, _verb_of(tree, reason)))


def _verb_of(tree: Tree, head: int) -> int:
    return min((k for k in tree.kids_of(head, "aux", "aux:pass", "cop")), default=head)


def because_of(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A clause with "because of", "due to" or "as a result of" and a noun phrase, before it or after it."""
    for mark in range(start, stop - 2):
        if tree.lower[mark] not in FIRST_WORDS:
            continue
        words = next((w for w in PREPOSITIONS if tuple(tree.lower[mark : mark + len(w)]) == w), None)
        if words is None or (tree.lower[max(start, mark - 1)] in HEDGES and mark > start):
            continue
        noun = next((h for h in _upward(tree, mark + len(words) - 1) if h > mark + len(words) - 1), None)
        if noun is None or tree.pos[noun] not in NOUNS or tree.dep[noun] not in ("obl", "nmod", "advcl"):
            continue
        connector = " ".join(words)
        if mark > start + 2:
            said = (mark, _end(tree, mark, tree.right[noun] + 1))
            yield from _follows(tree, noun, mark, said, connector)
        elif mark == start:
            yield from _precedes(tree, mark, connector)


def _upward(tree: Tree, i: int) -> Iterator[int]:
    while tree.head[i] != i:
        i = tree.head[i]
        yield i


def _follows(tree: Tree, reason: int, mark: int, said: Range, connector: str) -> Iterator[Finding]:
    """The finding where the reason stands behind what it explains."""
    head = _explained(tree, reason)
    before = sentence_end(tree, mark)
    if head is None or head >= before or not 4 <= said[1] - said[0] <= 28:
        return
    effect = half(tree, head, before)
    cut = said[1] < tree.last[mark] and tree.word[said[1]] == "("
    if effect is None or cut or tree.word[mark + 1] == "," or clause_stop(tree, head) < before:
        return
    if is_clean(tree, *said, antecedent=effect.subject.head, most=28) and is_known(
        tree, *said, told=effect.subject.start
    ):
        yield caused(tree, effect, said, tree.span(*said), connector)


def _explained(tree: Tree, reason: int) -> int | None:
    """The head of the clause that a reason explains, if that is a main clause and nobody's saying."""
    head = tree.head[reason]
    while tree.dep[head] in ("xcomp", "obj", "obl") and head < reason:
        head = tree.head[head]
    said = tree.lemma[head] in SAYING or tree.lemma[tree.head[head]] in SAYING
    main = is_main(tree, head) and subject_head(tree, head) is not None
    return head if main and not said else None


def _precedes(tree: Tree, mark: int, connector: str) -> Iterator[Finding]:
    """The finding where the reason opens the sentence: its subject takes the place of a pronoun in the effect."""
    split = fronted(tree, mark)
    if split is None:
        return
    reason, head, comma = split
    said, stop = (mark, comma), clause_stop(tree, head)
    if not 3 <= comma - mark <= 28:
        return
    effect = half(tree, head, stop, since=comma)
    if effect is not None and effect.subject.start == comma + 1:
        if is_clean(tree, *said, antecedent=effect.subject.head) and is_known(tree, *said, told=mark):
            yield caused(tree, effect, said, phrase_text(tree, *said), connector)
        return
    first = half(tree, reason, comma)
    effect = taken_up(tree, first, head, stop) if first else None
    if first is not None and effect is not None:
        taken = (
            f"{tree.lower[mark]} {'they' if tree.lower[effect.begin - 1] == 'they' else 'it'} {first.predicate(tree)}"
        )
        yield caused(tree, effect, said, taken, connector)


def caused(tree: Tree, effect: Half, said: Range, cause: str, connector: str, marker: str = "") -> Finding:
    """The fact that one clause explains another."""
    slots = effect.slots(tree)
    slots |= {"effect": slots["clause"], "cause": cause, "connector": connector, "marker": marker}
    rule = f"{(marker or connector).replace(' ', '_')}.v2"
    subject = (effect.subject.start, effect.subject.stop)
    return Finding(FactKind.CAUSE, rule, subject, effect.subject.head, connector, said, slots)


def so(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X, so Y; X, and therefore Y; X; as a result, Y: the cause first, then the effect."""
    for mark in range(start + 4, stop - 3):
        marker = _drawing(tree, mark, start)
        if not marker:
            continue
        head = next((h for h in (tree.head[mark], *_upward(tree, mark)) if h > mark), None)
        root = next((h for h in _upward(tree, mark) if h < mark and subject_head(tree, h) is not None), None)
        if head is None or root is None:
            continue
        yield from _drawn(tree, root, sentence_end(tree, mark), head, marker)


def _drawing(tree: Tree, mark: int, start: int) -> str:
    """The words at `mark` that draw a consequence, at the start of a clause."""
    before = tree.word[mark - 1]
    if tree.lower[mark] == "so" and before == "," and tree.lower[mark + 1] not in ("that", "as", "too"):
        plain = tree.pos[mark + 1] not in ("ADJ", "ADV", "PUNCT") and tree.pos[tree.head[mark]] != "ADJ"
        return "so" if plain else ""
    opens = before in (";", "and") or mark == start
    if opens and tree.lower[mark] in CONCLUDING:
        return tree.lower[mark]
    return "as a result" if opens and tuple(tree.lower[mark : mark + 4]) == (*RESULTING, ",") else ""


def _drawn(tree: Tree, first: int, first_stop: int, then: int, marker: str) -> Iterator[Finding]:
    while first_stop > first and tree.pos[first_stop - 1] in ("PUNCT", "CCONJ"):
        first_stop -= 1
    told = half(tree, first, first_stop) if first < first_stop else None
    figures = any(tree.word[i][0].isdigit() for i in range(first, first_stop))
    if told is None or figures or clause_stop(tree, first) < first_stop:
        return
    stop = clause_stop(tree, then)
    said = (told.opener[0] if told.opener[0] < told.opener[1] else told.subject.start, first_stop)
    effect = half(tree, then, stop)
    if effect is not None:
        yield caused(tree, effect, said, f"because {told.statement(tree)}", "because", marker)
        return
    effect = taken_up(tree, told, then, stop)
    if effect is not None:
        pronoun = "they" if tree.lower[effect.begin - 1] == "they" else "it"
        yield caused(tree, effect, said, f"because {pronoun} {told.predicate(tree)}", "because", marker)


def across(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X. As a result, Y. / X. This is why Y: a sentence, and one that says what comes of it."""
    marker, then = _drawing_on(tree, start, stop)
    if not marker or start == 0:
        return
    before = next(s for s in tree.sents if s[1] == start)
    root = next((i for i in range(*before) if tree.head[i] == i), None)
    if root is None or before[1] - before[0] > 30:
        return
    end = sentence_end(tree, start)
    for finding in _drawn(tree, root, end, then, marker):
        finding.sentences = (before[0], stop)
        yield finding


def _drawing_on(tree: Tree, start: int, stop: int) -> tuple[str, int]:
    """The words that tie a sentence to its cause in the one before, and the head of the clause that they open."""
    root = next((i for i in range(start, stop) if tree.head[i] == i), start)
    words = tuple(tree.lower[start : start + 4])
    if words in ((*RESULTING, ","), ("as", "a", "consequence", ","), ("for", "this", "reason", ",")):
        return " ".join(words[:3]), root
    if words[:2] in (("therefore", ","), ("consequently", ",")):
        return words[0], root
    if words[1:3] == ("is", "why") and words[0] in ("this", "that"):
        return " ".join(words[:3]), next((h for h in _upward(tree, start + 2) if h > start + 2), root)
    return "", root


def the_reason(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """The reason that Y is that X."""
    if tree.lower[start] != "the" or tree.lower[start + 1] != "reason":
        return
    noun = start + 1
    told = tree.kid(noun, "acl", "acl:relcl", "ccomp")
    be = next((i for i in range(noun, stop - 4) if tree.lower[i] == "is" and tree.lower[i + 1] in ("that", "because")),
              None)  # fmt: skip
    if told is None or be is None or not tree.right[told] < be:
        return
    effect, given = half(tree, told, be), next((h for h in _upward(tree, be + 1) if h > be + 1), None)
    if effect is None or given is None:
        return
    said = (be + 2, clause_stop(tree, given))
    if said[0] < said[1] and is_clean(tree, *said, antecedent=effect.subject.head):
        yield caused(tree, effect, said, f"because {tree.span(*said)}", "because", "the reason is")


def causing(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X led to Y, X causes Y, X results in Y, for noun phrases that stand alone."""
    for verb in range(start + 1, stop - 1):
        wanted = CAUSING.get(tree.lemma[verb])
        if (
            wanted is None
            or tree.pos[verb] != "VERB"
            or tree.tag[verb] == "VBG"
            or not is_main(tree, verb)
            or negated(tree, verb)
        ):
            continue
        begin = verb + 1 + len(wanted)
        if tuple(tree.lower[verb + 1 : begin]) != wanted or tree.kid(verb, "aux:pass") is not None:
            continue
        clause = half(tree, verb, clause_stop(tree, verb))
        if clause is None or begin >= clause.stop or (tree.lemma[verb] == "produce" and not _abstract(tree, clause)):
            continue
        said = (begin, clause.stop)
        noun = tree.pos[begin] in ("DET", "ADJ", "NOUN", "PROPN", "NUM") or tree.tag[begin] == "VBG"
        if noun and not any(tree.word[i] == ":" for i in range(*said)) and not runs_on(tree, said):
            yield verbal(tree, clause, said, tree.span(verb, begin))


def runs_on(tree: Tree, said: Range) -> bool:
    """Whether what a verb brings about goes over into its next verb: "better products, keeps prices stable"."""
    return any(tree.word[i] == "," and tree.tag[i + 1] in ("VBZ", "VBP", "VBD") for i in range(said[0], said[1] - 1))


def _abstract(tree: Tree, clause: Half) -> bool:
    """Whether something that is no thing or person produces: then it is a cause, not a maker."""
    return tree.lower[clause.subject.head].endswith(("ion", "ing", "ment", "ance", "ence", "ity", "ism", "ure"))


def caused_by(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """Y is caused by X, Y results from X."""
    for mark in range(start + 3, stop - 1):
        verb = mark - 1
        passive = tree.lower[mark] == "by" and tree.lemma[verb] in CAUSED_BY and tree.kid(verb, "aux:pass") is not None
        coming = tree.lower[mark] == "from" and tree.lemma[verb] in COMING_FROM and tree.pos[verb] == "VERB"
        if not (passive or coming) or not is_main(tree, verb) or negated(tree, verb):
            continue
        clause = half(tree, verb, clause_stop(tree, verb))
        if clause is not None and mark + 1 < clause.stop and not clause.opener[0] < clause.opener[1]:
            connector = tree.span(verb, mark + 1)
            yield verbal(tree, clause, (mark + 1, clause.stop), connector, turned=True)


def due(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """Y is due to X."""
    for mark in range(start + 2, stop - 2):
        if (tree.lower[mark], tree.lower[mark + 1]) != ("due", "to") or tree.lower[mark - 1] not in ("is", "are"):
            continue
        noun = next((h for h in _upward(tree, mark) if h > mark + 1), None)
        if noun is None or tree.kid(noun, "cop") != mark - 1 or not is_main(tree, noun) or negated(tree, noun):
            continue
        clause = half(tree, noun, clause_stop(tree, noun)) if noun < clause_stop(tree, noun) else None
        if clause is not None and not clause.opener[0] < clause.opener[1]:
            yield verbal(tree, clause, (mark + 2, clause.stop), tree.span(mark - 1, mark + 2), turned=True)


def verbal(tree: Tree, clause: Half, said: Range, connector: str, *, turned: bool = False) -> Finding:
    """The fact that one thing brings about another, said by a verb."""
    subject = (clause.subject.start, clause.subject.stop)
    named, told = phrase_text(tree, *subject), tree.span(*said)
    slots = clause.slots(tree) | {"connector": connector, "turned": "yes" if turned else ""}
    slots |= {"effect": named, "cause": told} if turned else {"effect": told, "cause": named}
    rule = "caused_by.v1" if turned else "causing.v2"
    return Finding(FactKind.CAUSE, rule, subject, clause.subject.head, connector, said, slots)


def _end(tree: Tree, first: int, end: int) -> int:
    """Where a reason ends: before a full stop, a semicolon, a dash or a comma that adds a remark."""
    commas = 0
    for i in range(first, end):
        if tree.word[i] in ENDINGS or (tree.word[i] == "," and _remarks(tree, i, end, listed=commas > 0)):
            return i
        commas += tree.word[i] == ","
    last = sentence_end(tree, end)
    cut = last < tree.last[first] and tree.word[last] not in (*ENDINGS, ",", "and", "but")
    return _end(tree, first, tree.last[first]) if cut and end < tree.last[first] else last


def _remarks(tree: Tree, comma: int, end: int, *, listed: bool) -> bool:
    """Whether what follows a comma is a remark or a new clause, not the next member of a list."""
    after = comma + 1
    if after >= end:
        return True
    joins = tree.pos[after] == "CCONJ" and tree.pos[tree.head[after]] in ("VERB", "AUX")
    return tree.lower[after] in REMARKS or tree.tag[after] == "VBG" or (joins and not listed)


RULES = (because, because_of, since, so, across, the_reason, causing, caused_by, due, *AIMS)
