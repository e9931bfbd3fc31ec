"""Text in tables that people open with a spreadsheet."""

# What Excel, LibreOffice or Google Sheets take as the beginning of a formula, also as full-width letters, and the
# characters they skip in front of one. OWASP, "CSV Injection", read 2026-11-25.
_BEGINNINGS = tuple("=+-@\t\r\n＝＋－＠")


def defused(text: str) -> str:
    """The text as a cell that stays text: one that would be read as a formula gets an apostrophe in front.

    Numbers and dates are not text and are written as what they are.
    """
    return f"'{text}" if text.startswith(_BEGINNINGS) else text
