"""Our own people: one-time links instead of default passwords, tokens for scripts, a brake on guessing."""
