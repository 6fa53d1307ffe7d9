"""A sentence without what it can do without: words that link it to the one before, and remarks set off by commas.

What goes is a non-restrictive relative clause, a participle phrase, a concession, "including ..." or a further main
clause (the deletions of Dorr, Zajic and Schwartz, "Hedge Trimmer", 2003, without those that change what is claimed).
Conditions and reasons stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eduapp.language.resolve import as_doc
from eduapp.language.tree import Tree

LONG = 24
"""Words of a sentence above which remarks are left out."""

LINKS = frozenset("however thus therefore then moreover furthermore consequently accordingly meanwhile too".split())
FIRST_LINKS = frozenset("but and yet".split())
OF_COURSE = (("of", "course"), ("in", "turn"), ("in", "fact"), ("for", "example"), ("for", "instance"))
RELATIVE = frozenset("which who whom whose where".split())
CONCESSIONS = frozenset("while although though whereas".split())
NAMING_SOME = frozenset("including such especially particularly notably".split())
ONWARD = frozenset("and but yet so".split())
SEEMING = frozenset("seem appear expect suppose believe think claim hope intend plan try attempt".split())
"""Where a main clause says what only seems so, the "but" that follows takes it back."""
HEDGED = frozenset("may might could would should only neither not".split())
REMARKS = ("acl", "acl:relcl", "advcl", "nmod", "obl", "appos", "conj", "parataxis")
FEWEST_LEFT = 7


def without_links(tree: Tree, start: int, stop: int) -> list[int]:
    """The tokens of a sentence without words such as "however" and the commas around them."""
    gone: set[int] = set()
    if tree.lower[start] in FIRST_LINKS and tree.word[start + 1 : start + 2] != [","]:
        gone.add(start)
    conditional = any(tree.lower[i] == "if" for i in range(start, stop))
    for first, last in _links(tree, start, stop):
        if tree.lower[first] == "then" and (conditional or tree.lower[first - 1] in ("and", "since", "by", "until")):
            continue
        if tree.lower[last + 1] == "far" or first - 2 <= start:
            continue
        opened, closed = tree.word[first - 1] == ",", tree.word[last + 1] in (",", ".")
        if opened and closed:
            gone.update(range(first - 1, last + 1))
            if tree.word[last + 1] == ",":
                gone.add(last + 1)
        elif last == first and tree.lower[first] not in ("too", "however") and not opened and not closed:
            gone.add(first)
    return [i for i in range(start, stop) if i not in gone]


def _links(tree: Tree, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The first and last token of each linking phrase inside a sentence."""
    for i in range(start + 1, stop - 1):
        if tree.lower[i] in LINKS and tree.pos[i] == "ADV" and all(tree.pos[k] == "PUNCT" for k in tree.kids[i]):
            yield i, i
        if tuple(tree.lower[i : i + 2]) in OF_COURSE:
            yield i, i + 1


def shortened(tree: Tree, start: int, stop: int) -> Iterator[Tree]:
    """Parses of a sentence without its linking words, then with fewer and fewer remarks, from its end to its start."""
    if stop - start < FEWEST_LEFT or tree.word[stop - 1] != ".":
        return
    kept = without_links(tree, start, stop)
    if len(kept) < stop - start and _holds(tree, kept):
        yield _of(tree, kept)
    for first, last in sorted(_remarks(tree, start, stop), key=lambda part: -part[0]):
        left = _cut(tree, kept, first, last, start, stop)
        if len(left) < len(kept) and sum(tree.pos[i] != "PUNCT" for i in left) >= FEWEST_LEFT and _holds(tree, left):
            kept = left
            yield _of(tree, kept)


def _holds(tree: Tree, kept: list[int]) -> bool:
    """Whether what is left has its main verb with a subject before it, and ends in a word that can end a sentence."""
    root = next((i for i in kept if tree.head[i] == i and tree.pos[i] != "PUNCT"), None)
    ends = next((i for i in reversed(kept) if tree.pos[i] != "PUNCT"), None)
    if root is None or ends is None:
        return False
    subject = tree.kid(root, "nsubj", "nsubj:pass", "csubj", "expl")
    open_end = tree.pos[ends] in ("AUX", "ADP", "DET", "CCONJ", "SCONJ", "PART") or tree.lower[ends] == "not"
    return subject is not None and subject in kept and subject < root and not open_end


def _cut(tree: Tree, kept: list[int], first: int, last: int, start: int, stop: int) -> list[int]:
    """What is left without a stretch and the commas that set it off."""
    before, after = first - 1, last + 1
    gone = set(range(first, last + 1))
    if before >= start and tree.word[before] in (",", ";"):
        gone.add(before)
    if after < stop - 1 and tree.word[after] == ",":
        gone.add(after)
    return [i for i in kept if i not in gone]


def _remarks(tree: Tree, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The first and last token of each stretch that a sentence can do without."""
    roots = [i for i in range(start, stop) if tree.head[i] == i and tree.pos[i] != "PUNCT"]
    if len(roots) != 1:
        return
    [root] = roots
    words = {tree.lemma[i].lower() for i in range(start, stop)} | {tree.lower[i] for i in range(start, stop)}
    for i in range(start, stop):
        if tree.dep[i] not in REMARKS:
            continue
        first, last = tree.left[i], tree.right[i]
        while first < i and tree.pos[first] == "PUNCT":
            first += 1
        while last > i and tree.pos[last] == "PUNCT":
            last -= 1
        if not _is_set_off(tree, first, last, start, stop) or not _is_whole(tree, i, first, last):
            continue
        at_end = last == stop - 2
        onward = at_end and _goes_on(tree, i, first, root) and not words & (SEEMING | HEDGED)
        if onward or (_is_remark(tree, i, first) and (at_end or _ends_before_the_rest(tree, i, first, last, start))):
            yield first, last


def _is_set_off(tree: Tree, first: int, last: int, start: int, stop: int) -> bool:
    """Whether a comma stands before a stretch, or the sentence begins with it, and a comma or its end comes after."""
    opens = first == start or (first > start and tree.word[first - 1] in (",", ";"))
    closes = last == stop - 2 or (last + 1 < stop and tree.word[last + 1] == ",")
    return opens and closes and not (first == start and last == stop - 2)


def _is_whole(tree: Tree, head: int, first: int, last: int) -> bool:
    """Whether a stretch is one subtree, and none of its words is used outside."""
    inside = {i for i in tree.subtree(head) if tree.pos[i] != "PUNCT"}
    return all(i in inside or tree.pos[i] == "PUNCT" for i in range(first, last + 1)) and all(
        first <= i <= last for i in inside
    )


def _goes_on(tree: Tree, i: int, first: int, root: int) -> bool:
    """Whether a stretch is a further main clause with its own subject."""
    joined = tree.dep[i] in ("conj", "parataxis") and tree.head[i] == root
    own = tree.kid(i, "nsubj", "nsubj:pass", "expl")
    listed = any(tree.word[k] == "," for k in range(root, first - 1))
    return joined and own is not None and not listed and (tree.lower[first] in ONWARD or tree.word[first - 1] == ";")


def _ends_before_the_rest(tree: Tree, i: int, first: int, last: int, start: int) -> bool:
    """Whether what comes after a remark within a sentence does not belong to it."""
    participle = tree.tag[i] in ("VBG", "VBN") and first == i
    return not _is_listed(tree, first, last) and (first == start or not participle)


def _is_listed(tree: Tree, first: int, last: int) -> bool:
    """Whether a stretch may go on after its comma: "including Australia, New Zealand, and ..."."""
    onward = tree.lower[last + 2] in ("and", "or", "but", "to")
    open_list = tree.lower[first] in NAMING_SOME and not {"and", "or"} & {*tree.lower[first : last + 1]}
    return onward or open_list


def _is_remark(tree: Tree, i: int, first: int) -> bool:
    """Whether a stretch only adds to what it follows."""
    word, dep = tree.lower[first], tree.dep[i]
    if word in RELATIVE or (tree.tag[first] == "IN" and tree.lower[first + 1] in ("which", "whom")):
        finite = any(tree.tag[k] in ("VBZ", "VBP", "VBD", "MD") for k in tree.subtree(i))
        return dep == "acl:relcl" and finite
    if word in NAMING_SOME:
        return word != "such" or tree.lower[first + 1] == "as"
    if dep == "advcl":
        return word in CONCESSIONS or (tree.tag[first] == "VBG" and first == i)
    return dep == "acl" and first == i and tree.tag[i] in ("VBG", "VBN")


def _of(tree: Tree, kept: Iterable[int]) -> Tree:
    """The parse of the tokens that are kept, as a text of its own."""
    old = list(kept)
    place = {i: k for k, i in enumerate(old)}
    root = next(place[i] for i in old if tree.head[i] == i and tree.pos[i] != "PUNCT")
    words = [tree.text[tree.idx[i] : tree.end[i]] for i in old]
    spaces = [_is_spaced(tree, i, after) for i, after in zip(old, [*old[1:], None], strict=True)]
    words[0] = words[0][:1].upper() + words[0][1:]
    heads = [place.get(tree.head[i], root) for i in old]
    deps = [tree.dep[i] for i in old]
    columns = [[column[i] for i in old] for column in (tree.tag, tree.pos, tree.lemma)]
    return Tree(as_doc(words, spaces, heads, deps, columns), tree.common)


def _is_spaced(tree: Tree, i: int, after: int | None) -> bool:
    if after is None:
        return False
    if after == i + 1:
        return tree.idx[after] > tree.end[i]
    return tree.word[after] not in (",", ".", ";", ")")
