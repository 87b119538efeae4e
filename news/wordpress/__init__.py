"""Reads a WordPress export (WXR) into news articles.

reader → items → convert → plan → load: each module knows the one before it, and only `load` writes. What was not
understood is listed with its reason and its source is kept in `ImportedItem`.
"""
