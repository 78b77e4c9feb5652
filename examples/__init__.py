"""Applications that call the public names of skmitigate and compute nothing of their own."""
