"""Where networks that fetch pictures themselves find ours: S3-compatible storage, and its links."""
