"""What the app talks about: plain data with its rules, no input or output."""
