"""Phrases that say what something is: cut to one stretch, judged for being specific, and made to stand alone."""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.base import Finding
from eduapp.language.grammar import (
    NOUNS,
    Phrase,
    article,
    balanced,
    bare,
    is_person,
    is_plural,
    is_proper,
    is_vague,
    stands_alone,
    term_shaped,
)
from eduapp.language.tree import Tree

STOPS = frozenset((";", ":", "—", "–", "(", ")", "[", "]", "?", "!", "…", "...", "--"))
CUT_DEPS = frozenset(("parataxis", "discourse", "vocative", "dislocated", "list", "reparandum"))
VAGUE_HEADS = frozenset(
    "one example part result reason problem thing case matter issue topic time place fact question answer point "
    "success failure disaster surprise mistake challenge goal aim purpose key beginning end start step sign "
    "source cause consequence effect outcome response idea some many most none majority number lot rest day way "
    "subject focus center bit couple few all other same another exception concern target victim winner loser "
    "opportunity threat choice reminder blow turning symbol reflection indication product basis essence heart "
    "hallmark favorite difference sort addition extension continuation reality truth priority factor variable "
    "necessity requirement opportunity pronunciation spelling translation version equivalent".split()
)
PLACED_HEADS = frozenset(
    "point place part time step center start end source basis product day difference reason".split()
)
"""Vague alone, telling with what follows: "the point on the surface directly above the focus"."""
VAGUE_ADJECTIVES = frozenset(
    "important significant major key main good great common popular powerful useful attractive essential critical "
    "crucial big large small famous notable prominent interesting complex difficult easy simple different similar "
    "successful vital serious early late new old strong central only own favorite typical classic prime perfect "
    "particular certain such various several many few numerous controversial".split()
)
CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM"))


def description(tree: Tree, head: int, start: int | None = None) -> Phrase | None:
    """The stretch that describes something, from its determiner to where another clause begins.

    Stops before a coordinated clause, a parenthesis, a colon or a comment, and drops a trailing comma phrase that
    no longer says what the thing is. None where nothing is left on the right of the head or the left.
    """
    first = _first(tree, head) if start is None else start
    last = head
    for kid in sorted(k for k in tree.kids[head] if k > head):
        dep = tree.dep[kid]
        if dep in CUT_DEPS or dep in ("appos", "orphan") or _begins_clause(tree, kid):
            break
        if dep == "punct":
            continue
        if dep in ("advcl", "obl", "advmod", "nsubj", "cop", "aux", "mark", "cc"):
            break
        if dep == "conj" and not _like(tree, kid):
            break
        last = _right_edge(tree, kid)
        if last < tree.right[kid]:
            break
    stop = next((i for i in range(head, last + 1) if tree.word[i] in STOPS or _turns(tree, i)), last + 1)
    stop = _closed(tree, first, _trimmed(tree, first, stop))
    whole = stop > head and balanced(tree.span(first, stop)) and not _interrupted(tree, stop)
    return Phrase(first, stop, head) if whole else None


def _interrupted(tree: Tree, stop: int) -> bool:
    """Whether a parenthesis breaks the stretch off and the sentence goes on with it afterwards."""
    if stop >= len(tree.word) or tree.word[stop] != "(":
        return False
    close = next((i for i in range(stop, tree.last[stop]) if tree.word[i] == ")"), None)
    return close is None or (
        close + 1 < tree.last[stop] and tree.pos[close + 1] not in ("PUNCT", "CCONJ", "VERB", "AUX")
    )


def _turns(tree: Tree, i: int) -> bool:
    """Whether a word turns away from what was being said."""
    return tree.lower[i] in ("but", "yet", "though", "although", "however", "whereas", "therefore", "nevertheless")


def _trimmed(tree: Tree, first: int, stop: int) -> int:
    while stop > first and _dangles(tree, stop):
        stop -= 1
    return stop


def _dangles(tree: Tree, stop: int) -> bool:
    """Whether the last word belongs with what follows; "a force to be reckoned with" ends in a word of its own."""
    last = stop - 1
    if tree.pos[last] == "ADP":
        return tree.head[last] >= stop or not (stop < len(tree.word) and tree.word[stop] in (",", ".", ";"))
    if tree.pos[last] == "DET" and tree.head[last] < last:
        return False
    return tree.pos[last] in ("PUNCT", "CCONJ", "DET", "SCONJ") and tree.word[last] not in ("”", ")", "%")


def _closed(tree: Tree, first: int, stop: int) -> int:
    """Where the stretch really ends: at punctuation or a new clause, not in the middle of a phrase or a list."""
    size = tree.last[first]
    for _ in range(6):
        after = tree.word[stop] if stop < size else "."
        if after in ("”", "’") or (after in (",", ".") and stop + 1 < size and tree.word[stop + 1] == "”"):
            opened = tree.span(first, stop)
            return (stop + 1 if after in ("”", "’") else stop) if opened.count("“") > opened.count("”") else stop
        cut = _cut_list(tree, first, stop)
        if cut is None and (after in STOPS or after in (",", ".", "”", '"') or _new_clause(tree, stop)):
            return stop
        stop = _trimmed(tree, first, cut if cut is not None else _next_boundary(tree, stop))
    return stop


def _cut_list(tree: Tree, first: int, stop: int) -> int | None:
    """The end of a list that the stretch would cut through, if it does."""
    for i in range(first, stop):
        for kid in tree.kids[i]:
            turned = any(_turns(tree, c) for c in tree.kids_of(kid, "cc"))
            if (
                kid >= stop
                and not turned
                and tree.dep[kid] == "conj"
                and not _begins_clause(tree, kid)
                and tree.pos[kid] in CONTENT
            ):
                return tree.right[kid] + 1
    return None


def _next_boundary(tree: Tree, stop: int) -> int:
    while (
        stop < tree.last[stop - 1]
        and tree.word[stop] not in STOPS
        and tree.word[stop] not in (",", ".")
        and (not _new_clause(tree, stop))
    ):
        stop += 1
    return stop


def _new_clause(tree: Tree, i: int) -> bool:
    """Whether a conjunction at `i` joins a clause with its own verb."""
    if tree.pos[i] != "CCONJ" and not _turns(tree, i):
        return False
    joined = tree.head[i]
    return _turns(tree, i) or tree.pos[joined] in ("VERB", "AUX") or tree.kid(joined, "nsubj", "cop") is not None


def _first(tree: Tree, head: int) -> int:
    first = head
    for kid in sorted((k for k in tree.kids[head] if k < head), reverse=True):
        if tree.dep[kid] in ("det", "amod", "compound", "nummod", "nmod:poss", "advmod", "det:predet", "nmod:desc"):
            first = min(first, tree.left[kid])
        elif tree.dep[kid] not in ("punct", "nmod", "cc", "conj"):
            break
    return first


def _like(tree: Tree, kid: int) -> bool:
    return tree.pos[kid] in NOUNS and tree.kid(kid, "nsubj", "cop", "nsubj:pass") is None


def _begins_clause(tree: Tree, kid: int) -> bool:
    if tree.dep[kid] != "conj":
        return False
    return tree.kid(kid, "nsubj", "nsubj:pass", "cop") is not None or tree.pos[kid] in ("VERB", "AUX")


def _right_edge(tree: Tree, kid: int) -> int:
    """The last token of a modifier, cut before anything inside it that starts a comment or a new clause."""
    last = tree.right[kid]
    for i in tree.subtree(kid):
        if tree.dep[i] in CUT_DEPS or tree.word[i] in STOPS:
            last = min(last, tree.left[i] - 1 if tree.dep[i] in CUT_DEPS else i - 1)
        if i > kid and tree.dep[i] == "conj" and tree.kid(i, "nsubj", "nsubj:pass", "expl") is not None:
            last = min(last, tree.left[i] - 1)
        if tree.dep[i] in ("advcl", "appos") and i > kid and tree.word[tree.left[i] - 1] == ",":
            last = min(last, tree.left[i] - 2)
    return last


def content_words(tree: Tree, phrase: Phrase) -> int:
    """How many words of a phrase carry meaning."""
    return sum(tree.pos[i] in CONTENT for i in range(phrase.start, phrase.stop))


def is_specific(tree: Tree, phrase: Phrase, *, least: int = 3, most: int = 32, any_head: bool = False) -> bool:
    """Whether a description tells its subject from others: enough content, no vague head, no empty praise."""
    head = tree.lemma[phrase.head].lower()
    size = phrase.stop - phrase.start
    details = sum(tree.pos[i] in CONTENT for i in range(phrase.head + 1, phrase.stop))
    vague = head in VAGUE_HEADS and not any_head and not (head in PLACED_HEADS and details >= 2)
    if size > most or content_words(tree, phrase) < least or vague:
        return False
    if (tree.pos[phrase.start] in ("PRON", "NUM") and not any_head) or tree.tag[phrase.start] in (
        "VBN",
        "VBD",
        "VBZ",
        "VBP",
        "MD",
        "RB",
    ):
        return False
    if tree.pos[phrase.head] not in NOUNS and tree.tag[phrase.head] != "VBG" and not any_head:
        return False
    if any(tree.dep[k] == "det" and tree.lower[k] not in ("a", "an", "the") for k in tree.kids[phrase.head]):
        return False
    left = [i for i in range(phrase.start, phrase.head) if tree.tag[i] != "JJS"]
    praised = any(tree.lemma[i].lower() in VAGUE_ADJECTIVES for i in left)
    return any_head or not praised or details >= 3


def describable(tree: Tree, phrase: Phrase, *, most: int = 5, predicate: int = -1) -> bool:
    """Whether a noun phrase can be the subject of a definition: a term or a name, nothing said before.

    `predicate` is the noun that says what it is, which a wrong arc may have hung on the subject.
    """
    if not term_shaped(tree, phrase, most=most) or is_vague(tree, phrase) or is_ordered(tree, phrase):
        return False
    if any(tree.pos[k] != "PROPN" for k in tree.kids_of(phrase.head, "nmod:poss")):
        return False
    if tree.lower[min(phrase.start + 1, phrase.stop - 1)] == "to":
        return False  # "Foundational to medicine is ...": the subject stands behind the verb
    if tree.kid(phrase.head, "acl", "conj") is not None or any(
        k < phrase.stop or tree.word[phrase.stop] != "," for k in tree.kids_of(phrase.head, "acl:relcl")
    ):
        return False
    outside = [k for k in tree.kids_of(phrase.head, "nmod", "obl") if k >= phrase.stop and k != predicate]
    return not outside


def is_ordered(tree: Tree, phrase: Phrase) -> bool:
    """Whether the phrase is a place in an order ("the third feature") rather than a term."""
    if tree.pos[phrase.head] == "PROPN":
        return False
    opener = tree.lower[bare(tree, phrase).start]
    return opener in ("first", "second", "third", "fourth", "fifth", "next", "last", "final", "main", "key", "only",
                      "primary", "major", "important", "new", "old", "early", "late", "overall", "entire")  # fmt: skip


def known_to_reader(tree: Tree, phrase: Phrase, *, defined: bool = False) -> bool:
    """Whether a subject means something away from its page: a name, a kind of thing, not "the house" met before.

    `defined` says that the sentence is in the present tense and gives the subject's one meaning ("The nucleus is the
    part that ..."), which a text says of kinds.
    """
    if defined:
        return True
    if tree.pos[phrase.head] == "PROPN" or article(tree, phrase) != "the":
        return True
    inner = bare(tree, phrase)
    return any(tree.pos[i] in ("PROPN", "ADJ") or tree.dep[i] == "compound" for i in range(inner.start, inner.stop))


FINITE = frozenset(("VBZ", "VBP", "VBD", "MD"))
EMBEDDED = frozenset(("acl:relcl", "acl", "advcl", "advcl:relcl", "conj", "ccomp", "csubj", "parataxis"))


def cuts_a_pair(tree: Tree, stop: int) -> bool:
    """Whether a stretch ends between two adjectives of one noun: "very specific | and individual needs"."""
    if not 1 < stop < tree.last[stop - 1] - 2 or tree.tag[stop - 1] != "JJ" or tree.dep[stop - 1] == "conj":
        return False
    joined = tree.pos[stop] == "CCONJ" and tree.pos[stop - 2] in ("ADV", "DET", "ADP", "VERB")
    return joined and tree.pos[stop + 1] in ("ADJ", "NOUN") and tree.pos[stop + 2] in (*NOUNS, "VERB")


def is_whole(tree: Tree, phrase: Phrase) -> bool:
    """Whether each relative pronoun of a description has its verb, and no verb stands there without one."""
    words = [tree.lower[i] for i in range(phrase.start, phrase.stop)]
    if "between" in words and not {"and", "two", "them", "both"} & set(words[words.index("between") :]):
        last = phrase.stop - 1
        if tree.tag[last] not in ("NNS", "NNPS"):
            return False
    if ("not only" in " ".join(words) and "but" not in words) or ("both" in words and "and" not in words):
        return False
    if cuts_a_pair(tree, phrase.stop):
        return False
    joined = False
    waiting = False
    for i in range(phrase.start, phrase.stop):
        if tree.tag[i] in ("WDT", "WP", "WP$", "WRB") or (tree.lower[i] == "that" and tree.pos[i] != "DET"):
            joined = True
            # "the rate at which velocity changes": the verb is taken for a noun that "which" determines
            waiting = not (tree.dep[i] == "det" and tree.tag[tree.head[i]] == "NNS")
        elif tree.tag[i] in FINITE:
            if not joined and tree.dep[i] not in EMBEDDED:
                return False
            waiting = False
    return not waiting


def usable(tree: Tree, subject: Phrase, described: Phrase, *, least: int = 3, any_head: bool = False) -> bool:
    """Whether subject and description make a fact that stands alone."""
    return (
        is_specific(tree, described, least=least, any_head=any_head)
        and is_whole(tree, described)
        and balanced(tree.span(described.start, described.stop))
        and stands_alone(tree, described.start, described.stop, subject.head)
        and not _shares_words(tree, subject, described)
    )


def _shares_words(tree: Tree, subject: Phrase, described: Phrase) -> bool:
    unmodified = bare(tree, subject).start == subject.head
    return unmodified and tree.lemma[subject.head].lower() == tree.lemma[described.head].lower()


def slots(tree: Tree, subject: Phrase, described: Phrase, *, copula: str = "", via: str = "") -> dict[str, str]:
    """The slots that every definition and naming has."""
    bare_many = not article(tree, subject) and is_plural(tree, described.head) and tree.pos[subject.head] != "PROPN"
    plural = is_plural(tree, subject.head) or bare_many or copula in ("are", "were")
    person = is_person(tree, described.head) and (tree.pos[subject.head] == "PROPN" or plural)
    return {
        "number": "plural" if plural else "singular",
        "copula": copula or ("are" if plural else "is"),
        "article": article(tree, subject),
        "person": "yes" if person else "",
        "proper": "yes" if is_proper(tree, subject) else "no",
        "head": tree.lemma[described.head].lower(),
        "via": via,
    }


def stated(
    tree: Tree,
    kind: FactKind,
    rule: str,
    subject: Phrase,
    said: Phrase,
    relation: str,
    *,
    copula: str = "",
    via: str = "",
) -> Finding:
    """The finding that something is said of a phrase, which is named without its article."""
    name = bare(tree, subject)
    if rule.startswith(WHOLE):
        name = _uncut(tree, name)
    elif rule.startswith(("define", "refer")) and tree.tag[said.start - 1] == "JJ":
        said = Phrase(said.start - 1, said.stop, said.head)
    return Finding(
        kind=kind,
        rule=rule,
        subject=(name.start, name.stop),
        subject_head=subject.head,
        relation=relation,
        object=(said.start, said.stop),
        slots=slots(tree, subject, said, copula=copula, via=via or rule.split(".")[0]),
    )


WHOLE = ("copular", "apposition", "relative", "verbal")
"""Rules whose subject is the whole name that stands before their mark."""


def _uncut(tree: Tree, name: Phrase) -> Phrase:
    """The name with the nouns right before it that a wrong arc has cut off ("foramen | magnum")."""
    start, first = name.start, tree.last[name.head]
    opens = next(begin for begin, end in tree.sents if end == first)
    while start > opens and tree.pos[start - 1] in NOUNS and tree.idx[start] == tree.end[start - 1] + 1:
        start -= 1
    return Phrase(start, name.stop, name.head)


def weighed(tree: Tree, finding: Finding, subject: Phrase, said: Phrase, *, least: int = 2) -> Iterator[Finding]:
    """The finding, half as sure where the description says little; nothing where it says too little."""
    if usable(tree, subject, said):
        yield finding
    elif usable(tree, subject, said, least=least):
        finding.confidence = 0.5
        yield finding
