"""The blocks a text is made of. Their names are kept for good: a block's id and type stand in stored pages."""

from jadro.base.blocks.files import EmbedBlock, FileBlock, PictureBlock, TableTextBlock
from jadro.base.blocks.links import FurtherReadingBlock
from jadro.base.blocks.text import (
    CalloutBlock,
    DefinitionBlock,
    HeadingBlock,
    ParagraphBlock,
    QuotationBlock,
    StepsBlock,
)

TEXT_BLOCKS = [
    ("paragraph", ParagraphBlock()),
    ("heading", HeadingBlock()),
    ("picture", PictureBlock()),
    ("quotation", QuotationBlock()),
    ("callout", CalloutBlock()),
    ("definition", DefinitionBlock()),
    ("steps", StepsBlock()),
    ("table", TableTextBlock()),
    ("file", FileBlock()),
    ("embed", EmbedBlock()),
    ("further_reading", FurtherReadingBlock()),
]

__all__ = ["TEXT_BLOCKS"]
