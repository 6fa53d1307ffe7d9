"""Clauses that a question can be asked about: subject, verb group and rest, with the time or reason set apart."""

from __future__ import annotations

from dataclasses import dataclass

from eduapp.language.grammar import (
    COUNTING,
    LINKING,
    NOUNS,
    PEOPLE,
    PERSONAL,
    PROPER_ADJECTIVES,
    VAGUE_SUBJECTS,
    Phrase,
    VerbGroup,
    article,
    balanced,
    inverted,
    is_plural,
    links,
    lower_start,
    negated,
    stands_alone,
    verb_group,
)
from eduapp.language.tree import Tree

SUBJECT = ("nsubj", "nsubj:pass")
UNTELLING = frozenset(
    "whole entire new old first second third last next final early late large small main local young royal great "
    "resulting remaining actual average typical original current present former latter overall big little long short "
    "high low best only full major important same other of in and".split()
)
COMMENTS = frozenset("which who where when a an the including although though but with as so".split())
ENDINGS = frozenset((".", ";", ":", "—", "–", "!", "?", "(", "--"))


@dataclass(frozen=True)
class Clause:
    """A main clause with a plain subject. `rest` is the token range after the verb that a question may repeat."""

    subject: Phrase
    group: VerbGroup
    rest: tuple[int, int]

    def ask(self, tree: Tree) -> str:
        """The clause in question order, without a question word."""
        return inverted(tree, self.group, subject_text(tree, self.subject), text_of(tree, self.rest))

    def predicate(self, tree: Tree) -> str:
        """Verb group and rest as they stand."""
        words = range(self.group.start, self.group.stop)
        verb = " ".join(tree.word[i] for i in words if not links(tree, i))
        return " ".join(part for part in (verb, text_of(tree, self.rest)) if part)

    def statement(self, tree: Tree) -> str:
        """The clause as a plain statement, without a final stop."""
        return f"{subject_text(tree, self.subject)} {self.predicate(tree)}"


def text_of(tree: Tree, span: tuple[int, int]) -> str:
    """The text of a token range, which may be empty."""
    return tree.span(*span) if span[0] < span[1] else ""


def subject_text(tree: Tree, subject: Phrase) -> str:
    """A subject as it reads inside a question."""
    return lower_start(tree, subject.start, tree.span(subject.start, subject.stop))


def main_clause(tree: Tree, verb: int, *, without: tuple[int, ...] = (), whole: bool = False,
                timed: bool = False) -> Clause | None:  # fmt: skip
    """The clause of a finite verb, or None where it can't be asked about on its own.

    `without` are dependents (a time, a reason) that the rest must not include; the rest stops before them when they
    follow the verb, and before a coordinated verb, a comment or a comma clause. With `whole`, the rest goes on to
    where the sentence turns to something else. `timed` says that the sentence gives the time.
    """
    head = next((k for k in tree.kids[verb] if tree.dep[k] in SUBJECT and k < verb), None)
    if head is None or tree.pos[verb] not in ("VERB", "AUX") or negated(tree, verb):
        return None
    if tree.kid(verb, "expl") is not None or (tree.kid(verb, "mark") is not None and not is_recalled(tree, verb)):
        return None
    subject, group = _subject(tree, head), verb_group(tree, verb)
    if subject is None or group is None or _attributed(tree, verb):
        return None
    if _of_its_story(tree, subject, group) and not (timed and _has_one_beginning(tree, subject, group)):
        return None
    if subject.stop > group.start or _between(tree, subject, group):
        return None
    rest = _whole_rest(tree, verb) if whole else _rest(tree, verb, without)
    if rest is None or _goes_on(tree, rest[1], without) or (_past(tree, group) and _speaks_of_known(tree, rest)):
        return None
    if not stands_alone(tree, *rest, antecedent=subject.head) or _broken(tree, rest):
        return None
    return Clause(subject, group, rest)


def _of_its_story(tree: Tree, subject: Phrase, group: VerbGroup) -> bool:
    """Whether a past clause is about nobody by name: "employers used their profits" belongs to the page it is on."""
    if not _past(tree, group):
        return False
    if tree.lower[_finite(group)] == "had":
        return True
    words = range(subject.start, subject.stop)
    head = subject.head
    alone = subject.stop - subject.start == 1 and tree.tag[head] == "NN" and tree.word[head][0].isupper()
    named = any(tree.pos[i] == "PROPN" or tree.lower[i] in PROPER_ADJECTIVES for i in words)
    named = named or any(tree.word[i][0].isupper() for i in words if i != subject.start)
    return not named and not (alone and tree.lower[head] not in tree.common)


def _has_one_beginning(tree: Tree, subject: Phrase, group: VerbGroup) -> bool:
    """Whether something general was done to the subject once: "the law of superposition was proposed in 1669"."""
    singular = tree.tag[subject.head] == "NN" and group.passive
    of = any(tree.lower[i] in ("of", "“") for i in range(subject.start, subject.stop))
    return singular and (of or article(tree, subject) == "")


SPEECH = frozenset("argue say claim believe think suggest write maintain insist assert contend declare note".split())


def _attributed(tree: Tree, verb: int) -> bool:
    """Whether the clause is what somebody said: "the soul, Ficino argued, existed ..."."""
    return any(tree.lemma[k] in SPEECH for k in tree.kids_of(verb, "parataxis")) or (
        tree.lemma[tree.head[verb]] in SPEECH and tree.head[verb] != verb
    )


def _finite(group: VerbGroup) -> int:
    return group.aux if group.aux is not None else group.verb


def _past(tree: Tree, group: VerbGroup) -> bool:
    return tree.tag[_finite(group)] == "VBD"


GOES_ON = frozenset("until since as if although though whereas so by for with under "
                    "during in on at from to into through following despite without than".split())  # fmt: skip


def _goes_on(tree: Tree, stop: int, without: tuple[int, ...]) -> bool:
    """Whether the clause is cut where it goes on: "took the lead | in continuing the fight"."""
    if stop >= tree.last[stop - 1] or any(tree.left[k] == stop for k in without):
        return False
    goes_on = tree.lower[stop] in GOES_ON and tree.pos[stop] != "CCONJ"
    return goes_on and stop + 1 < len(tree.word) and tree.tag[stop + 1] == "VBG"


UNIQUE = frozenset("world sun moon earth sky sea universe north south east west past future public poor rich dead "
                   "throne time day lead vote war right way people king pope church crown "
                   "city".split())  # fmt: skip


AFTER_KNOWN = frozenset("and or for from by with during after before until as when while because".split())


def _speaks_of_known(tree: Tree, rest: tuple[int, int]) -> bool:
    """Whether a story's clause has a bare "the problems", "the relocation": something the page told of before."""
    for i in range(rest[0], rest[1] - 1):
        noun = i + 1
        if tree.lower[i] != "the" or tree.pos[noun] != "NOUN" or tree.lower[noun] in UNIQUE:
            continue
        follows = tree.after(noun)
        ends = follows in (",", ".", ";") or follows.lower() in AFTER_KNOWN or noun + 1 == rest[1]
        if ends and tree.dep[noun] not in ("compound", "amod"):
            return True
    return False


def _broken(tree: Tree, rest: tuple[int, int]) -> bool:
    """Whether quotation marks are cut in two, or a reference to a figure has left a hole ("shown in to measure")."""
    holes = any(
        tree.tag[i] == "IN" and (tree.tag[i + 1] == "TO" or tree.pos[i + 1] == "PUNCT")
        for i in range(rest[0], min(rest[1], len(tree.word) - 1))
        if tree.word[i + 1] not in ("“", '"', "‘", "(")
    )
    return holes or not balanced(text_of(tree, rest))


def _between(tree: Tree, subject: Phrase, group: VerbGroup) -> bool:
    """Whether anything but a plain adverb or a remark set off by marks stands between subject and verb."""
    first = subject.stop
    if first < group.start and tree.word[first] in (",", "("):
        marks = (",",) if tree.word[first] == "," else (")",)
        closed = [i for i in range(first + 1, group.start) if tree.word[i] in marks]
        if not closed or closed[-1] - first > LONGEST_REMARK or not _remarks(tree, first):
            return True
        first = closed[-1] + 1
    return any(tree.pos[i] != "ADV" for i in range(first, group.start))


LONGEST_REMARK = 24
REMARKING = frozenset(("WDT", "WP", "WP$", "DT", "VBN", "VBG", "IN", "RB", "WRB"))


def _remarks(tree: Tree, mark: int) -> bool:
    """Whether a remark begins after a mark: a parenthesis, a clause, a participle, an aside; not a list's next noun."""
    return tree.word[mark] == "(" or tree.tag[mark + 1] in REMARKING


def _before_remark(tree: Tree, head: int) -> int:
    """The last token of a noun phrase that a remark between marks may follow."""
    last = tree.right[head]
    mark = next((i for i in range(head + 1, last) if tree.word[i] in (",", "(")), None)
    if mark is None or tree.kid(head, "conj") is not None or not _remarks(tree, mark):
        return last
    closes = ")" if tree.word[mark] == "(" else ","
    after = tree.after(last)
    return mark - 1 if tree.word[last] == closes or (closes == "," and after == ",") else last


def _subject(tree: Tree, head: int) -> Phrase | None:
    """The whole subject, if a reader knows what it means without the page."""
    start, last = tree.left[head], _before_remark(tree, head)
    if tree.pos[head] not in NOUNS or last - start > 11:
        return None
    while (tree.dep[start] in ("cc", "punct", "advmod", "mark") or tree.pos[start] == "ADV") and start < head:
        if tree.pos[tree.head[start]] == "ADJ" and start < tree.head[start] < head:
            break
        start += 1
    if start and tree.pos[start - 1] == "NUM" and tree.dep[start - 1] not in ("obl", "obl:unmarked", "nmod", "root"):
        return None  # "43.3 | percent of children"
    phrase = Phrase(start, last + 1, head)
    words = [tree.lower[i] for i in range(start, last + 1)]
    if any(w in PERSONAL for w in words) or "," in words or not stands_alone(tree, start, last + 1):
        return None
    return phrase if _definite_enough(tree, phrase) else None


def _definite_enough(tree: Tree, phrase: Phrase) -> bool:
    """A name, a kind of thing, or a description with a name in it; not "the army" of the sentence before."""
    words = range(phrase.start, phrase.stop)
    if any(tree.pos[i] == "PROPN" or (tree.word[i].isupper() and len(tree.word[i]) > 1) for i in words):
        return True
    counted = tree.lower[phrase.start] in COUNTING and not is_sweeping(tree, phrase)
    if counted or any(tree.pos[i] in ("NUM", "PRON") for i in words):
        return False
    if article(tree, phrase) != "the":
        return tree.lemma[phrase.head].lower() not in VAGUE_SUBJECTS
    telling = [i for i in words if i not in (phrase.start, phrase.head) and tree.lower[i] not in UNTELLING]
    return bool(telling) and tree.lemma[phrase.head].lower() not in PEOPLE


def is_sweeping(tree: Tree, phrase: Phrase) -> bool:
    """Whether a phrase speaks of a kind at large: "many languages", "most banks"."""
    return tree.lower[phrase.start] in ("many", "most", "all") and tree.tag[phrase.head] == "NNS"


def _rest(tree: Tree, verb: int, without: tuple[int, ...]) -> tuple[int, int] | None:
    """Tokens after the verb up to where another clause begins; None when something set apart stands in the middle."""
    stop = verb + 1
    for kid in sorted(k for k in tree.kids[verb] if k > verb):
        dep = tree.dep[kid]
        if (
            kid in without
            or dep in ("parataxis", "discourse", "advcl", "conj", "vocative")
            or tree.word[kid] in ENDINGS
        ):
            break
        if dep == "punct":
            if tree.word[kid] in ("“", "”", '"'):
                return None
            break
        if dep in ("advmod",) and tree.lower[kid] in LINKING:
            return None
        stop = max(stop, _right(tree, kid))
    while stop > verb + 1 and tree.pos[stop - 1] in ("PUNCT", "CCONJ", "SCONJ", "ADP", "DET"):
        if tree.dep[stop - 1] == "compound:prt":
            break
        stop -= 1
    return (verb + 1, stop)


def _whole_rest(tree: Tree, verb: int) -> tuple[int, int] | None:
    """Tokens after the verb up to a comment, a clause with its own subject or the end of the sentence."""
    stop, last = verb + 1, tree.right[verb] + 1
    while stop < last and tree.word[stop] not in ENDINGS and not _turns(tree, stop, verb):
        stop += 1
    while stop > verb + 1 and tree.pos[stop - 1] in ("PUNCT", "CCONJ", "SCONJ", "DET"):
        stop -= 1
    return (verb + 1, stop) if stop > verb + 1 else None


def _turns(tree: Tree, i: int, verb: int) -> bool:
    """Whether a clause of its own or a comment begins at a token."""
    if tree.word[i] == ",":
        if i + 1 < tree.right[verb] and tree.pos[i - 1] == tree.pos[i + 1] == "ADJ":
            return False
        clause = tree.head[i]
        listed = tree.dep[clause] == "conj" and tree.pos[clause] in (*NOUNS, "ADJ", "VERB")
        return not listed or tree.kid(clause, *SUBJECT) is not None or _starts_comment(tree, i, tree.right[verb])
    if tree.pos[i] == "CCONJ":
        return tree.kid(tree.head[i], *SUBJECT, "expl") is not None and tree.dep[tree.head[i]] == "conj"
    return tree.lower[i] in ("but", "while", "whereas", "although", "though") and tree.dep[i] in ("mark", "cc")


RECALLING = frozenset(("recall", "remember", "note", "notice"))


def is_recalled(tree: Tree, head: int) -> bool:
    """Whether a clause is what the reader is asked to recall: "Recall that friction is a force that ..."."""
    verb = tree.head[head]
    asked = tree.dep[head] == "ccomp" and tree.lemma[verb].lower() in RECALLING and tree.head[verb] == verb
    return asked and tree.kid(verb, *SUBJECT) is None


def is_main(tree: Tree, head: int) -> bool:
    """Whether a predicate is a sentence's own: its root, one beside the root with a subject, or one to recall."""
    if tree.head[head] == head or is_recalled(tree, head):
        return True
    beside = tree.dep[head] in ("conj", "parataxis") and tree.head[tree.head[head]] == tree.head[head]
    return beside and tree.kid(head, *SUBJECT) is not None


def _right(tree: Tree, kid: int) -> int:
    """The end of a dependent, cut before a comma clause, a comment or a parenthesis inside it."""
    last = tree.right[kid]
    for i in range(kid + 1, last + 1):
        if tree.word[i] in ENDINGS or (tree.word[i] == "," and _starts_comment(tree, i, last)):
            return i
    return last + 1


def _starts_comment(tree: Tree, comma: int, last: int) -> bool:
    follows = comma + 1
    if follows > last:
        return True
    return tree.lower[follows] in COMMENTS or tree.tag[follows] in ("VBG", "VBN", "WDT", "WP")


def clause_slots(tree: Tree, clause: Clause) -> dict[str, str]:
    """The slots that every fact about an action has."""
    head = clause.subject.head
    named = [head, *tree.kids_of(head, "compound", "nmod:desc", "flat", "appos")]
    person = any(tree.lemma[i].lower() in PEOPLE for i in named if i < clause.subject.stop)
    return {
        "predicate": clause.predicate(tree),
        "inverted": clause.ask(tree),
        "clause": clause.statement(tree),
        "number": "plural" if is_plural(tree, head) else "singular",
        "proper": "yes" if tree.pos[head] == "PROPN" else "no",
        "person": "yes" if person else "",
        "article": article(tree, clause.subject),
        "passive": "yes" if clause.group.passive else "",
    }


def full_phrase(tree: Tree, head: int) -> Phrase:
    """A noun phrase with all that hangs on it, without its preposition."""
    start, last = tree.left[head], tree.right[head]
    while start < head and tree.dep[start] in ("case", "mark", "cc", "punct"):
        start += 1
    while last > head and tree.pos[last] in ("PUNCT", "CCONJ"):
        last -= 1
    return Phrase(start, last + 1, head)


def with_case(tree: Tree, verb: int, wanted: str) -> int | None:
    """The oblique of a verb that has this preposition."""
    for kid in tree.kids_of(verb, "obl"):
        if any(tree.lower[c] == wanted for c in tree.kids_of(kid, "case")):
            return kid
    return None
