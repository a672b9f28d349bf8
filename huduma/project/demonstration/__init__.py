"""The demonstration nation: the register of 2017 by name, sites with news in both languages, and people of every role.

Everything in it that is not a public body's name is invented. It is loaded through the same actions that officers use.
"""
