"""One question for every permission: `can(user, action, thing)`. The answer is no unless a rule says yes.

Rules stand in each app's `rules.py` and register themselves here; apps import their rules in `AppConfig.ready`.
"""

from collections.abc import Callable
from typing import Any

Rule = Callable[[Any, Any], bool]
_rules: dict[tuple[str, type], Rule] = {}


def rule(action: str, model: type) -> Callable[[Rule], Rule]:
    """Registers a predicate (user, thing) -> bool as the answer for one action on one kind of thing."""

    def register(predicate: Rule) -> Rule:
        if (action, model) in _rules:
            raise ValueError(f"There is a rule for {action} on {model.__name__} already.")
        _rules[action, model] = predicate
        return predicate

    return register


def can(user: Any, action: str, thing: Any) -> bool:
    """Whether the user may do this to the thing now; False for what has no rule and for accounts that are closed."""
    if not getattr(user, "is_active", False) and not getattr(user, "is_anonymous", False):
        return False
    for kind in type(thing).__mro__:
        if (action, kind) in _rules:
            return _rules[action, kind](user, thing)
    return False
