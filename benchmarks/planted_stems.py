"""Flaws to plant in stems: what makes a question hard to understand, or too easy to answer."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from benchmarks.planted_parts import changed
from eduapp.domain.item import BLANK, Item, ItemKind

LISTED = (ItemKind.CHOICE, ItemKind.MULTIPLE_RESPONSE)


def key_text(item: Item) -> str:
    return next((choice.text for choice in item.choices if choice.correct), item.key[0])


def negative_stem(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """The question is turned round."""
    if item.kind not in LISTED:
        return None
    turned = re.sub(
        r"\b(is|are|was|were|does|do|did|fits|means|can|has|have)\b",
        rng.choice([r"\1 not", r"\1 NOT"]),
        item.stem,
        count=1,
    )
    if turned == item.stem:
        turned = item.stem.rstrip("?") + ", except one?"
    return changed(item, stem=turned)


def pronoun_stem(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """A statement's subject, or what a question is about, is "it" or "this"."""
    if item.kind is ItemKind.TRUE_FALSE:
        found = re.match(
            r".*? (?=(?:is|are|was|were|can|may|must|has|have|use[sd]?|showed|built|found|provide)\b)", item.stem
        )
        return changed(item, stem=f"{rng.choice(['It', 'This'])} {item.stem[found.end() :]}") if found else None
    if item.kind is ItemKind.EXTENDED_TEXT:
        return changed(item, stem=rng.choice(["Explain why it is so important here.", "Describe this process."]))
    if BLANK in item.stem:
        return changed(
            item,
            stem=f"This {item.stem[0].lower()}{item.stem[1:]}" if item.stem[0] != "_" else f"It is also {item.stem}",
        )
    return changed(item, stem=rng.choice(["What is it called in this section?", "What did they do there after that?"]))


def garbled_stem(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """The words of the stem are out of order."""
    said = item.stem.rstrip(".?").split()
    if len(said) < 6 or item.kind is ItemKind.EXTENDED_TEXT:
        return None
    mixed = rng.sample(said, len(said))
    text = " ".join(mixed)
    return changed(item, stem=text[:1].upper() + text[1:] + item.stem[-1]) if mixed != said else None


def key_in_stem(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """The stem gives its answer."""
    if item.kind not in (*LISTED, ItemKind.TEXT_ENTRY, ItemKind.NUMERIC):
        return None
    key = key_text(item).rstrip(".")
    end = item.stem[-1]
    return changed(item, stem=rng.choice([f"{item.stem[:-1]}, such as {key}{end}", f"{item.stem[:-1]} ({key}){end}"]))


def article_cue(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """The article before the gap or at the end tells how the key begins."""
    key = key_text(item)
    article = "an" if key[:1].lower() in "aeiou" else "a"
    if BLANK in item.stem:
        bare = re.sub(rf"\b(?:a\(n\)|the|an?) {BLANK}", BLANK, item.stem, flags=re.IGNORECASE)
        said = bare.replace(BLANK, f"{article} {BLANK}")
        return changed(item, stem=said[:1].upper() + said[1:])
    if item.kind is not ItemKind.CHOICE or len(key.split()) > 3:
        return None
    return changed(item, stem=f"{item.stem[:-1]}: {article}?")


def other_language(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """The stem is in a language that is not the set's."""
    stem = rng.choice(
        [
            "Come si chiama la parte di cui si parla nel testo che è stato letto in classe",
            "Was ist der Name für das, was in dem Text über die Sache gesagt wird",
            "Quel est le nom de ce que dans le texte on dit être une des causes de la chose",
            "¿Cómo se llama la cosa de la que se habla en el texto que se ha leído en la clase",
        ]
    )
    return changed(item, stem=stem + item.stem[-1])


def idle_sentence(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """The question comes with a sentence that is not needed."""
    idle = rng.choice(
        [
            "Snow fell on the hills all Monday.",
            "Grandmother likes lemon cake.",
            "Rabbits run fast.",
            "Tom and Anna sat under an oak tree.",
            "The violin was out of tune.",
        ]
    )
    closed = item.kind in (*LISTED, ItemKind.TEXT_ENTRY, ItemKind.NUMERIC)
    return changed(item, stem=f"{idle} {item.stem}") if closed else None


def unfocused_stem(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """Only the choices tell what the question is about."""
    open_stem = rng.choice(
        [
            "Which of these is true?",
            "Which of the following statements is correct?",
            "What about this text?",
            "Which statement is right?",
            "Which of the following is best?",
        ]
    )
    return changed(item, stem=open_stem) if item.kind in LISTED else None


def bare_gap(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """So little is left around the gap that many words fit."""
    if BLANK not in item.stem:
        return None
    return changed(
        item,
        stem=rng.choice(
            [
                f"{BLANK} is very useful.",
                f"There is also {BLANK}.",
                f"This is known as {BLANK}.",
                f"The text is about {BLANK}.",
            ]
        ),
    )


def leftover_mark(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """A mark of the page is left in the stem, or a word is doubled."""
    said = item.stem.split(" ")
    place = rng.randrange(1, len(said))
    left = rng.choice(["[12]", "**", said[place], "", "\ufffd"])
    return changed(item, stem=" ".join([*said[:place], left, *said[place:]]))
