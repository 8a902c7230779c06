"""English words that a rule has to know: names, abbreviations, and the small words that sentences turn on.

What is also an ordinary word (will, rose, turkey, polish) is left out: a name in lower case is a smaller
fault than an ordinary word in capitals.
"""


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


NAMES = word_set(
    """monday tuesday wednesday thursday friday saturday sunday january february april june july august
    september october november december christmas easter thanksgiving africa america antarctica asia
    australia europe afghanistan albania algeria argentina armenia austria bangladesh belarus belgium
    bolivia brazil britain bulgaria cambodia cameroon canada chile china colombia croatia cuba cyprus
    denmark ecuador egypt england estonia ethiopia finland france germany ghana greece guatemala haiti
    honduras hungary iceland india indonesia iran iraq ireland israel italy jamaica japan kazakhstan
    kenya korea kuwait latvia lebanon libya lithuania luxembourg malaysia mexico moldova mongolia
    morocco mozambique myanmar nepal netherlands nicaragua nigeria norway pakistan panama paraguay peru
    philippines poland portugal qatar romania russia rwanda scotland senegal serbia singapore slovakia
    slovenia somalia spain sudan sweden switzerland syria taiwan tanzania thailand tunisia uganda
    ukraine uruguay venezuela vietnam wales yemen zambia zimbabwe african american arab arabic asian
    australian austrian belgian brazilian british canadian chinese colombian cuban czech danish dutch
    egyptian english european finnish french german greek hebrew hindi hungarian indian indonesian
    iranian iraqi irish israeli italian japanese korean latin malaysian mandarin mexican nigerian
    norwegian pakistani persian peruvian portuguese romanian russian scottish spanish swedish swiss thai
    turkish ukrainian vietnamese welsh buddhist catholic christian hindu islam islamic jewish muslim
    protestant alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii
    idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan
    minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee
    texas utah vermont virginia wisconsin wyoming amsterdam athens atlanta baghdad bangkok barcelona
    beijing berlin boston brussels budapest cairo chicago dallas delhi denver dubai dublin edinburgh
    geneva glasgow hamburg helsinki houston istanbul jakarta jerusalem kyiv lisbon london madrid
    manchester manhattan melbourne miami milan montreal moscow mumbai munich oslo oxford paris
    philadelphia prague rome seattle seoul shanghai stockholm sydney tokyo toronto vancouver vienna
    warsaw washington zurich facebook google instagram microsoft netflix shakespeare einstein adam alex
    alexander alice amanda amy andrea andrew angela anna anne anthony barbara benjamin brian carlos
    caroline catherine charles charlotte christina christopher daniel david deborah diana donald edward
    elizabeth emily emma eric fiona george hannah harold helen henry isabella jacob james jane janet
    jason jennifer jessica joan john jonathan joseph joshua julia karen katherine kevin laura lauren
    linda lisa louis lucy maria marie martin mary matthew megan michael michelle mohammed monica nancy
    natalie nathan nicholas nicole oliver olivia pamela patricia paul peter philip rachel rebecca
    richard robert ronald ruth samuel sandra sarah sharon simon sophia stephanie stephen steven susan
    thomas timothy victoria vincent walter william"""
)
PHRASES = word_set(
    """new-york new-zealand new-jersey new-mexico new-orleans new-delhi united-states united-kingdom
    united-nations european-union south-africa south-korea north-korea south-america north-america
    latin-america north-carolina south-carolina north-dakota south-dakota west-virginia rhode-island
    middle-east saudi-arabia sri-lanka costa-rica puerto-rico el-salvador czech-republic hong-kong
    los-angeles las-vegas san-francisco san-diego san-antonio san-jose santa-barbara tel-aviv
    buenos-aires rio-de-janeiro sao-paulo white-house world-war middle-ages"""
)
SPELLINGS = {
    **{
        name: name.upper()
        for name in word_set("i usa uk eu nasa nato fbi cia bbc cnn ceo cfo cto hr tv dvd cd")
    },
    **{
        name: name.upper()
        for name in word_set("pdf gps http html sql usb cpu gpu api dna rna iq vip mba nhs hiv")
    },
    **{f"i'{rest}": f"I'{rest}" for rest in ("m", "d", "ll", "ve")},
    "phd": "PhD",
    "covid": "COVID",
    "youtube": "YouTube",
    "linkedin": "LinkedIn",
    "whatsapp": "WhatsApp",
    "iphone": "iPhone",
    "mister": "Mr.",
    "missus": "Mrs.",
}
TITLES = word_set("mister missus")
"""The word after them is a name."""
OF_TIME = word_set("in since until last next this of early late every by")
"""After them, march and may are months."""

ARTICLES = word_set("a an the my your his her its our their this that these those")
SUBJECTS = word_set("i you he she it we they there anyone anybody everyone everybody someone somebody")
BE = word_set("is are was were isn't aren't wasn't weren't")
AUXILIARIES = BE | word_set(
    """do does did can could will would shall should has have had may might must am don't doesn't didn't
    can't couldn't won't wouldn't shouldn't hasn't haven't hadn't"""
)
QUESTION_WORDS = word_set("what when where who whom whose which why how")
OPENERS = word_set("and so but well now okay ok then or oh")
"""What may come before a sentence without being a part of it."""
JOINERS = word_set("and but or so because which who when while although though if unless where")
"""With them the same sentence may go on after a pause."""
UNFINISHED = word_set(
    "a an the and or but nor of my your our their its his because if than from into with every as whose"
)
"""Nobody ends a sentence with them: whoever pauses there looks for a word."""
