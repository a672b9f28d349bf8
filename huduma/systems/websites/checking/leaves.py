"""Walking through a field as it is stored, down to what an editor typed, without asking the database for pictures or pages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

Path = tuple[int | str, ...]


@dataclass(frozen=True)
class Leaf:
    """One thing that was typed or chosen: its block, the block around it, its stored value, and the way to it from the field."""

    path: Path
    block: Any
    around: Any
    value: Any


def leaves(block: Any, value: Any, path: Path = (), around: Any = None) -> Iterator[Leaf]:
    """The leaves of ``value``, stored as ``block`` stores it, in the order of the page. A block that is no longer known is left out."""
    for step, child, inner in _children(block, value):
        yield from leaves(child, inner, (*path, step), block)
    if not isinstance(block, blocks.BaseStreamBlock | blocks.BaseStructBlock | blocks.ListBlock):
        yield Leaf(path, block, around, value)


def _children(block: Any, value: Any) -> Iterable[tuple[int | str, Any, Any]]:
    if isinstance(block, blocks.BaseStreamBlock):
        known = ((place, block.child_blocks.get(item["type"]), item["value"]) for place, item in enumerate(value or ()))
        return [found for found in known if found[1] is not None]
    if isinstance(block, blocks.BaseStructBlock):
        return [(name, child, (value or {}).get(name)) for name, child in block.child_blocks.items()]
    if isinstance(block, blocks.ListBlock):
        return [(place, block.child_block, _item(item)) for place, item in enumerate(value or ())]
    return []


def _item(item: Any) -> Any:
    return item["value"] if isinstance(item, dict) and item.keys() >= {"type", "value"} else item


def error_at(block: Any, value: Any, messages: dict[Path, list[str]]) -> ValidationError:
    """An error for a field that ``block`` stores, which the editor shows beside each leaf that ``messages`` names by its path."""
    below: dict[Any, dict[Path, list[str]]] = {}
    for path, said in messages.items():
        if path:
            below.setdefault(path[0], {})[path[1:]] = said
    inner = {step: error_at(child, held, below[step]) for step, child, held in _children(block, value) if step in below}
    own = messages.get((), [])
    if isinstance(block, blocks.BaseStreamBlock):
        return StreamBlockValidationError(inner, own)
    if isinstance(block, blocks.BaseStructBlock):
        return StructBlockValidationError(inner, own)
    if isinstance(block, blocks.ListBlock):
        return ListBlockValidationError(inner, own)
    return ValidationError(own)
