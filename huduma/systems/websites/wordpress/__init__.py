"""Reading an institution's earlier website from its WordPress export (WXR).

``stream`` mends the bytes, ``reader`` makes items of them, ``body`` turns what a post says into the blocks of our pages, ``media`` fetches
its pictures and documents, ``places`` finds each page its address, ``report`` says what became of everything. Nothing here knows our
records; ``actions/wordpress.py`` puts it all together.
"""
