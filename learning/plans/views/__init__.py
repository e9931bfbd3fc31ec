"""A member's plans. For whoever is not in its team a plan is not there."""
