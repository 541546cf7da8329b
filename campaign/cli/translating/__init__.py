"""The commands about translations: the matrix, what fits, and the way to translators and back."""
