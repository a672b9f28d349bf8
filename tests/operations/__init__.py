"""A server made as docs/operations/server.md says, in a folder: its shell blocks are run with the paths of the folder."""
