"""What the stories stand on: the program from outside, Meta's webhooks, a receiver that checks for itself."""
