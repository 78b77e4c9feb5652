"""One definition of each signal that a row carries, one signal a file."""
