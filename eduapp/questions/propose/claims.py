"""Rules for what a thing does: how is it done, what for, which of these does it, and is this so."""

from __future__ import annotations

import random
import re

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact
from eduapp.questions.askable import is_specific
from eduapp.questions.context import defines
from eduapp.questions.contracts import Context, Draft, Refusal
from eduapp.questions.distractors import is_of_one_form, terms_for
from eduapp.questions.propose.clauses import is_topic, tells
from eduapp.questions.propose.reason import aim
from eduapp.questions.propose.siblings import clauses_for
from eduapp.questions.propose.teachable import is_teachable
from eduapp.questions.wording import copula, defining, is_circular, is_clause, question, says, with_article
from eduapp.questions.words import capital, sentence, tokens

Made = Draft | Refusal

LEAST_TOLD = 5
"""Content words that tell one thing's doing from another's."""

SHARE_FALSE = 0.75
"""How often a statement that can be made false is, since many others can't."""

LEAST_MEANS = 3
"""Words after "by": with fewer, as in "by burrowing rodents", the -ing form may be no verb."""

WHOLE = 0.8
"""The share of its sentence that a claim has to be, or it claims more than the sentence does."""

ALIKE = 2
"""So many of the three wrong terms must look to be of the key's sort."""

_HELD_BACK = re.compile(r"(?:can|could|may|might|must|should|would|will|often|sometimes|usually|help|tend)\b")
"""What a thing may do, others may do too."""

_VAGUE = re.compile(
    r"\b(?:associated with|roles?|important|various|many|several|some|certain|a number of|a variety of|different ways|"
    r"issues?|aspects?|things?|than in the past)\b"
)
_TIES = re.compile(
    r"\b(?:because|so that|in order to|as a result|due to|leads? to|led to|caused?|causes|unlike|whereas|while|if|"
    r"unless|when|depends?|more|less|than|greater|higher|lower|larger|smaller|faster|slower|stronger|weaker|fewer|"
    r"although|though|despite|but|results? in|resulted in|allow(?:s|ed)?|enabl(?:es?|ed)|prevent(?:s|ed)?|"
    r"increases?|increased|decreases?|decreased|reduc(?:es?|ed)|raises?|raised|affects?|affected|determines?|"
    r"contribut(?:es?|ed)|forced|since|thus|thereby|thanks to|owing to|in response to|instead of|"
    r"(?:strengthen|weaken|encourag|stimulat|trigger|generat|undermin|hinder|produc)(?:s|es|ed)|"
    r"by (?!being\b)[a-z]{2,}ing|rather than|relative to|in proportion)\b"
)
_MEANS = re.compile(r"(?P<asked>(?!.*\bby \w+ing\b.*\bby \w+ing\b).+?) by (?P<means>[a-z]+ing [^,;:]+)")
_USED = re.compile(r"(?P<what>(?:is|are|was|were) .+?) used (?P<aim>to [a-z]+ [^,;:]+)")


def how_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """How is X done? with the means by which other things are done."""
    asked, means = how_split(fact)
    if not asked or not tells(asked, least=2) or not tells(means, least=2):
        return Refusal("no means are told")
    stem = question("how", asked)
    wrong = clauses_for(fact, means, stem, (lambda other: how_split(other)[1],), context, rng)
    if isinstance(wrong, Refusal):
        return wrong
    return Draft("claim.how", ItemKind.CHOICE, Bloom.UNDERSTAND, stem, means, fact, distractors=wrong, prior=0.75)


def used_for_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """What is X used for? with what other things are for."""
    found = _USED.fullmatch(fact.slots.get("inverted", ""))
    if not found or not tells(found["what"], least=1) or not tells(found["aim"]):
        return Refusal("no use is told")
    stem = question("what", found["what"], "used for")
    wrong = clauses_for(fact, found["aim"], stem, (_use, aim), context, rng)
    if isinstance(wrong, Refusal):
        return wrong
    return Draft(
        "claim.used-for", ItemKind.CHOICE, Bloom.UNDERSTAND, stem, found["aim"], fact, distractors=wrong, prior=0.75
    )


def how_split(fact: Fact) -> tuple[str, str]:
    """A question's words after "how", and the means: "is radar information obtained", "by receiving echoes"."""
    found = _MEANS.fullmatch(fact.slots.get("inverted", ""))
    told = found is not None and len(tokens(found["means"])) >= LEAST_MEANS and " that " not in found["asked"]
    return (found["asked"], f"by {found['means']}") if found and told else ("", "")


def _use(fact: Fact) -> str:
    found = _USED.fullmatch(fact.slots.get("inverted", ""))
    return found["aim"] if found else ""


_OPEN_RANGE = re.compile(r"\branges? from\b(?!.* to )|\branging from\b(?!.* to )|\bbetween\b(?!.* and )")
"""A range of which the second end was cut off."""


def is_vague(predicate: str) -> bool:
    """Whether the like could be said of many things ("plays an important role in various fields")."""
    return bool(_VAGUE.search(predicate))


def said_subject(fact: Fact) -> str:
    """The subject as a statement about it begins."""
    if defines(fact):
        return with_article(fact)
    predicate, clause = fact.slots.get("predicate", ""), fact.slots.get("clause", "")
    return clause.removesuffix(predicate).strip() if predicate and clause.endswith(predicate) else ""


def said_predicate(fact: Fact) -> str:
    """What a statement says of its subject, verb first: of a definition "is the movement of water"."""
    if defines(fact):
        plain = not is_clause(fact) and not is_circular(fact) and is_specific(defining(fact))
        return f"{copula(fact)} {defining(fact)}" if plain else ""
    return fact.slots.get("predicate", "") if said_subject(fact) else ""


def which_does_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """Which of these does this? with other terms of the course."""
    predicate = fact.slots.get("predicate", "")
    person = fact.slots.get("person") == "yes"
    named = person or is_named(fact) or bool(re.search(r"[A-Z][a-z]", fact.subject))
    told = tells(predicate, LEAST_TOLD) and not is_vague(predicate) and not _HELD_BACK.match(predicate)
    if named or not told or not is_topic(fact, context) or not is_teachable(sentence(fact.statement), context):
        return Refusal("others may do the same")
    stem = question("which of these", predicate)
    wrong = terms_for(fact, stem, context, rng)
    if isinstance(wrong, Refusal):
        return wrong
    if sum(is_of_one_form(fact.subject, one.text, context) for one in wrong) < ALIKE:
        return Refusal("the others are of another sort")
    return Draft(
        "claim.which-does", ItemKind.CHOICE, Bloom.REMEMBER, stem, fact.subject, fact, distractors=wrong, prior=0.35
    )


def claim_statement(fact: Fact, context: Context, rng: random.Random) -> Made:
    """X does this; or, by chance, another thing of its kind does, with the correction."""
    clause, predicate = fact.slots.get("clause", ""), fact.slots.get("predicate", "")
    told = (
        tells(predicate, LEAST_TOLD - 1, of_subject=True) and tells(clause, of_subject=True) and not is_vague(predicate)
    )
    if not told or not is_topic(fact, context) or _OPEN_RANGE.search(clause):
        return Refusal("nothing particular is told")
    if context.central and len(clause) < WHOLE * len(fact.statement):
        return Refusal("the sentence says more than the clause")
    wrong = terms_for(fact, clause, context, rng)
    wrong = () if isinstance(wrong, Refusal) else wrong
    wrong = tuple(one for one in wrong if is_of_one_form(fact.subject, one.text, context) and not is_named(fact))
    if wrong and rng.random() < SHARE_FALSE and clause.count(fact.subject) == 1:
        stem = sentence(clause.replace(fact.subject, wrong[0].text))
        return Draft(
            "claim.false",
            ItemKind.TRUE_FALSE,
            level_of(stem),
            stem,
            "False",
            fact,
            correction=sentence(clause),
            rationale=f"{says(fact)} {wrong[0].feedback}".strip(),
            backing=tuple(context.facts[wrong[0].fact] for _ in wrong[:1] if wrong[0].fact),
            prior=0.5,
        )
    stem = sentence(capital(clause))
    return Draft("claim.true", ItemKind.TRUE_FALSE, level_of(stem), stem, "True", fact, prior=0.4)


def level_of(statement: str) -> Bloom:
    """To judge how two things hang together takes understanding; to judge a single claim, memory."""
    return Bloom.UNDERSTAND if _TIES.search(statement) else Bloom.REMEMBER


def level(fact: Fact) -> Bloom:
    """To know what somebody did is to remember; to know what a notion does is to understand it."""
    return Bloom.REMEMBER if is_named(fact) else Bloom.UNDERSTAND


def is_named(fact: Fact) -> bool:
    """Whether the subject is a name or has one in it: "Toyota Motor’s MR2 model"."""
    return fact.slots.get("proper") == "yes" or bool(re.search(r"(?<=.)\b[A-Z][a-z]", fact.subject))


RULES = (how_choice, used_for_choice, which_does_choice, claim_statement)
