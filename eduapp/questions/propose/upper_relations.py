"""What a sentence says of how things hang together: cause and effect, means and aim, condition and consequence.

A sentence is taken apart by its own connective, and only where that is the only one in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from eduapp.questions.propose.upper_clauses import Clause, read

_REASON = r"because of|due to|owing to|thanks to|as a (?:direct )?(?:result|consequence) of|because|as a result"
_VERBS = (
    r"led to|leads? to|leading to|result(?:ed|s)? (?:in|from)|resulting in|caus(?:es|ed|ing)|is caused by|are "
    r"caused by|"
    r"gives? rise to|gave rise to|giving rise to|brought about|brings? about|contribut(?:es?|ed|ing) to|"
    r"trigger(?:s|ed)|"
    r"spark(?:s|ed)|provok(?:es|ed)|prompt(?:s|ed)|stem(?:s|med) from|arises? from|arose from|so that|"
    r"mak(?:es?|ing) it possible|made it possible"
)
MAKING = (
    r"allow(?:s|ed)?|enabl(?:es?|ed)|forc(?:es|ed)|compel(?:s|led)?|encourag(?:es?|ed)|permit(?:s|ted)|inspir(?:es|ed)|"
    r"persuad(?:es|ed)|obliged?|drove|pushed"
)
CONNECTIVE = re.compile(rf"\b(?:{_REASON}|{_VERBS}|in order to|therefore|consequently|{MAKING})\b", re.IGNORECASE)

_HELPING = (
    r"(?:(?:can|may|could|might|will|would|often|usually|typically|generally|sometimes|eventually|quickly|soon|finally|"
    r"also|ultimately|directly|has|have|had|in turn) )*"
)
_NP = r"(?P<{}>[^,;]{{4,140}}?)"
_SO = r"(?:(?<=[a-z]), so (?!that\b|as\b|far\b|long\b|called\b|on\b|much\b|many\b|too\b|do\b|does\b|did\b))"
_BECAUSE = re.compile(rf"\bbecause (?!of\b)|^Since (?=[a-z])|{_SO}", re.IGNORECASE)
_THUS = re.compile(rf"^(?P<cause>.{{12,150}}?){_SO}(?!they\b|he\b|she\b)(?P<effect>.{{8,150}})\.$")
_AFTER = re.compile(r"^(?P<effect>.{12,170}?),? because (?!of\b)(?P<cause>.{8,150})\.$")
_BEFORE = re.compile(r"^(?P<mark>Because|Since) (?!of\b)(?P<rest>.{20,260})\.$")
_REPORTS = frozenset("say argue claim believe think know suggest show note explain mean happen occur call name".split())
"""Verbs whose reason may belong to what is reported, or that say nothing without it."""
_BY_PHRASE = (
    re.compile(
        r"^(?P<effect>.{12,160}?),? (?:because of|due to|owing to|thanks to|as a (?:direct )?(?:result|"
        r"consequence) of) "
        r"(?P<cause>.{4,120})\.$"
    ),
    re.compile(
        r"^(?:Because of|Due to|Owing to|Thanks to|As a (?:direct )?(?:result|consequence) of) "
        r"(?P<cause>[^,]{4,120}), (?P<effect>.{12,160})\.$"
    ),
)
_TO_EFFECT = (
    r"(?:led to|leads? to|result(?:ed|s)? in|caus(?:es|ed)|gives? rise to|gave rise to|brought about|brings? about|"
    r"contribut(?:es?|ed) to|trigger(?:s|ed)|spark(?:s|ed)|provok(?:es|ed))(?! (?:by|of)\b)"
)
_BY_VERB = (
    re.compile(rf"^{_NP.format('cause')},? which {_HELPING}{_TO_EFFECT} (?P<effect>[^,;]{{4,140}})\.$"),
    re.compile(rf"^{_NP.format('cause')} {_HELPING}{_TO_EFFECT} (?P<effect>[^;]{{4,140}})\.$"),
    re.compile(
        rf"^{_NP.format('effect')} {_HELPING}(?:stem(?:s|med) from|arises? from|arose from|result(?:s|ed) from|"
        r"(?:is|are|was|were) caused by) (?P<cause>[^;]{4,140})\.$"
    ),
    re.compile(rf"^{_NP.format('cause')} {_HELPING}(?P<effect>(?:{MAKING}) [^,;]{{3,80}}? to [a-z]+ [^;]{{3,120}})\.$"),
)
_NO_CAUSE = re.compile(
    r"^(?:it|this|that|which|who|what|there)\b|"
    r"\b(?:and|but|or|that|which|who|is|are|was|were|of|in|to|by|a|an|the)$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r", (?:but|so|while|whereas|although|though|yet|and (?:he|she|it|they|this|the|in)|which)\b")
_ENDS_IN_BE = re.compile(r" (?:is|are|was|were|be|been)(?: (?:largely|mainly|partly|primarily|mostly|in part))?$")
_COUNTED = re.compile(r"\b(?:[Tt]he|[Tt]hese) (?:two|three|four|five)\b|\b[a-z]+ \d(?: |$)")
_RELATIVE = re.compile(r"\b(?:that|which|who|whose)\b")
_FINITE = re.compile(r"^(?!.*\b(?:that|which|who)\b).*\b(?:is|are|was|were|has|have|had|can|will|may)\b")
"""A relative clause in the one or a verb in the other shows that the reason belongs to a part of the sentence alone."""
_NOT_OF_EFFECT = re.compile(r"\bnot\b|\bno\b|\bnever\b|\bmainly to\b")
"""A reason beside a "not" may be denied: "did not fall because of the war"."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two halves of a sentence. `clause` tells that the second is a clause of its own, which can stand after "why"."""

    first: str
    second: str
    clause: bool = False


def cause_of(said: str) -> Link | None:
    """Cause and effect of a sentence: "the frost" and "the pipes burst" of "The pipes burst because of the frost."."""
    if _BECAUSE.search(said):
        return _reason_of(said)
    if len(CONNECTIVE.findall(said)) != 1:
        return None
    for patterns, clause in ((_BY_PHRASE, True), (_BY_VERB, False)):
        for pattern in patterns:
            if found := pattern.match(said):
                link = _link(found["cause"].strip(), found["effect"].strip(), clause, patterns is _BY_PHRASE)
                return link if link and _is_borne_out(link) else None
    return None


def _is_borne_out(link: Link) -> bool:
    effect = read(link.second)
    return not link.clause or (effect.may_be_whole and not effect.others and not effect.is_negated)


def _reason_of(said: str) -> Link | None:
    """The two clauses that a "because" joins, wherever the parse finds both whole."""
    if len(_BECAUSE.findall(said)) != 1 or _COUNTED.search(said):
        return None
    since = said.startswith("Since ")
    for cause, effect in _cuts(said):
        first, second = read(cause), read(effect)
        whole = first.may_be_whole and second.may_be_whole and not first.others and not second.others
        timed = since and (first.is_past or second.is_past or not first.is_whole)
        if not whole or timed or second.is_negated or second.verb in _REPORTS:
            continue
        if not any(_GOES_ON.search(f"{half}, ") for half in (cause, effect)) and not _POINTS.match(effect):
            return Link(cause, effect, clause=True)
    return None


def _cuts(said: str) -> Iterator[tuple[str, str]]:
    """Cause and effect of a sentence by each place where it can be cut."""
    if (found := _AFTER.match(said)) or (found := _THUS.match(said)):
        yield found["cause"].strip(" ,"), found["effect"].strip(" ,")
    elif found := _BEFORE.match(said):
        rest = found["rest"]
        for comma in re.finditer(", ", rest):
            yield rest[: comma.start()], rest[comma.end() :]


_POINTS = re.compile(r"(?:and|or|but|it|this|that|these|which|who|what|there)\b", re.IGNORECASE)


def _link(cause: str, effect: str, clause: bool, phrase: bool) -> Link | None:
    told = cause.rstrip(",")
    if (
        any(_NO_CAUSE.search(half) for half in (told, effect))
        or _GOES_ON.search(f"{told}, ")
        or _GOES_ON.search(effect)
    ):
        return None
    if not clause and not phrase and _RELATIVE.search(told):
        return None
    if (
        _COUNTED.search(effect)
        or _COUNTED.search(told)
        or (phrase and (_RELATIVE.search(effect) or _FINITE.search(told)))
    ):
        return None
    if _NOT_OF_EFFECT.search(effect if clause else told):
        return None
    if _ENDS_IN_BE.search(effect):
        effect, clause = _ENDS_IN_BE.sub("", effect), False
    return Link(told, effect, clause)


_TO = r"(?:in order to|in an (?:effort|attempt) to|hoping to|seeking to|with the (?:aim|goal|intention) of|so as to)"
_AIMS = (
    re.compile(r"^(?:In order to|To) (?P<aim>[a-z][^,]{8,110}), (?P<deed>.{10,140})\.$"),
    re.compile(rf"^(?P<deed>.{{10,140}}?),? {_TO} (?P<aim>[a-z].{{8,120}})\.$"),
    re.compile(
        r"^(?P<deed>.{3,70}? (?:used|uses?|employ(?:s|ed)?|introduced|established|created|set up|built|developed|"
        r"adopted|"
        r"passed|imposed|formed|designed|launched|invested in|hired?|hires) (?!to\b)[^,;]{3,70}?) "
        r"to (?P<aim>(?!be\b|th(?:e|ose|ese|at|is)\b|its\b|an?\b|their\b|his\b|her\b|\w+s\b)[a-z]+ .{6,110})\.$"
    ),
    re.compile(
        r"^(?P<deed>[^,;]{5,110}? (?:is|are|was|were) (?:often |usually |commonly |typically |mainly |specially )?"
        r"(?:used|designed|intended|meant|created|established|introduced|set up|built|passed)) "
        r"to (?P<aim>[a-z]+ .{6,110})\.$"
    ),
)
_NO_AIM = re.compile(r"^(?:be|have|describe|refer|mean|denote|include|indicate|represent|express|explain|become)\b")
_OPEN_AIM = re.compile(
    r"\band (?:is|are|was|were|has|have)\b|\b(?:because|although|but|while|whereas|which|who|not|only)\b|"
    r", and (?:he|she|it|they|the)\b"
)
_NO_DEED = re.compile(
    r"^(?:If|When|As|While|Although|Because|Since)\b|\b(?:need(?:s|ed)?|want(?:s|ed)?|tr(?:y|ies|ied)|beg[ai]ns?|began|fail(?:s|ed)?|seek(?:s|ing)?|sought|likely|"
    r"able|"
    r"unable|must|should|would|could|might|it|though|although|while|many ways|term|terms|word|words|symbol|sign|"
    r"letter|equation|formula|not|only)\b"
)


def aim_of(said: str) -> Link | None:
    """What is done and what for: "Sparta used its army" and "overthrow tyrants"."""
    for pattern in _AIMS:
        found = pattern.match(said)
        if found is None:
            continue
        deed, aim = found["deed"].strip(" ,"), found["aim"].strip(" ,")
        told = (
            "," not in aim
            and ", and " not in deed
            and len(re.findall(r"\bused?\b", said)) < 2
            and not _NO_AIM.match(aim)
            and not _OPEN_AIM.search(aim)
            and not _NO_DEED.search(deed)
        )
        told = told and not _NO_CAUSE.search(deed) and len(aim.split()) >= 3 and _is_deed(read(deed))
        return Link(deed, aim) if told else None
    return None


def _is_deed(clause: Clause) -> bool:
    """Whether a clause tells of something done, in its main verb: not "the pump is like the battery, which uses"."""
    return clause.is_whole and not clause.is_state and not clause.is_negated and not clause.others


_IF = r"If|When|Whenever|Unless|As long as"
_CONDITIONS = (
    re.compile(rf"^(?:{_IF}) (?P<met>[^,]{{8,100}}), (?:then )?(?P<follows>.{{8,140}})\.$"),
    re.compile(
        r"^(?P<follows>[^,;]{8,120}?),? (?:if|when|whenever|only if|as long as) (?P<met>[^,;]{8,100})(?:, [^,]+)?\.$"
    ),
)


_NO_CONDITION = re.compile(
    r"\w+ing\b|(?:the|a) (?:king|queen|witch|man|woman|boy|girl|company|firm|first|second|two|three)\b", re.IGNORECASE
)


def condition_of(said: str) -> Link | None:
    """A condition and what follows from it, of a sentence with one "if" or "when"."""
    if len(re.findall(r"\b(?:if|when|whenever|unless|whether|where)\b", said, re.IGNORECASE)) != 1:
        return None
    for pattern in _CONDITIONS:
        found = pattern.match(said)
        if found and not _NO_CONDITION.match(found["met"]):
            met, follows = read(found["met"]), read(found["follows"])
            whole = met.may_be_whole and follows.may_be_whole and not met.is_past and not follows.is_past
            return Link(found["met"], found["follows"], clause=True) if whole and not follows.others else None
    return None


_POLICY = frozenset(
    "introduce impose abolish ban outlaw forbid prohibit restrict grant reform redistribute confiscate expel deport "
    "enslave free emancipate tax nationalize privatize decree enact legalize suppress persecute repeal force exclude "
    "segregate censor colonize partition evict relocate collectivize ration exempt annex conquer occupy seize demand "
    "encourage close dissolve distribute subsidize require divide".split()
)
_CLASH = frozenset(
    "attack invade defeat overthrow depose execute assassinate rebel revolt besiege capture sack destroy resist "
    "protest boycott surrender crush massacre overrun raid fight blockade liberate betray secede withdraw".split()
)
_ALONE = frozenset("rebel revolt protest surrender secede withdraw fight resist".split())
"""What can be done without an object."""
_NO_ACTOR = re.compile(
    r"\b(?:it|this|which|who|that|what|whose|wars?|plague|drought|climate|cris[ie]s|events?|because|when|while|as|if|"
    r"access|history|culture|trade|population|economy|discovery|invention|advance|expansion|loss|defeat|victory)\b",
    re.IGNORECASE,
)
_SET_BESIDE = re.compile(r"(?:Unlike|Like) ")
_ON_ITSELF = re.compile(r"\b(?:itself|themselves)\b")
MOST_ACTOR = 8


def measure_of(said: str) -> str:
    """The verb by which a sentence tells what people decided over others, such as "abolished"; empty for another."""
    found = _deed(said)
    return found.form if found and found.verb in _POLICY else ""


def event_of(said: str) -> str:
    """The verb by which a sentence tells what people did to each other, a measure or a conflict; empty for another."""
    found = _deed(said)
    return found.form if found else ""


def actor_of(said: str) -> str:
    """Those who act in a sentence that tells of an event, as it names them."""
    found = _deed(said)
    return found.subject if found else ""


def _deed(said: str) -> Clause | None:
    """The main clause of a sentence where somebody does something to others: active, past, with an object."""
    found = read(said)
    done = found.verb in _POLICY | _CLASH and (found.has_object or found.verb in _ALONE)
    acts = found.is_whole and found.is_past and not (found.is_passive or found.is_modal or found.is_negated)
    barred = _NO_ACTOR.search(found.subject) or _SET_BESIDE.match(said) or _ON_ITSELF.search(said)
    return found if done and acts and not barred and len(found.subject.split()) <= MOST_ACTOR else None


_RELATES = (
    r"depends?|helps?|enabl\w+|allows?|improv\w+|(?<!An )(?<!an )(?<!the )increas\w+|decreas\w+|reduc\w+|"
    r"influenc\w+|affects?|encourag\w+|"
    r"promot\w+|shapes?|reshapes?|reflects?|requires?|threaten\w*|protects?|weakens?|strengthens?|benefits?|"
    r"challeng\w+|"
    r"foster\w*|creates?|limits?|provides?|enhanc\w+|turns?|brings?|reveals?|builds?|prevents?|drives?|supports?|"
    r"determin\w+|controls?|produces?|attracts?|exploits?|replaces?|serves?|binds?|transfers?|carries|absorbs?|"
    r"rais(?:es?|ing)|lowers?|changes?|makes?|gives?|keeps?"
)
RELATION = re.compile(
    rf"\b(?:{_RELATES}|(?:more|less|[a-z]{{3,}}er) .*\bthan|tends? to|should|must|essential (?:for|to)|necessary "
    rf"(?:for|to)|"
    r"linked to|tied to|based on|affected by|shaped by|determined by|driven by|influenced by|controlled by|likely to)\b"
)
"""Words by which one thing bears on another."""

WAYS = frozenset(
    "live wear eat work marry worship practice trade elect serve rely hunt gather farm herd share own pay "
    "honor celebrate participate spend perform train tend treat cultivate inherit compete teach learn believe "
    "raise".split()
)


def way_of(said: str) -> str:
    """Those of whom a sentence tells how they live or lived, as it names them; empty for another."""
    found = read(said)
    lives = found.is_whole and not found.is_passive and (found.verb in WAYS or (found.is_modal and found.is_past))
    named = found.is_plural and not _NO_ACTOR.search(found.subject) and not _SET_BESIDE.match(said)
    return found.subject if lives and named and len(found.subject.split()) <= MOST_ACTOR else ""


_FINDING = re.compile(
    r"^(?:(?:[A-Z]?[a-z]+ ){0,3}?)?(?:[Rr]esearch|[Ss]tud(?:y|ies)|[Dd]ata|[Ss]urveys?|[Ee]xperiments?|[Ee]vidence|"
    r"[Rr]esearchers|[Ss]cientists|[Pp]sychologists|[Ee]conomists|[Ss]ociologists|[Aa]nthropologists)"
    r"(?: (?:in|on|of|from|by|at|into) [^,]{3,60}?)? (?:(?:has|have|consistently|also) )*"
    r"(?:shows?|shown|showed|found|finds?|suggests?|indicates?|indicated|demonstrates?|demonstrated|reveals?|"
    r"revealed) that "
    r"(?P<finding>.{20,150})\.$"
)


def finding_of(said: str) -> str:
    """What research is said to have found; empty for a sentence that reports none."""
    found = _FINDING.match(said)
    return found["finding"] if found else ""
