"""Measures this house against a bare Django view, in one run, as ratios. See bench/README.md."""
