"""The right side of the Build workspace: what is selected, as a form made from its declaration.

One page for a layer, one for several, one for the whole network. Every change is an edit of the session; nothing here
draws on the canvas.
"""
