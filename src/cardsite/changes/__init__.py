"""What changed between two catalogues, in the terms of their readers: claims, evidence, and what follows."""
