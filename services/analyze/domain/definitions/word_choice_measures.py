"""What is said: which words, how varied, how plain. None is scored: what suits depends on the occasion."""

from services.analyze.domain.definitions.evidence import (
    PRONOUNS_EVIDENCE,
    SENTENCES_EVIDENCE,
    TEXT_EVIDENCE,
    WORDS_EVIDENCE,
)
from services.analyze.domain.measure import NONE, MeasureDefinition

PART = "wording"
INCLUSIVE = "inclusive"

HEDGES = MeasureDefinition(
    name="hedges_per_100_words",
    label="Weak words",
    part=PART,
    unit="per_100_words",
    meaning="Words and phrases that take back what they stand with (maybe, I think, sort of), per 100 words.",
    evidence=WORDS_EVIDENCE,
    source="Hyland 1998 (hedges), and what speech adds; no band: caution may be in place",
    sentences={
        "": "Weak words such as maybe: {value} per 100 words; listen whether each is meant.",
        NONE: "No weak word such as maybe was heard.",
    },
    decimals=1,
)

OVERUSED = MeasureDefinition(
    name="overused_count",
    label="Words said very often",
    part=PART,
    unit="count",
    meaning=(
        "Words and phrases of up to three words that occur 4 times or more, in at least 1 % of the words, "
        "and 5 standard deviations more often than English has them; words of grammar alone do not count."
    ),
    evidence=TEXT_EVIDENCE,
    source="wordfreq (frequencies of English); no band: the subject of a talk is among them",
    sentences={
        "": "Words or phrases that you say very often: {value}; your subject may be among them.",
        NONE: "No word or phrase stands out by its number.",
    },
    decimals=0,
    confidence=0.7,
)

MTLD = MeasureDefinition(
    name="lexical_diversity_mtld",
    label="Variety of words",
    part=PART,
    unit="words",
    meaning=(
        "Mean length of the runs of words that keep 72 different ones in 100, forwards and backwards "
        "(MTLD). It does not depend on the length of the text."
    ),
    evidence=TEXT_EVIDENCE,
    source="McCarthy & Jarvis 2010; no band: compare it with your own",
    sentences={"": "Your words stay varied for {value} words at a time."},
    decimals=0,
)

HDD = MeasureDefinition(
    name="lexical_diversity_hdd",
    label="Different words",
    part=PART,
    unit="ratio",
    meaning="Share of different words that 42 words drawn from the text have on average (HD-D).",
    evidence=TEXT_EVIDENCE,
    source="McCarthy & Jarvis 2007; no band: compare it with your own",
    sentences={"": "Of 42 of your words, {value} are different ones."},
)

SOPHISTICATION = MeasureDefinition(
    name="content_word_zipf",
    label="Commonness of words",
    part=PART,
    unit="zipf",
    meaning=(
        "Mean Zipf frequency of the words that carry content, from 3 (once in a million words, or less) to "
        "6; below 4 a word is uncommon."
    ),
    evidence=WORDS_EVIDENCE,
    source="van Heuven et al. 2014 (the scale); wordfreq; no band: who listens decides",
    sentences={"": "The words that carry your content have a mean frequency of {value} on the Zipf scale."},
)

DENSITY = MeasureDefinition(
    name="content_word_share",
    label="Words with content",
    part=PART,
    unit="ratio",
    meaning=(
        "Share of the words, fillers included, that carry content: neither grammar nor filler nor said "
        "again at once."
    ),
    evidence=WORDS_EVIDENCE,
    source="Ure 1971 (lexical density); no band: speech is less dense than writing",
    sentences={"": "{value} of your words carry content."},
)

READING_GRADE = MeasureDefinition(
    name="reading_grade",
    label="School grade",
    part=PART,
    unit="grade",
    meaning="Flesch-Kincaid grade of the clean text, from its sentences and the recogniser's syllables.",
    evidence=SENTENCES_EVIDENCE,
    source="Kincaid et al. 1975; Dale-Chall is not given: its word list is not free; no band",
    sentences={"": "Your sentences are those of school grade {value}."},
    decimals=1,
)

SENTENCE_MEDIAN = MeasureDefinition(
    name="sentence_length_median",
    label="Sentence length",
    part=PART,
    unit="words",
    meaning="Median number of words in a sentence of the clean text.",
    evidence=SENTENCES_EVIDENCE,
    source="Own; no band: no source that we could read gives one for speech",
    sentences={"": "Half of your sentences have {value} words or fewer."},
    decimals=0,
)

SENTENCE_LONG = MeasureDefinition(
    name="sentence_length_p90",
    label="Long sentences",
    part=PART,
    unit="words",
    meaning="The length that 90 % of the sentences do not exceed; the longest are marked.",
    evidence=SENTENCES_EVIDENCE,
    source="Own; no band",
    sentences={"": "One sentence in ten has more than {value} words."},
    decimals=0,
)

QUESTIONS = MeasureDefinition(
    name="question_share",
    label="Questions",
    part=PART,
    unit="ratio",
    meaning="Share of the sentences that end with a question mark.",
    evidence=SENTENCES_EVIDENCE,
    source="Own; no band",
    sentences={"": "{value} of your sentences are questions.", NONE: "None of your sentences is a question."},
)

PASSIVES = MeasureDefinition(
    name="passives_per_100_words",
    label="Passive voice",
    part=PART,
    unit="per_100_words",
    meaning=(
        "A form of be and a participle, with an adverb between them at most, per 100 words. A rule without "
        "grammar: it takes some adjectives (it was closed) for participles."
    ),
    evidence=WORDS_EVIDENCE,
    source="Own rule; no band",
    sentences={
        "": "Passive constructions: {value} per 100 words.",
        NONE: "No passive construction was heard.",
    },
    decimals=1,
    confidence=0.6,
)

WE_SHARE = MeasureDefinition(
    name="we_share",
    label="We rather than I",
    part=PART,
    unit="ratio",
    meaning="Share of we, us and our among the words of the first person.",
    evidence=PRONOUNS_EVIDENCE,
    source="Naim et al. 2015 (raters of interviews favour we); no band: an answer about yourself needs I",
    sentences={
        "": "Of what you say of yourself, {value} is we rather than I.",
        NONE: "You say I, and never we.",
    },
)

YOU_SHARE = MeasureDefinition(
    name="you_share",
    label="Speaking to the listener",
    part=PART,
    unit="ratio",
    meaning=(
        "Share of you and your among the words of the first and second person; you know and you see left out."
    ),
    evidence=PRONOUNS_EVIDENCE,
    source="Own; no band",
    sentences={"": "{value} of your personal words speak to the listener.", NONE: "You never say you."},
)

NON_INCLUSIVE = MeasureDefinition(
    name="non_inclusive_count",
    label="Words that may exclude",
    part=INCLUSIVE,
    unit="count",
    meaning=(
        "Words and phrases of the list that this installation keeps, with what could be said instead. Only "
        "where it was asked for by name."
    ),
    evidence="a reliable transcript",
    source="services/analyze/adapters/outbound/standards/inclusive.toml, or an operator's own list",
    sentences={
        "": "Words that may exclude somebody: {value}; the marked places say what could stand instead.",
        NONE: "No word of the list was heard.",
    },
    decimals=0,
)

WORD_CHOICE_MEASURES = (
    HEDGES,
    OVERUSED,
    MTLD,
    HDD,
    SOPHISTICATION,
    DENSITY,
    READING_GRADE,
    SENTENCE_MEDIAN,
    SENTENCE_LONG,
    QUESTIONS,
    PASSIVES,
    WE_SHARE,
    YOU_SHARE,
)
INCLUSIVE_MEASURES = (NON_INCLUSIVE,)
