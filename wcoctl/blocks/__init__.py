"""The block types of a switchboard, one folder for each: all that is specific to a type is there, and nowhere else.

A folder has the name of its type, and holds

- ``model.py``: the settings and exits that a spec may give it, what it names, and the rules that it keeps;
- ``rows.py``: its tables in the call plan, and how a block becomes rows;
- ``walk.py``: how a simulated call passes it;
- ``draw.py``: its shape in the picture of a switchboard, and its text;
- ``example.yml``: the example of the manual.

``registry.py`` finds the folders; what several types share is in the modules beside them.
"""
