"""How much speech a measure needs before it says anything."""

RATE_SPEECH_S = 10.0
VARIATION_SPEECH_S = 30.0
MINIMUM_PAUSES = 3
MINIMUM_PLACED_PAUSES = 4
MINIMUM_PHRASES = 5
VOICED_S = 2.0
MINIMUM_WORDS = 50
MINIMUM_SENTENCES = 3
MINIMUM_PRONOUNS = 5
RANGE_SPEECH_S = 20.0

SPEECH_EVIDENCE = "some speech"
RATE_EVIDENCE = "10 s of speech"
VOICED_EVIDENCE = "10 s of speech and 2 s of voice in it"
PHRASES_EVIDENCE = "10 s of speech and 5 phrases between pauses"
WORDS_EVIDENCE = "50 words of a reliable transcript"
TEXT_EVIDENCE = "100 words of a reliable transcript"
SENTENCES_EVIDENCE = "3 sentences of a transcript with punctuation"
PRONOUNS_EVIDENCE = "5 such words in a reliable transcript"
RANGE_EVIDENCE = "20 s of speech"
BACKGROUND_EVIDENCE = "some speech and 0.3 s without"
VARIATION_EVIDENCE = "30 s of speech"
PAUSES_EVIDENCE = "10 s of speech and 3 pauses"
PUNCTUATION_EVIDENCE = "10 s of speech and 3 pauses at the punctuation of a text that was read"
PLACEMENT_EVIDENCE = "10 s of speech and 4 pauses whose place is known"
