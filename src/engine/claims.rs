//! What the texts say, each as a named claim with the numbers that prove it, computed on whole worlds.
