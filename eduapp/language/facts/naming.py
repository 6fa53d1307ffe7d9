"""Namings: "a Y called X", "Y, known as X,", "Y is called X", "historians call Y X", "CLAUSE, a process called X"."""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.base import Finding
from eduapp.language.facts.describe import FINITE, STOPS, description, stated, usable, weighed
from eduapp.language.grammar import (
    BE,
    NOUNS,
    PERSONAL,
    POINTING,
    Phrase,
    article,
    is_plural,
    is_vague,
    lower_start,
    noun_phrase,
    stands_alone,
)
from eduapp.language.tree import Tree

DIRECT = frozenset(("call", "name", "term", "dub", "nickname", "label"))
WITH_AS = frozenset(("know", "refer"))
ALIAS = frozenset(("also", "sometimes", "otherwise", "better", "commonly", "often", "formally", "popularly", "formerly",
                   "originally", "simply", "usually", "frequently", "later", "now", "initially"))  # fmt: skip
NAME_POS = frozenset(("ADJ", "NOUN", "PROPN", "X", "NUM"))
OPENING, CLOSING = ("“", '"', "‘", "``"), ("”", '"', "’", "''")
NO_NAME_END = frozenset(("and", "or", "-", "of", "/", "for", "’s", "'s"))


def naming_verb(tree: Tree, verb: int) -> bool:
    """Whether a token is a naming participle ("called", "known", "referred")."""
    return tree.lemma[verb] in DIRECT | WITH_AS and tree.tag[verb] in ("VBN", "VBD")


def named(tree: Tree, verb: int) -> Phrase | None:
    """The name that a naming verb gives: the words right after "called", "known as" or "referred to as"."""
    at, stop = verb + 1, tree.last[verb]
    lemma = tree.lemma[verb]
    if lemma in WITH_AS:
        at += lemma == "refer" and at < stop and tree.lower[at] == "to"
        if at >= stop or tree.lower[at] != "as":
            return None
        at += 1
    return name_at(tree, at, stop)


def name_at(tree: Tree, at: int, stop: int) -> Phrase | None:
    """The name that starts at a token: quoted words, or a run of nouns, adjectives and hyphens after an article."""
    at += at < stop and tree.lower[at] in ("a", "an", "the")
    if at < stop and tree.word[at] in OPENING:
        close = next((i for i in range(at + 1, min(at + 8, stop)) if tree.word[i] in CLOSING), None)
        return _run(tree, at + 1, close - (tree.word[close - 1] in (",", "."))) if close else None
    end = at
    while end < stop and (tree.pos[end] in NAME_POS or tree.word[end] == "-" or _inner(tree, end, at, stop)):
        end += 1
    return _run(tree, at, _with_its_rest(tree, at, end, stop))


def _with_its_rest(tree: Tree, at: int, end: int, stop: int) -> int:
    """Where a name ends whose abbreviation says that it goes on: "return on equity (ROE)"."""
    mark = next((i for i in range(end, min(end + 4, stop - 1)) if tree.word[i] == "("), None)
    if mark is None or mark == end or tree.pos[end] != "ADP":
        return end
    initials = "".join(tree.word[i][0] for i in range(at, mark) if tree.word[i][0].isalpha())
    return mark if initials.upper() == tree.word[mark + 1] else end


def _inner(tree: Tree, i: int, at: int, stop: int) -> bool:
    """Whether a word inside a name joins its parts ("Treaty of Versailles", "shifting cultivation")."""
    if tree.tag[i] in ("VBG", "VBN") and i + 1 < stop:
        return tree.pos[i + 1] in ("NOUN", "PROPN") or tree.word[i + 1] == "-" or (i > at and tree.word[i - 1] == "-")
    joins = tree.lower[i] in ("of", "de", "al") and at < i < stop - 1
    return joins and tree.word[i - 1][0].isupper() and tree.pos[i + 1] in ("PROPN", "NOUN")


def _run(tree: Tree, start: int, stop: int) -> Phrase | None:
    if not start < stop <= start + 6:
        return None
    ofs = [i for i in range(start + 1, stop) if tree.lower[i] == "of"]
    return Phrase(start, stop, (ofs[0] if ofs else stop) - 1)


def is_name(tree: Tree, name: Phrase, stop: int) -> bool:
    """Whether a phrase reads as a name and really ends where it ends."""
    after = tree.lower[name.stop] if name.stop < stop else "."
    clean = all(tree.lower[i] not in PERSONAL | POINTING for i in range(name.start, name.stop))
    text = tree.span(name.start, name.stop)
    if tree.pos[name.head] in ("ADJ", "VERB", "ADV", "NUM") and text.islower():
        return False
    return clean and after not in NO_NAME_END and text[0].isalnum() and text[-1].isalnum() and not text.isdigit()


def participle(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A noun phrase followed by "called X", "known as X", "named X" or "referred to as X"."""
    for verb in range(start + 1, stop - 1):
        if not naming_verb(tree, verb) or _renames(tree, verb):
            continue
        if not _which(tree, verb) and (
            tree.kid(verb, "aux", "aux:pass", "nsubj") is not None or tree.pos[verb - 1] in ("AUX", "PRON")
        ):
            continue
        name = named(tree, verb)
        if name is None or not is_name(tree, name, stop) or is_vague(tree, name):
            continue
        said = _described(tree, verb, name)
        if said is not None and not _says_nothing(tree, said):
            finding = stated(tree, FactKind.NAMING, "called.v2", name, said, "called")
            yield from weighed(tree, finding, name, said, least=1)


def _says_nothing(tree: Tree, said: Phrase) -> bool:
    """Whether a description is "a practice" or "a phenomenon" and no more: what it is stands elsewhere."""
    return said.stop - said.start <= 2 and tree.lemma[said.head] in SUMS


def _which(tree: Tree, verb: int) -> bool:
    """Whether the name comes in a clause: ", which is called X"."""
    return verb >= 3 and tree.lower[verb - 1] in BE and tree.lower[verb - 2] == "which"


def _renames(tree: Tree, verb: int) -> bool:
    return any(tree.lower[k] in ALIAS for k in (verb - 1, *tree.kids_of(verb, "advmod")))


def _described(tree: Tree, verb: int, name: Phrase) -> Phrase | None:
    """The noun phrase right before a naming participle, the nearest that agrees with the name in number."""
    stop = verb - 2 if _which(tree, verb) else verb
    stop -= tree.word[stop - 1] == ","
    chain = [stop - 1]
    if tree.pos[stop - 1] not in NOUNS:
        return None
    while (
        tree.dep[chain[-1]] in ("nmod", "compound", "flat", "conj", "obl", "obj") and tree.head[chain[-1]] < chain[-1]
    ):
        if tree.pos[tree.head[chain[-1]]] not in NOUNS:
            break
        chain.append(tree.head[chain[-1]])
    for host in chain:
        if tree.pos[host] == "PROPN" or (tree.kid(host, "nummod") is not None and host != chain[-1]):
            continue
        phrase = Phrase(noun_phrase(tree, host, of_names=False).start, stop, host)
        if any(tree.tag[i] == "NNS" for i in range(phrase.start, host)):
            continue  # "the material forms structures": a verb taken for a noun
        if host == chain[0] and tree.pos[name.head] == "PROPN" and article(tree, phrase) in ("a", "an"):
            return phrase
        many = is_plural(tree, host) or _ends_like_a_plural(tree.lower[host])
        if (article(tree, phrase) or many) and many == _names_many(tree, name):
            return phrase
        if len(chain) == 1 and article(tree, phrase) in ("a", "an") and phrase.stop - phrase.start > 2:
            return phrase  # "a system called floating exchange rates"
    return None


def _names_many(tree: Tree, name: Phrase) -> bool:
    return is_plural(tree, name.head) or _ends_like_a_plural(tree.lower[name.head])


def _ends_like_a_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "ics"))


def passive(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """Y is/are/was/were called X; Y is known as X: the sentence opens with the description."""
    for verb in range(start + 2, stop - 1):
        if not naming_verb(tree, verb) or tree.lower[verb - 1] not in BE:
            continue
        if tree.lemma[verb] == "name":
            continue  # "was named prime minister" appoints
        name, said = named(tree, verb), _whole_subject(tree, _clause_start(tree, start, verb), verb - 1)
        if name is None or said is None or not is_name(tree, name, stop) or is_vague(tree, name):
            continue
        if usable(tree, name, said, least=2, any_head=True) and tree.lower[verb - 2] not in (
            "which",
            "that",
            "who",
            "what",
            "and",
            "or",
            "but",
        ):
            yield stated(tree, FactKind.NAMING, "is_called.v1", name, said, "called")


def _clause_start(tree: Tree, start: int, verb: int) -> int:
    """Where the clause of a verb opens: at the sentence's start, or after the last comma and conjunction."""
    for i in range(verb - 3, start, -1):
        if tree.pos[i] in ("CCONJ", "SCONJ") and tree.word[i - 1] in (",", ";"):
            clause = tree.pos[i] == "SCONJ" or any(tree.tag[j] in FINITE for j in range(start, i))
            return i + 1 if clause else start
    return start


def _whole_subject(tree: Tree, start: int, helper: int) -> Phrase | None:
    """All that stands before the verb when it opens the sentence and describes: "anyone who ..." included."""
    stop = helper - (tree.word[helper - 1] == ",")
    opens = tree.lower[start] in ("a", "an", "the", "anyone", "someone", "people") or tree.tag[start] == "NNS"
    if not opens or not 2 <= stop - start <= 32 or any(tree.word[i] in STOPS for i in range(start, stop)):
        return None
    finite = sum(tree.tag[i] in ("VBZ", "VBP", "VBD", "MD") for i in range(start, stop))
    if finite and not any(
        tree.tag[i] in ("WDT", "WP", "WP$", "WRB") or tree.lower[i] == "that" for i in range(start, stop)
    ):
        return None
    heads = [i for i in range(start, stop) if tree.pos[i] in NOUNS or tree.lower[i] in ("anyone", "someone")]
    determined = [i for i in heads if noun_phrase(tree, i, of_names=False).start == start]
    return Phrase(start, stop, determined[0] if determined else heads[0]) if heads else None


def active(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """Historians call Y X: who calls it so is kept in the slot `caller`."""
    for verb in range(start + 1, stop - 2):
        if tree.lemma[verb] not in ("call", "term", "dub") or tree.dep[verb] != "root":
            continue
        caller, thing = tree.kid(verb, "nsubj"), tree.kid(verb, "obj")
        if caller is None or thing is None or tree.kid(verb, "aux", "aux:pass") is not None or thing < verb:
            continue
        said = description(tree, thing)
        name = name_at(tree, said.stop, stop) if said else None
        if name is None or said is None or tree.head[name.head] not in (verb, thing) or not is_name(tree, name, stop):
            continue
        who = (tree.left[caller], tree.right[caller] + 1)
        if usable(tree, name, said, least=2) and tree.word[said.stop] not in STOPS and stands_alone(tree, *who):
            finding = stated(tree, FactKind.NAMING, "call.v1", name, said, "called")
            finding.slots["caller"] = tree.span(*who)
            yield finding


SUMS = frozenset(
    "process step practice phenomenon system method technique policy reaction belief situation condition event stage "
    "concept idea notion principle thing state effect strategy procedure movement change arrangement custom".split()
)


def summed(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A whole clause, then ", a process called X": the clause says what X is."""
    for verb in range(start + 6, stop - 1):
        host = verb - 1
        if not naming_verb(tree, verb) or tree.lemma[host] not in SUMS or tree.lower[host - 1] not in ("a", "an"):
            continue
        comma = host - 2
        begin = start + 2 if tree.word[start + 1] == "," and tree.pos[start] == "ADV" else start
        said, name = Phrase(begin, comma, begin), named(tree, verb)
        tags = {tree.tag[i] for i in range(begin, comma)}
        finite = bool(tags & {"VBZ", "VBP"}) and "VBD" not in tags
        if tree.word[comma] != "," or not finite or name is None or not is_name(tree, name, stop):
            continue
        if 5 <= comma - begin <= 28 and stands_alone(tree, begin, comma) and tree.word[comma - 1] not in STOPS:
            finding = stated(tree, FactKind.NAMING, "summed.v1", name, said, "called")
            finding.slots |= {"head": tree.lemma[host], "clause": lower_start(tree, begin, tree.span(begin, comma))}
            yield finding


RULES = (participle, passive, active, summed)
