"""How much speech a measure needs before it says anything."""

RATE_SPEECH_S = 10.0
VARIATION_SPEECH_S = 30.0
MINIMUM_PAUSES = 3
MINIMUM_PLACED_PAUSES = 4

RATE_EVIDENCE = "10 s of speech"
VARIATION_EVIDENCE = "30 s of speech"
PAUSES_EVIDENCE = "10 s of speech and 3 pauses"
PUNCTUATION_EVIDENCE = "10 s of speech and 3 pauses at the punctuation of a text that was read"
PLACEMENT_EVIDENCE = "10 s of speech and 4 pauses whose place is known"
