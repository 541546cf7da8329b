"""Public addresses of our media, for networks that fetch them: S3-compatible storage and links."""
