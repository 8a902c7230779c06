"""The phones of the pronunciations: ARPAbet without stress, in the order that the models know."""

from collections.abc import Mapping
from types import MappingProxyType

PHONES = (
    "AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH", "IH", "IY",
    "JH", "K", "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH", "UW", "V", "W", "Y",
    "Z", "ZH",
)  # fmt: skip
SILENCE = "SIL"
PHONE_INDEX: Mapping[str, int] = MappingProxyType({phone: index for index, phone in enumerate(PHONES)})
SILENCE_INDEX = len(PHONES)
"""Where classes of frames include silence, it is the last one."""

_MANNERS = (
    ("vowel", "AA AE AH AO EH IH IY UH UW ER"),
    ("diphthong", "AW AY EY OW OY"),
    ("stop", "B D G K P T"),
    ("fricative", "DH F HH S SH TH V Z ZH"),
    ("affricate", "CH JH"),
    ("nasal", "M N NG"),
    ("approximant", "L R W Y"),
)
MANNER: Mapping[str, int] = MappingProxyType(
    {phone: index for index, (_, phones) in enumerate(_MANNERS) for phone in phones.split()}
)
VOWELS = frozenset(phone for phone in PHONES if MANNER[phone] <= 1)

_IPA = (
    "ɑ", "æ", "ʌ", "ɔ", "aʊ", "aɪ", "b", "tʃ", "d", "ð", "ɛ", "ɝ", "eɪ", "f", "ɡ", "h", "ɪ", "i",
    "dʒ", "k", "l", "m", "n", "ŋ", "oʊ", "ɔɪ", "p", "ɹ", "s", "ʃ", "t", "θ", "ʊ", "u", "v", "w", "j",
    "z", "ʒ",
)  # fmt: skip
IPA: Mapping[str, str] = MappingProxyType(dict(zip(PHONES, _IPA, strict=True)))
