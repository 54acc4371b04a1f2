"""Notes with gold: reading them, and measuring evidence against them."""
