"""Ideas for a place: what anybody leaves comes in, what became of it goes out; the place's caretakers decide.

Bodies that decide about money, ground and permission are written down here too, and the dialogues in which ideas met.
"""
