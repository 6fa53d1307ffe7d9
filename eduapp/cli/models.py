"""`eduapp models`: the language models that can be used here."""

from __future__ import annotations

import typer

from eduapp.cli.app import AsJson
from eduapp.cli.output import print_json, print_table, say

models = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The language models that can be used here.")


def register(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.add_typer(models, name="models")


@models.command("list")
def list_models(json: AsJson = False) -> None:
    """List the models that eduapp knows, and which are here."""
    from eduapp.llm.catalog import catalog, is_installed

    cards = [(card, is_installed(card)) for card in catalog()]
    if json:
        print_json({"models": [card.model_dump(mode="json") | {"installed": here} for card, here in cards]})
        return
    rows = [
        (card.name, "yes" if here else "no", f"{card.size / 1e6:,.0f} MB", card.tier, card.licence, card.title)
        for card, here in cards
    ]
    print_table(("model", "here", "size", "machine", "licence", "title"), rows)
    say("\nUse one with --model NAME, a GGUF file of your own with --model FILE, or none with --model none.")
