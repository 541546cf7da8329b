"""What an editor does to one post: compose it, edit its file, begin another, take an edit back."""
