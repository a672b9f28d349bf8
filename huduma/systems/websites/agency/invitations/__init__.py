"""A site is ordered from the register, and its editors are invited: a letter with a link, good once, by which they are appointed."""
