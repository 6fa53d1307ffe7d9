"""Lists: "There are three types of X: a, b, and c", "The factors of X are a, b, and c", "X includes a, b, and c".

The object is the list, and `members` has its parts one by one. The slot `relation` is what joins heading and list
("colon", "are", "include", "consists"). A plural heading ("types of rock") is the subject, and the slot `heading` has
it for a question; in "X has three parts: ..." the subject is X and the heading "parts of X". Where X itself has the
parts ("X includes ..."), there is no heading. `count` is the number that the text gives, and `whole` is "yes" where the
text says that these are all.
"""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.base import Finding, Range
from eduapp.language.facts.clause import UNTELLING
from eduapp.language.facts.halves import is_noun, is_plain, phrase_text
from eduapp.language.facts.members import list_to, texts
from eduapp.language.grammar import NOUNS, PERSONAL, POINTING, Phrase
from eduapp.language.tree import Tree

NUMBERS = frozenset("two three four five six seven eight nine ten several".split())
HAVING = {"has": "of", "have": "of", "include": "of", "includes": "of", "involves": "of", "involve": "of"}
LISTING = frozenset(("include", "are", "comprise"))
KINDS = frozenset("type kind form category class part component element stage step phase level factor source branch "
                  "layer principle characteristic feature function area aspect method way group division property "
                  "dimension goal task role reason condition theme state field family region "
                  "sector".split())  # fmt: skip
SKIPPED = frozenset("following main basic major key primary important different common distinct general broad "
                    "separate".split())  # fmt: skip
ANNOUNCING = frozenset(("following", "certain", "various", "distinct"))
LEADING = frozenset(("the", "these", "those", "all", "some", "many", "most", "following"))


def colon(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A heading in the plural, a colon or a dash, and at least three members to the end of the sentence."""
    for mark in range(start + 2, stop - 5):
        if tree.word[mark] not in (":", "—"):
            continue
        last = mark - 1 if tree.word[mark - 1] != "," else mark - 2
        while last > start and tree.lower[last] in ("following", "are", "include", "namely", ","):
            last -= 1
        said = tree.lower[last + 1] if last + 1 < mark else ""
        heading, found = _heading(tree, start, last), _closed(tree, mark + 1, stop)
        if heading is not None and len(found) >= 2 and _introduces(tree, start, mark, heading):
            yield from _finding(tree, start, heading, found, said if said in LISTING else "colon")
        return


def _introduces(tree: Tree, start: int, mark: int, heading: Phrase) -> bool:
    """Whether what stands before a colon says that a list comes: a number, "following" or a noun like "types"."""
    if tree.word[mark] == "—":
        return True
    told = any(tree.lower[i] in NUMBERS or tree.lower[i] in ANNOUNCING for i in range(start, mark))
    verb = any(tree.tag[i] in ("VBZ", "VBP", "VBD", "MD") for i in range(start, mark))
    return verb and (told or tree.lemma[heading.head] in KINDS or tree.lower[mark - 1] in LISTING)


def _closed(tree: Tree, first: int, stop: int) -> list[Range]:
    """The members of a list that ends where the sentence does, or at a semicolon, a dash or a bracket."""
    found = list_to(tree, first, stop)
    return found if found and tree.after(found[-1][1] - 1) in (".", ";", "—", "(", ":") else []


def _heading(tree: Tree, start: int, last: int) -> Phrase | None:
    """The plural noun phrase that ends with token `last`, with an "of" phrase that it may have."""
    head = last
    while head > start and not (tree.tag[head] in ("NNS", "NNPS") and _reaches(tree, head, last)):
        head -= 1
        if last - head > 6:
            return None
    of = head - 1
    while of > start and tree.tag[of] in ("JJ", "NN", "NNP", "DT"):
        of -= 1
    if (
        of > start + 1
        and tree.lower[of] in ("of", "in", "for")
        and tree.lemma[of - 1] in KINDS
        and tree.tag[of - 1] == "NNS"
    ):
        head = of - 1
    named = tree.tag[head] == "NNS" and tree.pos[last] in NOUNS and tree.lemma[head] != "example"
    if not named or (tree.word[head][0].isupper() and head > start):
        return None
    first = min([head, *(tree.left[k] for k in tree.kids[head] if k < head and tree.dep[k] in LEFT)])
    first = max(first, start)
    while first < head and (tree.lower[first] in LEADING or tree.pos[first] in ("DET", "CCONJ", "ADP")):
        first += 1
    return Phrase(first, last + 1, head)


LEFT = frozenset(("det", "amod", "compound", "nummod", "nmod:poss"))


def _reaches(tree: Tree, head: int, last: int) -> bool:
    """Whether the words from a noun to `last` are that noun, or it and an "of" or "in" phrase."""
    return head == last or (tree.right[head] >= last and tree.lower[head + 1] in ("of", "in", "for"))


def include(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A plural heading that opens the sentence, "are" or "include", and at least three members."""
    for verb in range(start + 1, min(stop - 5, start + 12)):
        if tree.lower[verb] not in LISTING or tree.pos[verb] not in ("VERB", "AUX"):
            continue
        heading = _heading(tree, start, verb - 1)
        opener = heading.start if heading is not None else start
        opens = all(tree.lower[i] in LEADING or tree.pos[i] in ("NUM", "DET") for i in range(start, opener))
        found = _closed(tree, verb + 1, stop)
        counted = any(tree.pos[i] == "NUM" for i in range(start, opener + 1))
        if heading is not None and opens and len(found) >= 3 and (counted or _names_things(tree, found)):
            yield from _finding(tree, start, heading, found, tree.lower[verb])
        return


def _names_things(tree: Tree, found: list[Range]) -> bool:
    """Whether the members are noun phrases or doings, and not what the subject is like."""
    return all(is_noun(tree, stop - 1) or tree.tag[start] == "VBG" for start, stop in found)


def _finding(tree: Tree, start: int, heading: Phrase, found: list[Range], said: str) -> Iterator[Finding]:
    count = next((i for i in range(max(start, heading.start - 1), heading.head) if tree.lower[i] in NUMBERS), None)
    first = heading.start
    while first < heading.head and (tree.lower[first] in SKIPPED or tree.lower[first] in NUMBERS):
        first += 1
    if count is not None and tree.lower[count] != "several" and _counted(tree, count) not in (None, len(found)):
        return
    if (len(found) == 2 and (count is None or tree.lower[count] != "two")) or _shares_heading(tree, heading, found):
        return
    slots = {"count": tree.lower[count] if count is not None else "", "relation": said}
    slots["whole"] = "yes" if slots["count"] not in ("", "several") or said in ("are", "comprise") else ""
    span = (found[0][0], found[-1][1])
    named = Phrase(first, heading.stop, heading.head)
    if _tells(tree, named):
        slots["heading"] = phrase_text(tree, first, heading.stop)
    else:
        owner = _owner(tree, start, heading)
        if owner is None:
            return
        slots["heading"] = f"{tree.span(first, heading.stop)} of {phrase_text(tree, owner.start, owner.stop)}"
        named = owner
    subject = (named.start, named.stop)
    yield Finding(FactKind.LIST, f"list_{said}.v1", subject, named.head, said, span, slots, members=texts(tree, found))


def _shares_heading(tree: Tree, heading: Phrase, found: list[Range]) -> bool:
    """Whether the last member has the heading's noun for all of them: "the Celsius and Kelvin scales"."""
    last = found[-1][1] - 1
    return tree.lemma[last] == tree.lemma[heading.head] and tree.lemma[found[0][1] - 1] != tree.lemma[last]


def _counted(tree: Tree, i: int) -> int | None:
    order = "two three four five six seven eight nine ten".split()
    return order.index(tree.lower[i]) + 2 if tree.lower[i] in order else None


def _tells(tree: Tree, named: Phrase) -> bool:
    """Whether a heading says what it is a heading of: "types of rock", "renewable resources", not "three parts"."""
    words = range(named.start, named.stop)
    if any(tree.lower[i] in PERSONAL or tree.lower[i] in POINTING or tree.word[i] in (",", "(") for i in words):
        return False
    if tree.pos[named.start] in ("ADP", "ADV") or any(
        tree.lower[i] in ("with", "and") for i in words if i < named.head
    ):
        return False
    if tree.tag[named.start] in ("VB", "VBP", "VBZ", "VBD", "VBN", "JJR", "JJS") or len(words) > 8:
        return False
    told = [
        i for i in words if i != named.head and tree.lower[i] not in UNTELLING and tree.pos[i] not in ("NUM", "DET")
    ]
    bare_the = any(tree.lower[i] == "the" and i + 2 == named.stop for i in words)
    verbs = any(tree.tag[i] in ("VBZ", "VBD", "MD") for i in words)
    return bool(told) and not bare_the and not verbs


def _owner(tree: Tree, start: int, heading: Phrase) -> Phrase | None:
    """What has the parts: the subject of "X has three parts"."""
    into = heading.start - 1 if tree.pos[heading.start - 1] != "NUM" else heading.start - 2
    if into > start + 1 and tree.lower[into] in ("into", "in") and tree.lemma[into - 1] == "fall":
        return _whole_subject(tree, start, into - 1)
    if into > start + 1 and tree.lower[into] == "into":
        return _divided(tree, start, into)
    verb = next((i for i in range(start + 1, heading.start) if tree.lower[i] in HAVING), None)
    subject = tree.kid(verb, "nsubj") if verb is not None and tree.pos[verb] == "VERB" else None
    if subject is None or verb is None or tree.right[subject] + 1 != verb or tree.kid(verb, "obj") != heading.head:
        return None
    owner = Phrase(tree.left[subject], verb, subject)
    return owner if is_plain(tree, owner) and owner.start == start else None


def _whole_subject(tree: Tree, start: int, verb: int) -> Phrase | None:
    """The subject that opens a sentence and ends right before its verb."""
    head = next((i for i in range(start, verb) if tree.pos[i] in NOUNS and tree.right[i] + 1 >= verb), None)
    owner = Phrase(start, verb, head) if head is not None else None
    return owner if owner is not None and is_plain(tree, owner) else None


def _divided(tree: Tree, start: int, into: int) -> Phrase | None:
    """What is divided "into" parts: the object right before, or the subject of a passive verb there."""
    verb = next((i for i in range(into - 1, start, -1) if tree.lemma[i] in DIVIDING), None)
    if verb is None:
        return None
    if verb == into - 1 and tree.lower[verb - 1] in ("be", "are", "is"):
        be = verb - 1 if tree.lower[verb - 1] != "be" else verb - 2
        return _whole_subject(tree, start, be)
    owner = Phrase(verb + 1, into, into - 1)
    return owner if verb + 1 < into and is_plain(tree, owner, most=5) else None


DIVIDING = frozenset("divide classify group sort categorize separate split organize distinguish".split())


def contained(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X includes, involves, consists of or comprises at least three things."""
    for verb in range(start + 1, min(stop - 5, start + 12)):
        of = CONTAINING.get(tree.lower[verb])
        if of is None or tree.pos[verb] != "VERB" or tree.dep[verb] != "root":
            continue
        subject, first = tree.kid(verb, "nsubj"), verb + 1 + len(of.split())
        found = _closed(tree, first, stop)
        if subject is None or len(found) < 3 or (of and tree.lower[verb + 1] != of):
            return
        owner = Phrase(tree.left[subject], tree.right[subject] + 1, subject)
        if (
            owner.stop == verb
            and is_plain(tree, owner)
            and tree.lemma[subject] not in KINDS
            and owner.start <= start + 2
        ):
            slots = {"relation": tree.lower[verb]}
            span, said = (found[0][0], found[-1][1]), tree.span(verb, first)
            yield Finding(FactKind.LIST, "list_contained.v1", (owner.start, owner.stop), subject, said, span, slots,
                          members=texts(tree, found))  # fmt: skip
        return


CONTAINING = {"includes": "", "involves": "", "comprises": "", "consists": "of", "consist": "of", "involve": ""}
RULES = (colon, include, contained)
