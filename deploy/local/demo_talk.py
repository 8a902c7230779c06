"""The talk that the demo speaks: half a minute, with pauses as a speaker makes them and one filler."""

from deploy.local.voice.markup import spoken_text

FILLER = "um, "

TALK = f"""\
Good morning, and thank you for coming. [pause 0.7]
Most of us practise a talk by reading it again and again. [pause 0.5]
It is better to stand up and say it out loud. [pause 0.9]
When you hear yourself, {FILLER}you notice where you hurry [pause 1.4]
and where you lose your thread. [pause 0.6]
So speak slowly, and let a pause do its work. [pause 1.1]
Record one minute every day, and change one thing. [pause 0.5]
After a week you will hear the difference.
"""


def written_text() -> str:
    """What the speaker meant to say: the text without pauses and filler, as the recording's reference."""
    return spoken_text(TALK).replace(FILLER, "")
