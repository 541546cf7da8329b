"""The commands about people, approval, proof, and taking back."""
