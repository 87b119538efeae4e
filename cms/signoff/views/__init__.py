"""The pages that the person portrayed sees. Each answers to a link, none to an account."""
