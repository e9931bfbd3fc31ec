from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id at the cost OWASP's Password Storage Cheat Sheet gives (19 MiB, two passes, one lane; read 2026-11-24).

    Django's default takes 100 MiB and eight lanes: a class of 30 signing in at once would need 3 GB, or wait its turn.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
