"""Which function does which kind of job. Apps register theirs in `tasks.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Payload = dict[str, Any]
Do = Callable[[Payload], None]


@dataclass(frozen=True)
class JobKind:
    name: str
    do: Do
    lease_seconds: int
    tries: int


_kinds: dict[str, JobKind] = {}


def job(name: str, *, lease_seconds: int = 60, tries: int = 8) -> Callable[[Do], Do]:
    """Registers the function that does jobs of this kind. It is called with the payload and must be idempotent.

    A job whose lease runs out is given to another worker: `lease_seconds` must exceed the longest it can take.
    """

    def register(do: Do) -> Do:
        known = _kinds.get(name)
        if known and (known.do.__module__, known.do.__qualname__) != (do.__module__, do.__qualname__):
            raise ValueError(f"Two functions are registered for jobs of kind {name!r}.")
        _kinds[name] = JobKind(name, do, lease_seconds, tries)
        return do

    return register


def job_kind(name: str) -> JobKind:
    """Raises `LookupError` for a kind no installed app registers."""
    if name not in _kinds:
        raise LookupError(f"No function is registered for jobs of kind {name!r}.")
    return _kinds[name]
