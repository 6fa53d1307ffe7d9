"""Grammar over a `Tree`: noun phrases, what stands on its own, verb groups, and a clause turned into a question."""

from __future__ import annotations

from dataclasses import dataclass

from eduapp.language.tree import Tree

PERSONAL = frozenset("i me my mine we us our ours you your yours he him his she her hers it its they them their theirs "
                     "itself himself herself themselves ourselves myself".split())  # fmt: skip
POINTING = frozenset("this that these those such another other others former latter same following above below "
                     "previous aforementioned here there said".split())  # fmt: skip
VAGUE_SUBJECTS = frozenset(
    "result reason problem goal aim purpose idea example answer question difference point fact outcome effect "
    "consequence cause advantage disadvantage key issue challenge thing way case kind type part part one first second "
    "last step figure table chapter section author book text word lesson topic matter situation change choice "
    "factor feature aspect number majority rest response solution benefit strategy approach theme story view "
    "process system method lack use presence absence need desire rise fall growth creation end beginning start loss "
    "spread development importance concept term definition name study".split()
)
NAME_OPENERS = frozenset(
    "new north south east west great united saint san los las el la le central holy grand native black white".split()
)
TIMES = frozenset("century decade year month week day".split())
JOINING = frozenset(("of", "de", "'s", "’s", "’", "in", "al", "von", "van"))
COUNTING = frozenset("many most some several few all both each every no any much".split())
ERAS = frozenset(("bce", "ce", "bc", "ad", "b.c.e.", "c.e.", "b.c.", "a.d.", "bc.", "bce."))
NO_TERM = frozenset('()[]{}"“”;:,=/<>|_')
MODIFIERS = frozenset(("det", "amod", "compound", "nummod", "nmod:poss", "case", "flat", "advmod", "det:predet",
                       "nmod:unmarked", "punct", "goeswith", "nmod:desc"))  # fmt: skip
BE = frozenset(("is", "are", "was", "were"))
NOUNS = frozenset(("NOUN", "PROPN"))
PEOPLE = frozenset(
    "person man woman king queen emperor empress ruler leader general philosopher scientist writer poet author "
    "painter artist president explorer merchant priest monk scholar historian politician lawyer physician doctor "
    "engineer inventor economist anthropologist biologist chemist physicist mathematician navigator missionary "
    "reformer revolutionary activist officer soldier commander governor minister chancellor dictator sultan caliph "
    "khan pharaoh pope bishop theologian teacher student composer musician architect sculptor novelist playwright "
    "journalist industrialist entrepreneur founder conqueror conquistador nobleman aristocrat prince princess duke "
    "geographer astronomer naturalist psychologist sociologist archaeologist linguist diplomat senator statesman "
    "son daughter wife husband mother father brother sister successor nephew uncle worker farmer owner shah tsar czar "
    "member leader prophet saint warrior slave servant trader traveler traveller official judge singer actor dramatist "
    "character hero heroine individual child boy girl patient figure voter victim enemy friend relative parent "
    "inhabitant people citizen colonist settler peasant nomad noble knight samurai shogun".split()
)

PROPER_ADJECTIVES = frozenset(
    "african american arab arabic asian athenian australian austrian aztec babylonian belgian brazilian british "
    "buddhist byzantine canadian catholic chinese christian confucian cuban dutch egyptian english european french "
    "german greek hebrew hellenistic hindu hungarian inca incan indian iranian iraqi irish islamic israeli italian "
    "japanese jewish korean latin maya mayan mexican mongol mughal muslim nazi norwegian ottoman persian phoenician "
    "polish portuguese protestant prussian roman russian safavid scandinavian scottish serbian shia slavic soviet "
    "spanish spartan sunni swedish swiss syrian tibetan turkish ukrainian victorian vietnamese welsh western".split()
)


@dataclass(frozen=True)
class Phrase:
    """Tokens `start` to `stop` (not included) of a tree, headed by token `head`."""

    start: int
    stop: int
    head: int


def noun_phrase(tree: Tree, head: int, *, of_names: bool = True) -> Phrase:
    """The noun phrase of `head`: its left modifiers, name parts, and a following "of" phrase of a name or noun."""
    start = head
    for kid in sorted(tree.kids[head], reverse=True):
        if kid < head and tree.dep[kid] in MODIFIERS and tree.right[kid] == start - 1 and tree.dep[kid] != "case":
            start = tree.left[kid]
    while start < head and (tree.pos[start] == "PUNCT" or tree.dep[start] in ("advmod", "case", "mark")):
        start += 1
    stop = head + 1
    for kid in tree.kids[head]:
        if kid >= stop and tree.left[kid] == stop and tree.dep[kid] in ("flat", "flat:foreign"):
            stop = tree.right[kid] + 1
    while stop < tree.last[head] and tree.pos[head] == "PROPN" and is_numeral(tree.word[stop]):
        stop += 1
    if of_names:
        stop = _with_of(tree, head, stop)
    return Phrase(start, stop, head)


def is_numeral(word: str) -> bool:
    """Whether a word is the number after a ruler's name ("Mehmed II")."""
    return 0 < len(word) <= 5 and all(letter in "IVX" for letter in word)


def _with_of(tree: Tree, head: int, stop: int) -> int:
    for kid in tree.kids[head]:
        of = tree.kid(kid, "case")
        if kid > head and tree.dep[kid] == "nmod" and of is not None and tree.lower[of] == "of" and of == stop:
            inner = noun_phrase(tree, kid, of_names=False)
            if inner.start <= of + 1 <= inner.head and not tree.kids_of(kid, "conj", "acl:relcl"):
                return inner.stop
    return stop


def bare(tree: Tree, phrase: Phrase) -> Phrase:
    """The phrase without a leading article, and without "the term" before a term."""
    start = phrase.start
    while start < phrase.head and tree.lower[start] in ("a", "an", "the"):
        start += 1
    if start < phrase.head and tree.lower[start] in ("term", "word", "phrase"):
        start += 1
    return Phrase(start, phrase.stop, phrase.head)


def article(tree: Tree, phrase: Phrase) -> str:
    """The article that opens a phrase, in lower case, or an empty string."""
    word = tree.lower[phrase.start]
    return word if word in ("a", "an", "the") else ""


def is_plural(tree: Tree, head: int) -> bool:
    """Whether a noun is plural by its tag, or is coordinated with another by "and"."""
    if tree.tag[head] in ("NNS", "NNPS") or _names_a_people(tree, head):
        return True
    return any(tree.lower[cc] == "and" for conj in tree.kids_of(head, "conj") for cc in tree.kids_of(conj, "cc"))


def _names_a_people(tree: Tree, head: int) -> bool:
    """Whether a name with "the" and a final s names many: "the Hebrews", not "the Netherlands"."""
    word = tree.lower[head]
    if tree.tag[head] == "NNP" and len(word) > 5 and word.endswith(PEOPLE_ENDINGS):
        return True
    alone = tree.kid(head, "compound", "amod") is None and tree.kid(head, "det") == head - 1
    return tree.tag[head] == "NNP" and alone and word.endswith("s") and not word.endswith(("ss", "us", "is", "lands"))


PEOPLE_ENDINGS = ("ryans", "omans", "reeks", "yans", "sians", "nians", "rians", "tians", "ites", "uks", "vids", "hads",
                  "gols", "urks", "arthas", "athas", "ewans", "icans", "opeans")  # fmt: skip


def is_proper(tree: Tree, phrase: Phrase) -> bool:
    """Whether the phrase is a name: tagged so, and not a word that the document also writes in lower case."""
    return tree.pos[phrase.head] == "PROPN" and tree.lower[phrase.head] not in tree.common


def term_shaped(tree: Tree, phrase: Phrase, *, most: int = 5) -> bool:
    """Whether a phrase could be a term that a course teaches: short, of words, nothing pointing or counted."""
    inner = bare(tree, phrase)
    words = range(inner.start, inner.stop)
    if not 1 <= len(words) <= most or tree.pos[phrase.head] not in NOUNS:
        return False
    if any(tree.lower[i] in PERSONAL | POINTING | COUNTING | ERAS or tree.tag[i] == "WDT" for i in words):
        return False
    if any(tree.pos[i] in ("DET", "PRON", "VERB", "AUX", "NUM", "SYM", "X") and tree.tag[i] not in ("VBN", "VBG")
           for i in words if i != phrase.head):  # fmt: skip
        return False
    if any(tree.tag[i] in ("JJR", "JJS", "RBR", "RBS") for i in words):
        return False
    opener = tree.pos[inner.start]
    text = tree.span(inner.start, inner.stop)
    return opener not in ("ADP", "CCONJ", "PUNCT", "ADV") and not any(c in text for c in '()[]{}"“”;:,=/<>|_')


def is_vague(tree: Tree, phrase: Phrase) -> bool:
    """Whether the phrase names nothing in particular ("the main reason", "the result")."""
    if tree.pos[phrase.head] == "PROPN":
        return False
    if tree.lemma[phrase.head].lower() in TIMES:
        return True
    return tree.lemma[phrase.head].lower() in VAGUE_SUBJECTS and phrase.stop - bare(tree, phrase).start <= 2


def stands_alone(tree: Tree, start: int, stop: int, antecedent: int | None = None) -> bool:
    """Whether tokens can be read without the page: each pronoun has a noun before it that it can mean.

    `antecedent` is a noun outside the tokens that a reader will have seen. Pointing words never stand alone, unless
    "that" and "those" bind a clause or are explained by what follows.
    """
    for i in range(start, stop):
        word = tree.lower[i]
        if word in POINTING and not _is_bound(tree, i):
            return False
        if word == "two" and i > start and tree.lower[i - 1] == "the" and not _counts_on(tree, i):
            return False
        if word in PERSONAL:
            if word in ("i", "me", "my", "we", "us", "our", "you", "your", "ours", "yours", "myself", "ourselves"):
                return False
            if not _has_antecedent(tree, i, start, antecedent):
                return False
    return True


def _counts_on(tree: Tree, i: int) -> bool:
    """Whether a number counts the noun after it: "the two main sides", not "the sum of the two"."""
    return i + 1 < tree.last[i] and tree.pos[i + 1] in ("NOUN", "PROPN", "ADJ", "PUNCT") and tree.head[i] > i


def _is_bound(tree: Tree, i: int) -> bool:
    word = tree.lower[i]
    if word == "that":
        bound = tree.dep[i] in ("mark", "nsubj", "nsubj:pass", "obj", "obl") and tree.pos[i] in ("SCONJ", "PRON")
        return bound or tree.tag[i] in ("WDT", "IN")
    if word in ("those", "that"):
        return bool(tree.kids_of(i, "acl", "acl:relcl", "nmod"))
    if word == "such":
        return i + 1 < len(tree.word) and tree.lower[i + 1] == "as"
    if word == "there":
        return tree.dep[i] == "expl"
    if word == "other" and i > 0 and tree.lower[i - 1] in ("each", "any", "every", "no"):
        return True
    if word == "another" and i > 0 and tree.lower[i - 1] == "one":
        return True
    if word in ("other", "others"):
        return tree.dep[i] == "amod" and tree.tag[tree.head[i]] in ("NNS", "NNPS")
    if word == "another":
        return tree.lower[max(0, i - 1)] in ("one", "to", "from") or _named_before(tree, i)
    if word == "same":
        return _shared(tree, i)
    pointed = tree.dep[i] == "amod" and tree.head[i] > i
    return word in ("above", "below") and tree.pos[i] in ("ADP", "ADJ") and not pointed


def _shared(tree: Tree, i: int) -> bool:
    """Whether "the same" compares with what its own sentence names: "the same mass as", "atoms of the same element"."""
    compared = any(tree.lower[j] == "as" for j in range(i + 2, min(i + 5, tree.last[i])))
    clause = next((j for j in range(i - 1, max(0, i - 8), -1) if tree.tag[j] in ("WDT", "WP", "WRB")), None)
    of_many = clause is not None and any(tree.tag[j] in ("NNS", "NNPS") for j in range(max(0, clause - 4), i))
    return compared or of_many


def _named_before(tree: Tree, i: int) -> bool:
    """Whether the noun after "another" stands before it too: "acts on an object by touching another object"."""
    noun = tree.lemma[tree.head[i]]
    return any(tree.lemma[j] == noun for j in range(max(0, i - 15), i))


SINGULAR_PRONOUNS = frozenset("it its itself he him his himself she her hers herself".split())
PERSON_PRONOUNS = frozenset("he him his himself she her hers herself".split())


def _has_antecedent(tree: Tree, i: int, start: int, antecedent: int | None) -> bool:
    singular = tree.lower[i] in SINGULAR_PRONOUNS
    person = tree.lower[i] in PERSON_PRONOUNS
    before = [j for j in range(start, i) if tree.pos[j] in NOUNS]
    if antecedent is not None:
        before.append(antecedent)
    for j in before:
        if singular and tree.tag[j] in ("NN", "NNP"):
            if person and tree.pos[j] != "PROPN" and not _can_be_a_person(tree.lemma[j].lower()):
                continue
            return True
        if not singular and (tree.tag[j] in ("NNS", "NNPS") or is_plural(tree, j)):
            return True
    return False


def _can_be_a_person(lemma: str) -> bool:
    return lemma in PEOPLE or lemma.endswith(("er", "or", "ist", "ian", "ant", "ee"))


def is_person(tree: Tree, head: int) -> bool:
    """Whether a noun names people by what it means."""
    return tree.lemma[head].lower() in PEOPLE


def negated(tree: Tree, i: int) -> bool:
    """Whether a predicate is negated or hedged away."""
    return any(tree.lower[k] in ("not", "n't", "never", "no", "hardly", "neither", "nor", "n’t") for k in tree.kids[i])


LINKING = frozenset(("also", "then", "thus", "therefore", "however", "later", "soon", "still", "too", "finally",
                     "meanwhile", "instead", "moreover", "furthermore", "first", "next", "eventually", "indeed",
                     "similarly", "consequently", "nevertheless", "nonetheless", "again", "already", "now", "often",
                     "perhaps", "even", "only", "just", "especially", "recently", "rather", "so", "once", "probably",
                     "likely", "both", "alike", "ultimately", "subsequently", "shortly", "well"))  # fmt: skip
"""Adverbs that tie a sentence to the one before it; a question drops them."""


def links(tree: Tree, i: int) -> bool:
    """Whether a word only ties its sentence to the one before: a linking adverb, or "far" in "thus far"."""
    return tree.lower[i] in LINKING or (tree.lower[i] == "far" and i > 0 and tree.lower[i - 1] in ("thus", "so"))


@dataclass(frozen=True)
class VerbGroup:
    """A finite verb with its auxiliaries. `aux` is the word that moves to the front of a question, if there is one."""

    verb: int
    aux: int | None
    start: int
    stop: int
    passive: bool


def verb_group(tree: Tree, verb: int) -> VerbGroup | None:
    """The verb group of a finite clause headed by `verb`, or None where there is none (imperative, participle)."""
    helpers = [k for k in tree.kids_of(verb, "aux", "aux:pass", "cop") if k < verb]
    if not helpers and tree.tag[verb] not in ("VBD", "VBZ", "VBP"):
        return None
    if helpers and tree.tag[helpers[0]] == "TO":
        return None
    start = helpers[0] if helpers else verb
    passive = tree.kid(verb, "aux:pass") is not None
    return VerbGroup(verb, helpers[0] if helpers else None, start, verb + 1, passive)


def inverted(tree: Tree, group: VerbGroup, subject: str, rest: str) -> str:
    """The clause in the order of a question, without its question word: "did Columbus reach the Americas".

    `rest` is what follows the verb. Returns an empty string where the verb's base form is not known.
    """
    verb = group.verb
    if group.aux is not None:
        middle = " ".join(tree.word[i] for i in range(group.aux + 1, group.stop) if not links(tree, i))
        return " ".join(part for part in (tree.lower[group.aux], subject, middle, rest) if part)
    base = tree.lemma[verb]
    support = {"VBD": "did", "VBZ": "does", "VBP": "do"}[tree.tag[verb]]
    if not base or (tree.tag[verb] == "VBD" and base == tree.lower[verb] and base.endswith("ed")):
        return ""
    return " ".join(part for part in (support, subject, base, rest) if part)


def lower_start(tree: Tree, start: int, text: str) -> str:
    """A phrase as it reads inside a sentence: its first letter lower-case unless it starts a name or acronym.

    A word that the document also writes in lower case is no name, whatever the tagger says of it at the start of a
    sentence.
    """
    word, lower = tree.word[start], tree.lower[start]
    named = tree.pos[start] == "PROPN" and lower not in tree.common
    parted = lower in NAME_OPENERS and start + 1 < len(tree.word) and tree.word[start + 1][0].isupper()
    owner = start + 1 < len(tree.word) and tree.tag[start + 1] == "POS" and lower not in tree.common
    keeps = named or parted or owner or lower in PROPER_ADJECTIVES or sum(c.isupper() for c in word) > 1 or word == "I"
    keeps = keeps or (
        tree.pos[start] in ("NOUN", "ADJ") and lower not in tree.common and _is_a_name_elsewhere(tree, word)
    )
    return text if keeps or not text else text[0].lower() + text[1:]


def _is_a_name_elsewhere(tree: Tree, word: str) -> bool:
    """Whether the text has a word with its capital inside a sentence too ("Tibetans")."""
    at = tree.text.find(f" {word}") if word[:1].isupper() else -1
    while at > 0:
        if tree.text[at - 1].islower() or tree.text[at - 1] == ",":
            return True
        at = tree.text.find(f" {word}", at + 1)
    return False


def balanced(text: str) -> bool:
    """Whether quotation marks and parentheses come in pairs."""
    return text.count("“") == text.count("”") and text.count("(") == text.count(")") and text.count('"') % 2 == 0
