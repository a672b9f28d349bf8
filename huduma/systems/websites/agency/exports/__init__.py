"""One institution's site whole, in a ZIP archive that opens without a server: its pages as visitors get them, and its content as data."""
