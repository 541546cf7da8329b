"""Cards: the pictures of a campaign, drawn from words, a brand and nothing else."""
