"""The form of a clue: each function names the first flaw of a text in a plain sentence, or returns an empty string."""

from __future__ import annotations

import re

from eduapp.crosswords.forms import words
from eduapp.crosswords.styles import parsed
from eduapp.domain.item import BLANK
from eduapp.language.grammar import balanced
from eduapp.language.tongues import stop_words

_POINTERS = re.compile(
    r"\b(?:this|these|those(?! (?:who|that|of))|such(?! as)|(?:above|below)(?! (?:sea|the|average|ground))|former|"
    r"latter|following|previous|earlier|later|ago|thereafter|afterward|meanwhile|aforementioned|here|we|our|us|you|"
    r"your|my|today|now|resulting|coming|similar|(?<=the )current(?! (?:of|through|in|flow))|"
    r"currently|recently|axis|shaded|scenario|on top|shown|depicted|"
    r"pictured|dashed|the (?:figure|table|chapter|section|text|author|diagram|graph)|hypothetical|respectively|"
    r"[Tt]he (?:first|second|third) (?:sentence|example|case|line|statement|question|column|step|image|reading)|"
    r"(?<!\w )(?:[Tt]he )?(?:reverse|opposite|inverse) (?!of\b)[a-z]+(?= ?(?:,|$|where|in which))|"
    r"[Ee]ven (?:[a-z]+er|more|less)(?=[ ,—–])(?! than)|"
    r"[Bb]oth(?= [a-z]+ (?:were|are|have|had|can|could|will)\b)|"
    rf"is no exception|their(?= {BLANK})|"
    r"another(?= [a-z]+$)|other(?! than)|others|same|so-called|"
    r"I(?= (?:am|was|have|had|do|did|will|would|can|could|think|believe|know|saw|went|found|argue|want)))\b"
)
_VALUE = re.compile(
    r"\b[A-Z]{1,4}\d\b|\b[A-Z]{2}[a-z]{3,}\b|\b(?:is|was|were|equals?) \$?\d[\d,.]*(?:%|percent)?(?:,| and | or |\.$)"
)
"""A letter that stands for a quantity, and the value that something has in an example."""

_FIGURE = re.compile(r"\b(?:Figure|Table|Chapter|Section|Module|Box) ?\d|\[\d+\]|\(\d{4}[a-z]?\)")
_PRONOUN = re.compile(
    r"\b(?:it|they|them|its|their|theirs|he|she|him|his|her|hers|itself|themselves|himself|herself)\b", re.IGNORECASE
)
_FIRST_WORD = re.compile(
    r"(?:It|They|He|She|This|These|That|Its|Their|His|Her|There|Here|Such|Also|But|And|Or|So|"
    r"Another(?! (?:name|term|word) for))\b(?!-)"
)
_SECOND_NOUN = re.compile(
    r"\b(?:that|which|who|whom|when|where)\b|"
    r"\b(?:of|by|for|in|with|from|to|at|on|between) (?:an?|the|each|every) \w+"
)
_MET_BEFORE = re.compile(
    r"\b[Tt]he (?:(?:old|new|whole|entire|ruling|local|first|second|last) )?(?:continent|country|city|town|village|"
    r"company|firm|region|area|territory|island|war|battle|siege|revolt|rebellion|revolution|uprising|conflict|empire|league|concept|idea|century|"
    r"kingdom|colony|state|nation|dynasty|tribe|clan|family|group|party|king|queen|emperor|pope|sultan|caliph|tsar|"
    r"pharaoh|shah|president|general|leader|ruler|governor|army|fleet|treaty|agreement|law|act|policy|plan|temple|"
    r"palace|church|building|monument|movement|problems?|issues?|situation|crisis|event|process|practice|effort|"
    r"attack|invasion|campaign|council|court|government|capital|river|mountain|coast|border|people|population)"
    r"(?:’s|'s)?(?=[.,;:]|$| (?!(?:of|that|which|who|whose|where|when|for|between|against|on|from|to|"
    r"(?:in|by|through|during|to) which)\b)\w)"
)
"""What a page has told of before: "the continent", "the company’s", where nothing after it says which."""

_DEFINES = re.compile(rf"(?:\S+ )?{BLANK} (?:is|are|was|were) (?:an?|the) ")
_OBJECTS = ("him", "them", "it", "her")
_OWN_ROLES = ("nsubj", "nsubj:pass", "nmod:poss", "expl")


_MONTH = re.compile(
    r"\b(?:in|on|by|since|until|of) (?:early |late |mid-)?(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December)\b"
)


def alone_problem(text: str, language: str) -> str:
    """What in a clue can't be understood without the page."""
    for found in (
        _FIRST_WORD.match(text),
        _FIGURE.search(text),
        _VALUE.search(text),
        _POINTERS.search(text[:1].lower() + text[1:]),
    ):
        if found:
            return f"“{found.group()}” points outside the clue."
    if found := _MET_BEFORE.search(text):
        return f"“{found.group()}” has not been introduced."
    for found in _PRONOUN.finditer(text):
        word, before = found.group().casefold(), text[: found.start()]
        if not _has_noun(before, word, text, language) or (word in _OBJECTS and _is_object(word, text)):
            return f"“{found.group()}” has nothing in the clue to stand for."
    if (found := _MONTH.search(text)) and not re.search(r"\d{3,4}", text):
        return f"“{found.group()}”: it lacks the year."
    if found := _points(text):
        return f"“{found}” points outside the clue."
    return ""


_ONLY_ONE = frozenset(
    "world sun moon earth sky sea ocean air water ground soil body brain heart blood skin nose mouth mind state "
    "economy market public past future present day night morning year autumn winter summer spring north south east "
    "west environment climate universe atmosphere home poor rich elderly dead wealthy military media internet press "
    "weather countryside planet beginning end middle time left right top bottom side surface wind rain land gods arts "
    "sciences seas heavens underworld afterlife dark cold heat tropics equator web workplace workforce streets "
    "stomach liver lungs kidneys eye eyes ear ears hand hands throat nerves bloodstream skull spine "
    "numerator denominator whole throne crown nobility clergy aristocracy peasantry bourgeoisie elite masses".split()
)
"""What there is one of, or what a general statement names with "the"."""

_TELLS_WHICH = (
    "amod",
    "compound",
    "nmod",
    "acl",
    "acl:relcl",
    "appos",
    "nummod",
    "nmod:poss",
    "flat",
    "conj",
    "advcl",
    "ccomp",
)


def met_before(text: str) -> str:
    """What a statement takes for known: "the disorder", a noun with "the" and nothing that tells which."""
    tree = parsed(text.replace(BLANK, "Something"))
    if tree.dep[0] in ("nsubj", "nsubj:pass") and tree.pos[0] not in ("NOUN", "PROPN") and not text.startswith(BLANK):
        return f"“{tree.word[0]}” has nothing in the clue to stand for."
    for i in range(len(tree.word)):
        if tree.pos[i] != "NOUN" or tree.lower[i] in _ONLY_ONE or tree.word[i][:1].isupper():
            continue
        the = next((k for k in tree.kids[i] if tree.lower[k] == "the" and k < i), None)
        if the is None or any(tree.dep[k] in _TELLS_WHICH for k in tree.kids[i]) or tree.dep[i] == "conj":
            continue
        if i + 1 < len(tree.word) and tree.lower[i + 1] in ("of", "that", "which", "who", "where", "for", "between"):
            continue
        return f"“{tree.span(the, i + 1)}” has not been introduced."
    return ""


def _points(text: str) -> str:
    """What "that" points at, where it goes with a noun: "that total catch"."""
    if not re.search(r"\bthat\b", text):
        return ""
    tree = parsed(text.replace(BLANK, "Something"))
    those = (i for i in range(len(tree.word)) if tree.lower[i] == "that" and tree.dep[i] == "det")
    return next((tree.span(i, tree.head[i] + 1) for i in those if tree.head[i] > i), "")


def _has_noun(before: str, pronoun: str, text: str, language: str) -> bool:
    """Whether a pronoun may stand for something before it: the gap, or in a noun phrase another noun than its head."""
    nouns = [word for word in words(before.replace(BLANK, " ")) if word not in stop_words(language)]
    if BLANK in text and not _DEFINES.match(text):
        return BLANK in before or len(nouns) >= 2
    if pronoun in ("he", "she", "his", "him", "her"):
        return bool(re.search(r"\bwho\b", before))
    return bool(nouns) and bool(_SECOND_NOUN.search(before))


def _is_object(pronoun: str, text: str) -> bool:
    """Whether a pronoun is an object, which its own subject can hardly be: "was built by him".

    In a clause with a subject of its own it may stand for the gap: "_____ is owned by the people who run it".
    """
    tree = parsed(text.replace(BLANK, "Something"))
    found = [i for i in range(len(tree.word)) if tree.lower[i] == pronoun]
    free = [i for i in found if BLANK in text and tree.dep[tree.head[i]] == "acl:relcl"]
    return any(tree.dep[i] not in _OWN_ROLES for i in found if i not in free)


_DANGLING = re.compile(
    r"(?:^|\s)(?:which|whom|whose|that|who|of|the|a|an|and|or|but|to|by|with|for|is|are|was|were|be|been|as|in|on|at|"
    r"from|into|than|has|have|had|its|their|his|her|between|such|including|like|about|not|more|most|very|when|where|"
    r"because|while|if|during|among|also|\b[a-z]\.)[.,;:]?$",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"\bas (?:much|many|little|few|long|large|small|far|soon|well|big|high|low|good|great)\b(?!.*\bas\b)|"
    r"\bbetween\b(?!.*\b(?:and|two|them|\w+s)\b)|\bnot only\b(?!.*\bbut\b)|\b(?:both|either)\b(?!.*\b(?:and|or)\b)|"
    r"\bfrom (?:one|\d+)\b(?!.*\b(?:to|until|another)\b)|\bso \w+(?= \w+\.?$)|"
    r"\bthat (?:as|if|when|while|because|although|since)\b(?!.*,)"
)
_OPENS_WITH_VERB = re.compile(rf"(?:Presents|Shows|Illustrates|Depicts|Displays|Lists) .*{BLANK}")
_NO_OBJECT = re.compile(rf"(?:{BLANK}|\b[A-Z][a-z]+) [a-z]+(?:ed|s), (?:if|when|as|while|because|that)\b")
_TAIL = re.compile(r", (?:and|but) (?:at|in|on|by|for|from|with|after|before|during|under|through) ")
_TIED = re.compile(
    r"\b[Ff]or (?:example|instance)\b|\b[Bb]y contrast\b|\b[Oo]n the other hand\b|"
    r"\b[Aa]s (?:elsewhere|before|usual)\b|^Rather,|, (?:however|therefore)\b|, though\.?$"
)
_CUT_CLAUSE = re.compile(
    r"\bwho \w+$|\b(?:led|leads?|(?:make|made)s? it (?:possible|impossible|easier|harder)|depends?|depended|consists?|"
    r"consisted|allows?|allowed|enabled?s?|tends?|tended|refers?|referred)\.$"
)
_MANY_ARE_ONE = re.compile(
    rf"^(?:The )?{BLANK} [\w ]*\bare an? (?!few|lot|number|group|set|series|part|form|kind|type|class|family|source|"
    r"variety|pair|way|means|result|major|key)"
)
_MARKS = re.compile(
    r"[a-z\d]\.[A-Z]|\s[.,;:?!]|[,;:]$|\.\.|,,|[\u00ad\ufffd]|\*|[†‡¹²³⁴-⁹]|[—–]\s*$|\s{2}"
)  # fmt: skip
_LISTED = re.compile(rf"{BLANK}, [^,]+(?:, [^,]+)*,? (?:and|or) |, {BLANK},|, {BLANK} (?:and|or) |, (?:and|or) {BLANK}")


def whole_problem(text: str, *, cut: bool = True) -> str:
    """What is left open, cut off or left over in a clue; nothing can be cut off where it ends as its sentence does."""
    odd = len(re.findall(r"(?<!\w)[‘']\w", text)) > len(re.findall(r"[’'](?!\w)", text))
    dangling, mark, half = _DANGLING.search(text), _MARKS.search(text), _HALF.search(text)
    rules = (
        (
            not balanced(text) or odd or text.count("[") != text.count("]"),
            "A bracket or quotation mark has no partner.",
        ),
        (dangling, f"“{dangling.group().strip()}” hangs at its end." if dangling else ""),
        (mark, f"“{mark.group().strip()}” is a leftover mark." if mark else ""),
        (half, f"“{half.group()}” lacks its second part." if half else ""),
        (BLANK not in text and text.endswith("."), "A noun phrase ends without a full stop."),
        (text.startswith("Than ") or _OPENS_WITH_VERB.match(text), "Its first word is cut off."),
        (_NO_OBJECT.search(text), "A verb lacks its object."),
        (_TIED.search(text), "It is tied to a sentence before it."),
        (re.search(rf"{BLANK}, \w+\.$", text), "A remark at its end is cut off."),
        (
            (_TAIL.search(text) or (text.count(",") == 1 and ", and " in text)) and _lacks_clause(text),
            "What a comma and a conjunction open is cut off.",
        ),
        (
            cut and (_CUT_CLAUSE.search(text) or _ends_in_participle(text)),
            "A verb at its end lacks what belongs to it.",
        ),
        (cut and _lacks_verb(text), "A relative clause has no verb."),
        (_MANY_ARE_ONE.search(text), "It says that many are one."),
        (_LISTED.search(text), "The gap is one of a list, and the others give no hint of it."),
        (f"({BLANK})" in text or f"“{BLANK}”" in text, "The gap stands alone between brackets or quotation marks."),
        (text.count(BLANK) > 1, "It has more than one gap."),
        (";" in text, "It is two sentences in one."),
    )
    return next((problem for broken, problem in rules if broken), "")


def _ends_in_participle(text: str) -> bool:
    """Whether a clue ends in a verb in "-ing" that something followed: "an extraordinary deity demonstrating"."""
    if not text.rstrip(".").endswith("ing"):
        return False
    tree = parsed(text.rstrip(".").replace(BLANK, "Something"))
    return tree.tag[-1] == "VBG" and tree.dep[-1] in ("acl", "advcl", "xcomp", "amod")


def _lacks_clause(text: str) -> bool:
    """Whether no finite verb follows the last ", and": "a compromise was reached, and at midnight"."""
    tree = parsed(text.replace(BLANK, "Something"))
    joins = [i for i in range(len(tree.word) - 1) if tree.word[i] == "," and tree.lower[i + 1] in ("and", "but")]
    return bool(joins) and not any(tree.tag[i] in _FINITE for i in range(joins[-1], len(tree.word)))


def _lacks_verb(text: str) -> bool:
    """Whether no finite verb follows the last relative pronoun: "a funnel through which much aid"."""
    tree = parsed(text.replace(BLANK, "Something"))
    relatives = [i for i in range(len(tree.word)) if tree.tag[i] in ("WDT", "WP", "WP$", "WRB")]
    return bool(relatives) and not any(tree.tag[i] in _FINITE for i in range(relatives[-1], len(tree.word)))


_FINITE = ("VBZ", "VBP", "VBD", "MD")


_OPEN_LIST = re.compile(r"[a-z], (?!(?:and|or)\b)[a-z’-]+(?: (?!(?:and|or)\b)[a-z’-]+){0,3}\.?$")
_NEEDED = re.compile(r", to \w+|,? (?:if|unless|provided|as long as)\b|, (?:the|an?) [^,.]+,? and (?:the|an?) ")


def left_out(text: str, rest: str) -> str:
    """What the sentence of a clue goes on with that the clue can't do without: an aim, a condition, more of a list."""
    rest = re.sub(r"^ \([^()]*\)", "", rest)
    if _OPEN_LIST.search(text) and re.match(r", \w", rest):
        return rest[:16].strip(", ")
    found = _NEEDED.match(rest)
    return found.group().strip(", ") if found else ""
