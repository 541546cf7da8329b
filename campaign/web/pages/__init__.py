"""The pages: routes that read with one use case or act with one, and nothing else."""
