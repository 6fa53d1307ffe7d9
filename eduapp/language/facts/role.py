"""Roles: who did what, and what does what. A main clause whose subject is a name or a term and whose verb tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.base import Finding
from eduapp.language.facts.clause import (
    SPEECH,
    SUBJECT,
    UNTELLING,
    Clause,
    clause_slots,
    is_main,
    is_sweeping,
    main_clause,
)
from eduapp.language.facts.describe import cuts_a_pair, is_ordered
from eduapp.language.grammar import (
    COUNTING,
    LINKING,
    NOUNS,
    POINTING,
    PROPER_ADJECTIVES,
    VAGUE_SUBJECTS,
    Phrase,
    article,
    bare,
    is_person,
    is_plural,
    is_vague,
    lower_start,
    stands_alone,
)
from eduapp.language.resolve import after_marker
from eduapp.language.tree import Tree

WEAK = frozenset(
    "be have do get come go tell know see look seem appear remain continue begin start want need try like feel mean "
    "include involve consist contain refer call name ask add happen define realize notice agree hope expect worry "
    "wonder discuss assume posit imagine recall illustrate show".split()
)
"""Verbs that say too little, or belong to another kind of fact."""
REPORTING = SPEECH | frozenset("suggest find explain describe demonstrate indicate reveal conclude estimate "
                               "understand decide report consider point reason".split())  # fmt: skip
"""Verbs that with a clause only report what somebody said."""
MODALS = frozenset(("can", "must", "may"))
HEDGED = frozenset(
    "perhaps maybe probably possibly presumably apparently supposedly rarely seldom scarcely barely hardly nearly "
    "almost only not never n't neither nor no longer".split()
)
SET_APART = frozenset("while although though whereas to".split())
"""Openings of a clause that the main clause can do without: "Although it is small, the town ..."."""
LOOSE_TAGS = frozenset(("JJR", "JJS", "RBR", "RBS", "CD", "PRP$", "VBZ", "VBP", "VBD", "MD"))
LOOSE_WORDS = COUNTING | frozenset("other another others similar different additional further exact typical".split())
LOOSE_IN_SETTINGS = (COUNTING | POINTING | UNTELLING) - frozenset("all most many some of in and".split())
PLACING = frozenset("in at during by under for on within after before since among across throughout".split())
LINKING_NOUNS = frozenset(
    "example instance case contrast addition way turn fact result reason time end word comparison general effect "
    "particular short practice theory essence principle conclusion response meantime rule".split()
)
SYMBOL = re.compile(r"^[A-Z][a-z]?\d$")
ENDS = frozenset(".,;:—")
FRAMING = LINKING | frozenset(
    "today typically generally normally usually traditionally interestingly importantly fortunately unfortunately "
    "specifically essentially basically besides additionally accordingly conversely hence nowadays currently".split()
)
"""Adverbs at the start of a sentence that its main clause can do without."""
LEAST, MOST, LONGEST_SUBJECT, LONGEST_SETTING = 3, 26, 10, 9
"""Content words (with the verb) that are needed, then words allowed: in what is told, a subject, a setting."""


def role(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A name with a telling verb in the past, or a term with one in the present, and something specific after it."""
    if tree.word[start] in ("“", '"') or tree.word[start][0].islower():
        return
    for verb in range(start + 1, stop - 2):
        if tree.pos[verb] != "VERB" or tree.lemma[verb] in WEAK or not _is_own(tree, verb):
            continue
        clause = main_clause(tree, verb, whole=True)
        if clause is None or not _subject_names(tree, clause) or not _tells(tree, verb, clause):
            continue
        setting = _setting(tree, clause, start)
        if setting is None:
            continue
        subject = bare(tree, clause.subject)
        if is_sweeping(tree, subject):
            subject = replace(subject, start=subject.start + 1)
        yield Finding(FactKind.ROLE, _rule(tree, clause), (subject.start, subject.stop), subject.head,
                      tree.lemma[verb], clause.rest, _slots(tree, clause, setting))  # fmt: skip


def _is_own(tree: Tree, verb: int) -> bool:
    """Whether a verb is its sentence's own; one beside the root must not lie in a clause that the parser missed."""
    within = range(tree.head[verb] + 1, verb)
    return is_main(tree, verb) and not any(tree.tag[i] in ("WDT", "WP", "WRB") for i in within)


def _finite(clause: Clause) -> int:
    return clause.group.verb if clause.group.aux is None else clause.group.aux


def _rule(tree: Tree, clause: Clause) -> str:
    return "deed.v2" if tree.tag[_finite(clause)] == "VBD" else "function.v2"


def _slots(tree: Tree, clause: Clause, setting: str) -> dict[str, str]:
    """The slots of the clause; a setting that opens it ("in North America") opens the statement and ends the rest."""
    slots = clause_slots(tree, clause)
    if setting:
        slots |= {"predicate": f"{slots['predicate']} {setting}", "clause": f"{setting}, {slots['clause']}"}
        slots |= {"inverted": slots["inverted"] and f"{slots['inverted']} {setting}", "setting": setting}
    return slots


def _subject_names(tree: Tree, clause: Clause) -> bool:
    """Whether the subject is a name or a term, short, and nothing compared or counted."""
    head = clause.subject.head
    words = range(clause.subject.start + is_sweeping(tree, clause.subject), clause.subject.stop)
    vague = article(tree, clause.subject) == "the" and tree.lemma[head].lower() in VAGUE_SUBJECTS
    if vague and not any(tree.lower[i] == "of" for i in words):
        return False
    if is_vague(tree, clause.subject) or is_ordered(tree, clause.subject) or len(words) > LONGEST_SUBJECT:
        return False
    if _named_before(tree, clause.subject):
        return False
    hung = tree.kids_of(head, "appos", "nummod")
    if any(k < clause.subject.stop for k in hung):
        return False
    if article(tree, clause.subject) == "the" and any(_is_contextual(tree, k) for k in tree.kids_of(head, "amod")):
        return False
    if any(tree.tag[i] in LOOSE_TAGS or tree.word[i] in '()“”"' or tree.lower[i] in LOOSE_WORDS for i in words):
        return False
    named = any(tree.pos[i] == "PROPN" or tree.lower[i] in PROPER_ADJECTIVES for i in words)
    if tree.tag[_finite(clause)] == "VBD":
        return named
    return named or is_plural(tree, head) or not is_person(tree, head)


INSTITUTIONS = frozenset(
    "act agency agreement army assembly bank bill board church code commission committee company conference congress "
    "constitution convention corporation council court department empire fund government guard house institute law "
    "movement office organization parliament party program project republic revolution senate society state states "
    "treaty union university war".split()
)


def _named_before(tree: Tree, subject: Phrase) -> bool:
    """Whether a capital only shortens a name that the page gave in full: "the Act", "the Court"."""
    return (
        subject.stop - subject.start == 2
        and article(tree, subject) == "the"
        and (tree.lower[subject.head] in INSTITUTIONS)
    )


def _is_contextual(tree: Tree, i: int) -> bool:
    """Whether a modifier points at one met on the page: "the importing firm", "the low initial price"."""
    return tree.tag[i] in ("VBG", "VBN") or tree.lower[i] in UNTELLING | {"initial", "lower", "higher", "stronger"}


def _tells(tree: Tree, verb: int, clause: Clause) -> bool:
    first, last = clause.rest
    words, aux = range(first, last), clause.group.aux
    content = [i for i in words if tree.pos[i] in ("NOUN", "PROPN", "ADJ", "NUM", "VERB")]
    if 1 + len(content) < LEAST or len(words) > MOST or any(tree.word[i] in "()" for i in words):
        return False
    if aux is not None and tree.tag[aux] == "MD" and tree.lower[aux] not in MODALS:
        return False
    reported = tree.lower[first] == "that" or tree.kid(verb, "ccomp") is not None
    if tree.lemma[verb] in SPEECH or (tree.lemma[verb] in REPORTING and reported):
        return False
    hedged = any(tree.lower[i] in HEDGED for i in (clause.subject.start - 1, *range(clause.subject.stop, verb), first))
    if tree.tag[verb] == "VBG" or hedged or tree.kid(verb, "cop") is not None or tree.lower[first] in (",", "when"):
        return False
    whole = _ends(tree, last) and tree.pos[last - 1] in (*NOUNS, "NUM", "ADJ", "ADV", "VERB", "ADP")
    between = range(clause.group.start, verb)
    if any(tree.pos[i] in ("NOUN", "PROPN", "DET") for i in between):
        return False
    if tree.pos[first] == "CCONJ" or _lacks_its_other_side(tree, words):
        return False
    if _breaks_a_list(tree, words) or any(SYMBOL.match(tree.word[i]) for i in words):
        return False
    exemplary = any(tree.lemma[i] == "example" for i in words)
    whole = whole and not cuts_a_pair(tree, last)
    return whole and not exemplary and not _goes_over(tree, words) and not _counts_only(tree, words)


def _lacks_its_other_side(tree: Tree, words: range) -> bool:
    """Whether a "between" names one thing only: "the relationship between the speed of an object"."""
    between = next((i for i in words if tree.lower[i] == "between"), None)
    if between is None or any(tree.lower[i] in ("and", "two", "them") for i in range(between, words.stop)):
        return False
    return tree.tag[words.stop - 1] not in ("NNS", "NNPS")


def _ends(tree: Tree, last: int) -> bool:
    """Whether the clause may end before a token: a mark, a conjunction, or a parenthesis that ends the clause."""
    if last >= len(tree.word) or tree.word[last] in ENDS:
        return True
    if tree.word[last] == "(":
        close = next((i for i in range(last, tree.last[last]) if tree.word[i] == ")"), None)
        return close is not None and tree.after(close) in ENDS
    return tree.pos[last] == "CCONJ" or tree.lower[last] in ("while", "whereas", "although", "though")


def _breaks_a_list(tree: Tree, words: range) -> bool:
    """Whether the words stop inside a list: "in Africa, Oceania |, and Europe", "fresh |, ripe foods"."""
    last = words[-1]
    after = tree.after(last)
    cut = after == ","
    if after in (",", "—", "–") and tree.pos[last] == "ADJ" and tree.dep[last] not in ("xcomp", "advcl", "conj"):
        return True
    reach = 14 if tree.lower[min(last + 2, tree.last[last] - 1)] == "such" else 8
    onward = range(last + 2, min(last + reach, tree.last[last] - 1)) if cut else ()
    if any(tree.word[i] == "," and tree.pos[i + 1] == "CCONJ" for i in onward):
        return True
    commas = [i for i in words if tree.word[i] == ","]
    if cut and len(commas) == 1 and tree.pos[commas[0] + 1] == "CCONJ":
        return True
    if not commas or tree.pos[commas[-1] + 1] == "ADV" or tree.lower[commas[-1] + 1] == "such":
        return False
    return not any(tree.pos[i] == "CCONJ" for i in range(commas[-1] + 1, last + 1))


def _counts_only(tree: Tree, words: range) -> bool:
    """Whether what is told ends by only counting what comes next: "in two ways", "for many reasons"."""
    last = words[-1]
    if tree.lower[last - 1] == "of" and tree.lower[last - 2] in ("number", "variety", "range"):
        return True
    counted = tree.pos[last - 1] in ("NUM", "ADJ") or tree.lower[last - 1] in COUNTING
    return counted and tree.lemma[last].lower() in (
        "way",
        "reason",
        "respect",
        "step",
        "form",
        "type",
        "kind",
        "factor",
    )


def _goes_over(tree: Tree, words: range) -> bool:
    """Whether a finite verb stands there that nothing ties to the clause: the parser has run two clauses together."""
    tied = False
    for i in words:
        if tree.dep[i] in SUBJECT and tree.dep[tree.head[i]] == "conj" and tree.pos[tree.left[i] - 1] == "CCONJ":
            return True
        tied = tied or tree.tag[i] in ("WDT", "WP", "WP$", "WRB") or tree.dep[i] == "mark" or tree.lower[i] == "that"
        if tree.tag[i] in ("MD", "VBZ", "VBP", "VBD") and not tied:
            if tree.tag[i - 1] == "PRP":
                continue  # "the people they study"
            if tree.pos[i - 1] != "CCONJ" and not (tree.pos[i - 1] == "ADV" and tree.pos[i - 2] == "CCONJ"):
                return True
            tied = True
    return False


def _setting(tree: Tree, clause: Clause, start: int) -> str | None:
    """Where or when the clause holds, as said before its subject: "" for nowhere, None where that can't be told."""
    verb = clause.group.verb
    if not _opens_there(tree, clause, start):
        return None
    after = after_marker(tree, start, clause.subject.start, examples=_is_general(tree, clause))
    before = [k for k in _fronted(tree, verb, clause.subject) if k >= after]
    if tree.head[verb] != verb and not before:
        return "" if not _fronted(tree, tree.head[verb], None) else None
    if not before:
        return ""
    begin, end = tree.left[before[0]], tree.right[before[0]] + 1
    while end > begin and tree.pos[end - 1] == "PUNCT":
        end -= 1
    if len(before) > 1 or tree.dep[before[0]] != "obl" or end - begin > LONGEST_SETTING or begin < start:
        return None
    if begin > start and tree.pos[begin - 1] not in ("PUNCT", "CCONJ") and tree.lower[begin - 1] not in FRAMING:
        return None
    words = range(begin, end)
    loose = any(tree.pos[i] in ("VERB", "PUNCT") or tree.lower[i] in LOOSE_IN_SETTINGS for i in words)
    if tree.lower[begin] not in PLACING or loose or not stands_alone(tree, begin, end):
        return None
    named = any(tree.pos[i] in ("PROPN", "NUM") for i in words) or tree.lower[begin + 1] != "the" or len(words) > 4
    return (
        lower_start(tree, begin, tree.span(begin, end))
        if named and tree.lemma[before[0]] not in LINKING_NOUNS
        else None
    )


def _opens_there(tree: Tree, clause: Clause, start: int) -> bool:
    """Whether the clause may begin at its subject: at the sentence's start, after a mark, or after what is fronted."""
    before = clause.subject.start - 1
    if before < start or tree.pos[before] in ("PUNCT", "CCONJ") or tree.lower[before] in (*FRAMING, *SET_APART, "that"):
        return True
    return any(tree.left[k] <= before <= tree.right[k] for k in _fronted(tree, clause.group.verb, clause.subject))


def _is_general(tree: Tree, clause: Clause) -> bool:
    """Whether a clause is about a name or a kind, so that it holds without the rule that it is an example of."""
    head = clause.subject.head
    return tree.pos[head] == "PROPN" or tree.tag[head] == "NNS"


def _fronted(tree: Tree, verb: int, subject: Phrase | None) -> list[int]:
    """What stands before the subject of a verb and may limit what the clause says."""
    head = subject.head if subject else tree.kid(verb, *SUBJECT)
    first = subject.start if subject else (tree.left[head] if head is not None else verb)
    before = [k for k in tree.kids[verb] if k < first and tree.pos[k] not in ("PUNCT", "CCONJ", "SCONJ") and k != head]
    return [k for k in before if tree.lower[k] not in FRAMING and not _set_apart(tree, k)]


def _set_apart(tree: Tree, k: int) -> bool:
    opens = tree.left[k]
    return tree.dep[k] == "advcl" and (tree.lower[opens] in SET_APART or tree.tag[opens] in ("VBN", "VBG"))


RULES = (role,)
