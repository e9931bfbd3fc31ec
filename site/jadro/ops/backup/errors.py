class BackupError(Exception):
    """Why a backup or restore cannot be, for whoever runs the command: what is the matter, what is safe, what next."""
