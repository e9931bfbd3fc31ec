"""What a process remembers of the content, until its stamp changes."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from jadro.editions import stamps
from jadro.editions.choices import CONTENT, Scope

T = TypeVar("T")
Key = TypeVar("Key", bound=Hashable)


class Shelf:
    """A bounded dictionary that forgets what it has held longest. Safe with threads: each step is one operation of the
    dictionary."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: dict[Hashable, Any] = {}

    def get(self, key: Hashable, default: Any = None) -> Any:
        return self._kept.get(key, default)

    def put(self, key: Hashable, value: Any) -> None:
        self._kept[key] = value
        while len(self._kept) > self.most:
            self._kept.pop(next(iter(self._kept)), None)

    def clear(self) -> None:
        self._kept.clear()


facts = Shelf(2000)
# What is remembered of a scope names and links to things of those before it.
_BUILDS_ON = {
    Scope.SITE: (Scope.SITE,),
    Scope.PAGES: (Scope.SITE, Scope.PAGES),
    Scope.LEARNING: CONTENT,
    Scope.ROLES: (Scope.ROLES,),
}
_UNKNOWN = object()


def remembered(scope: Scope, name: Hashable, make: Callable[[], T]) -> T:
    """What `make` returns, made once for each version of the content in this scope. `name` holds everything else that
    it depends on; the value is shared and must not be changed."""
    return remembered_each(scope, name, [""], lambda _keys: {"": make()})[""]


def remembered_each(
    scope: Scope, name: Hashable, keys: Iterable[Key], make: Callable[[list[Key]], dict[Key, T]]
) -> dict[Key, T]:
    """The same for several things of a kind; `make` is asked once for all that are not remembered, and may leave out
    what does not exist."""
    version = stamps.version(*_BUILDS_ON[scope])
    if version is None:
        return make(list(keys))
    found = {key: facts.get((version, name, key), _UNKNOWN) for key in keys}
    missing = [key for key, value in found.items() if value is _UNKNOWN]
    if missing:
        made = make(missing)
        for key, value in made.items():
            facts.put((version, name, key), value)
        found.update(made)
    return {key: value for key, value in found.items() if value is not _UNKNOWN}
