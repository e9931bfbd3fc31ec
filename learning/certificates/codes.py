"""Codes of certificates: to be read from paper and typed on a Macedonian, Albanian or English keyboard."""

import secrets

LENGTH = 12
# Letters that look alike in Latin and Cyrillic, and digits that look like none of them: 18 signs, so there are 10^15
# codes, and nobody finds one by trying.
SIGNS = "234679ABCEHJKMPSTX"
LATIN_OF = str.maketrans("АВСЕНЈКМРЅТХ", "ABCEHJKMPSTX")
GROUP = 4


def new_code() -> str:
    return "".join(secrets.choice(SIGNS) for _place in range(LENGTH))


def spaced(code: str) -> str:
    """As it is shown: ABCE-2346-KMPT."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def tidy(typed: str) -> str:
    """A code as it is stored, from what somebody typed or pasted in either alphabet."""
    return "".join(sign for sign in typed.upper().translate(LATIN_OF) if sign.isalnum())


def is_whole(code: str) -> bool:
    """Whether a tidy code has the length and the signs of one."""
    return len(code) == LENGTH and set(code) <= set(SIGNS)
