"""Whether a statement is worth judging: it claims something that can be denied, of what the text is about."""

from __future__ import annotations

import re

from eduapp.questions.contracts import Context
from eduapp.questions.gist import about, is_met_once
from eduapp.questions.words import contains, normal

_OPENING_NAME = re.compile(
    r"(?:The |An? )?(?:[\w-]+ ){0,4}?(?P<name>[A-Z][\w’'-]+(?: (?:of |the |de |von |van |al-)?[A-Z][\w’'-]+)*)\b"
)
_YEAR = re.compile(r"\b\d{3,4}\b")
OPENING, LEAST_OPENING = 10, 0.25
"""The first words of a statement, which have to name something that the text is about, and how central that is."""

LEAST_ABOUT, LEAST_DATED, LEAST_FURTHER = 0.5, 0.3, 0.68
"""How central (0 to 1) what a statement speaks of has to be; the same of one with a year, and of a sentence of which no
fact was made."""

LEAST_SPARE, LEAST_SPARE_FURTHER = 0.4, 0.5
"""The same of a statement that only fills a seat which would stay empty."""

_LOOSE = re.compile(
    r"\b(?:would|could|might|should|ought|may not|not always|not necessarily|(?:[Aa]|[Tt]he) key [a-z]+)\b|"
    r"\b(?:is|are|was|were|be|been|become|becomes|became|remains?|remained) (?:(?!not\b)[\w-]+ly |so |very |quite |"
    r"more |"
    r"most |also |often |thus |almost |never |always |no )*(?:difficult|easy|easier|harder|important|essential|crucial|"
    r"vital|interesting|helpful|useful|worth|central to|devoted|interested|key|challenging|famous|popular|well liked|"
    r"valuable|critical|necessary to|possible to|impossible to|clear|obvious|available|commonplace|integral|"
    r"fundamental|understandable|sensible|reasonable|controversial|passé|desirable|attractive|appropriate|"
    r"a good|the best|an? (?:great|good|very|key|major|important|common|huge|primary|big)|"
    r"(?:one|some|part|many|the result|an example|an? (?:[a-z]+ )?(?:example|aspect|part|element)) of)\b|"
    r"\b(?:plays?|played|playing) (?:an?|the|its|their|many|no) [\w-]*\s?(?:roles?|part)\b|"
    r"\b(?:in|of|for) (?:many|several|various|different|numerous|certain|a variety of|a number of|other|all sorts of) "
    r"(?:ways?|reasons?|forms?|things|factors|respects|areas|fields|kinds|types|settings|places|cases)\b|"
    r"(?<!the )\b(?:variety|range|number|host|array|series|multitude) of\b|"
    r"\b(?:many|several|various|numerous|certain|a few) (?:different|ways|reasons|factors|things|aspects|forms)\b|"
    r"\b(?:has|have|had) (?:an? |the )?(?:[\w-]+ )?(?:effects?|impacts?|influence|consequences|implications|benefits|"
    r"advantages|limits|limitations)(?: (?:on|for)\b|\.)|"
    r"\b(?:can be seen|is thought|are thought|was thought|is said|are said|is known for|are known for|came as|"
    r"come as)\b|"
    r"\b(?:opens?|opened) (?:an?|the|up) (?:window|door)s?\b|"
    r"\b(?:helps?|helped) (?:us|to (?:explain|understand|see))\b|"
    r"\bhelps? explain\b|\bthere (?:is|are|was|were)\b|\b(?:somehow|sort of|kind of|a lot|lots of|so-called)\b|"
    r"\b(?:is|are|was|were) (?:often |commonly |generally |usually |also )?(?:considered|regarded|viewed|seen|"
    r"identified|described|perceived|portrayed)\b|\bactually\b|\bargued further\b|\bin nature\b|"
    r"(?<!and )(?<!or )(?<!than )(?<!each )(?<!any )(?<!no )(?<!every )(?<!all )(?<!from )(?<!the )"
    r"\bother [a-z-]+s\b|"
    r"\b(?:a great deal|much about|significant(?:ly)?|trends?|framework|vocal|finely|recent years|insights?|"
    r"perspectives?|"
    r"opportunit(?:y|ies)|ways? of thinking|meaningful|dramatic(?:ally)?|complex|unique|diverse|remarkable|profound)\b|"
    r"\bprovides? an? (?:[a-z]+ )?(?:tool|vocabulary|means|way|basis|picture|view|illustration|glimpse)\b|"
    r"\b(?:closely|intimately) (?:linked|related|tied|connected)\b|\bby nature\b|"
    r"\bmust (?:be able|know|understand|respond|consider|learn|make sure|always)\b|"
    r"\blike an? \w+ (?:\w+s|does|did)\b|\bwe\b|\b(?:begins?|starts?) with\b|\bhighlights?\b|\bunderscores?\b|"
    r"\b(?:seeks?|aims?|tries|try|attempts?|hopes?|strives?) to\b",
    re.IGNORECASE,
)
"""What is only praised, held back, wished for, or so wide that nobody could deny it: none of it is worth judging."""

_UNDENIED = re.compile(
    r"[^,]*\bpeople (?:\w+ly |often )?(?:think|believe|feel|imagine)\b|(?:Many|Some|Several|Numerous|Certain) |"
    r"(?:[A-Z][^,]{0,40}, |(?:In|For|Among|At|To) )"
    r"(?:some|many|several|numerous|certain|various) |"
    r"(?!.*\b(?:only|not|cannot|never|more|less|fewer|than|because|so that|if|when|unless|until)\b)"
    r"(?:[^,]*?\bmay (?:also |often |sometimes )?[a-z]+|[^,]*\b(?:helps?|has something|have something) |"
    r"(?:[\w’-]+ ){0,3}?(?:[A-Za-z]+(?:ers|ors|ists|ees|ants)|[Pp]eople|[Cc]ompan(?:y|ies)|[Ff]irms?|"
    r"[Bb]usiness(?:es)?|[Oo]rganizations?|[Gg]overnments?|[Cc]ommittees?|[Gg]roups?|[Ss]tructures?|"
    r"[Tt]echnolog(?:y|ies)|[Cc]hanges?|"
    r"[Ii]ndividuals?|[Hh]umans?|[Ss]ocieties|[Cc]ultures?|[Cc]ountries|[Mm]anagement)\b[^,]*? (?:can|must) [a-z]+)"
)
"""What some do, or a thing may do: nobody denies it."""

_SPECIFIC = re.compile(
    r"\d|\b(?:only|most|least|\w{3,}est|more|less|fewer|not|never|neither|without|no longer)\b|"
    r"\b(?:is|are|was|were) (?:an?|the) |\b(?:is|are|was|were) (?:\w+ly )?called\b|"
    r"\b(?:is|are|was|were) (?:\w+ly )?[a-z]+(?:ed|wn|de|lt|nt|ut|ght|en) (?:by|on|of|from|into|with|as|to|in|"
    r"for|through)\b|"
    r"\b(?:means|consists?|depends?|equals?|converts?|conducts?|transfers?|produces?|carries|carry|protects?|measures?|"
    r"divides?|requires?|replaced|defeated|conquered|founded|established|abolished|banned|invaded|introduced|"
    r"invented|discovered|wrote|signed|seized|controlled|ruled)\b|"
    r"(?:[^,]+, ){2}(?:and|or) |(?<=[a-z,] )[A-Z][a-z]+.*(?<=[a-z,] )[A-Z][a-z]+"
)
"""What makes a claim of a sentence: a number, a limit, a class, a passive with its agent or place, a deed, names."""

_SCENE = re.compile(
    r"(?:If|As|While|Although|Though|In|During|After|Before|At|On|For|From|To|By|With|Since|Because|When) "
)
_STORY = re.compile(r"(?:If|As|Although|Though|During|After|Before|At|From|To|Since) |In (?:the|a|an|early|late|\d) ?")

_LEANT = re.compile(
    r"(?:As a (?:consequence|result)|In (?:return|essence|response|doing so|fact|turn|short|sum|particular|"
    r"other respects|"
    r"the (?:process|meantime|end|past)|many (?:ways|cases|places)|some (?:places|cases|ways)|general)|"
    r"For (?:this|many|"
    r"most|some) |At the same time|Early on|By then|Since then|Even (?:so|then)|After all|To this end|Along with|"
    r"On an? (?:\w+ )?(?:scale|level),|In any case|Alongside|"
    r"Aside from|Apart from|In addition|Besides|Unlike|Compared|Strictly speaking|Generally|Finally|Eventually|"
    r"Ultimately|Initially|Meanwhile|Elsewhere|Over time|On the other|In contrast|By contrast|Rather,|"
    r"In (?:reality|truth|theory|practice|simplest terms|simple terms|this|that|these|such|both)\b|"
    r"The [a-z]+, which\b|Secondly|Firstly|Thirdly|Evidently|Apparently|Presumably|"
    r"The (?:first|next|second|third|final|last|key|main|simplest|best|only) (?:step|thing|way|part|task|point|"
    r"reason)\b|"
    r"When (?:the|a|an|his|her|its|their) [a-z]+ [a-z]+ed,|"
    r"(?:An?|The) [a-z]+ that had\b|"
    r"As (?:the [\w ]+ (?:demonstrates?|shows?|illustrates?|suggests?|indicates?)|we|you|with|noted|mentioned|shown|"
    r"discussed|described)\b)"
)
"""How a sentence begins that takes up the one before it."""

_TOOK_UP = re.compile(
    r"\ba similar\b(?!.*\b(?:to|as)\b)|\bin response\b(?! to\b)|\bhad (?:begun|become|been)\b|"
    r"^(?!.*\b(?:[Bb]y (?!\w+ing\b)|before|when|until|after|once|[Aa]lthough|because)\b).*\bhad (?:\w+ly )?"
    r"(?:\w+ed|\w+en|\w+wn|made|taken|gone|come|held|won|lost|kept|left|built|brought)\b|\b(?:years?|decades?|centur(?:y|ies)|"
    r"months?|weeks?|days?) (?:later|"
    r"earlier)\b|^[^,]*\b(?:finally|subsequently|soon|later) [a-z]+ed\b|"
    r"\b(?:comes?|came|is|are|was|were) (?:first|last|next)\b(?! [a-z])|"
    r"^The (?:two|three|four|five|six) (?![a-z]+ [a-z]+ (?:of|that|which|who|between)\b)[a-z]+s?\b"
    r"(?! (?:of|that|which|who|in|between|for|from|to)\b)|"
    r"(?<!^)\bthe (?:two|conquered|remaining|resulting|latter|former|third|other|newly|above|next|previous) [a-z]+s?\b"
    r"(?! (?:of|that|which|who|in|between|for|from|to)\b)"
)

_NAMED_ONLY = re.compile(r"(?:The|An?) (?:[\w-]+ ){1,3}(?:by|in|of|to|for|on|from|with|through|at|during) which ")
"""How "the process by which plants make sugar" begins: more often a name cut out of its sentence than a sentence."""


def is_teachable(text: str, context: Context, least: float = 0.0, *, spare: bool = False) -> bool:
    """Whether a statement claims something that can be denied, of what the text is about, and of nobody met once.

    A `spare` one may come to what the text is about after its first words.
    """
    return (
        not _LOOSE.search(text)
        and not _UNDENIED.match(text)
        and not _LEANT.match(text)
        and not _NAMED_ONLY.match(text)
        and not _TOOK_UP.search(text)
        and about(text, context) >= (LEAST_DATED if _YEAR.search(text) else least or LEAST_ABOUT)
        and ((spare and about(text, context) >= LEAST_ABOUT) or _opens_centrally(text, context))
        and not _is_of_a_passer_by(text, context)
        and not _names_an_example(text, context)
    )


def _names_an_example(text: str, context: Context) -> bool:
    """Whether a statement names somebody or something that only an example or a made-up case brought up."""
    return any(
        term.proper and context.central.get(key) == 0.0 and contains(text, term.text)
        for key, term in context.terms.items()
    )


def is_specific_claim(text: str) -> bool:
    """Whether a true statement says something particular enough to be judged by who has read the text."""
    return bool(_SPECIFIC.search(text))


def _opens_centrally(text: str, context: Context) -> bool:
    """Whether the first words of a statement, or after a clause that sets a scene, name what the text is about."""
    return any(about(part, context) >= LEAST_OPENING for part in _openings(text, OPENING))


def _is_of_a_passer_by(text: str, context: Context) -> bool:
    """Whether a statement opens with a name that stands in one passage alone, and no year says that it is an event."""
    if _YEAR.search(text):
        return False
    opening = " ".join(re.split(r"[,;]| (?:is|are|was|were|has|have|had) ", text)[0].split()[:6])
    for found in _OPENING_NAME.finditer(opening):
        name = re.sub(r"[’']s$", "", found["name"])
        term = context.terms.get(normal(name))
        known = (term is not None and term.proper) or normal(name) in context.people or " " in name
        if known and not _is_written_small(name, context) and is_met_once(name, context):
            return True
    return False


def _is_written_small(name: str, context: Context) -> bool:
    """Whether the text also writes the first word of a phrase without a capital: it is no name then."""
    small = re.compile(rf"\b{re.escape(name.split()[0].lower())}\b")
    return any(small.search(passage.text) for passage in context.passages.values())


def is_topical(text: str, context: Context, *, spare: bool = False) -> bool:
    """Whether a sentence opens with what the text is about, and with no clause that tells of one time.

    Of a `spare` one that clause may state a condition, and the rest is not asked.
    """
    if spare:
        return bool(re.match(r"If (?!and\b)", text)) or not _STORY.match(text)
    return not _STORY.match(text) and any(about(part, context) >= LEAST_FURTHER for part in _openings(text, 7))


def _openings(text: str, words: int) -> list[str]:
    """The first words of a sentence, and those after a clause that sets a scene."""
    parts = text.split(", ", 1) if _SCENE.match(text) else [text]
    return [" ".join(part.split()[:words]) for part in parts]
