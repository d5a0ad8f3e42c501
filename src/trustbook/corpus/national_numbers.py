"""National numbers of persons and account numbers: what looks like one and stands its check.

Standards: those of each country as python-stdnum keeps them, among them Danish CPR numbers (the
day must exist in the century that the seventh digit names; their check digit has not been binding
since 2007 and is not asked for), and IBAN (ISO 13616, with the check of ISO 7064, MOD 97-10).
"""

import re

CPR = ("dk", "cpr")
_FORMS = {  # country and name of the number, what it looks like
    ("no", "fodselsnummer"): r"\d{6}[ -]?\d{5}",
    ("se", "personnummer"): r"(?:19|20)?\d{6}[-+ ]?\d{4}",
    ("fi", "hetu"): r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]",
    ("is", "kennitala"): r"\d{6}-?\d{4}",
    ("be", "nn"): r"\d\d[ .]?\d\d[ .]?\d\d[ -]?\d{3}[ .]?\d\d",
    ("nl", "bsn"): r"\d{4}\.\d\d\.\d{3}",
    ("de", "idnr"): r"\d\d ?\d{3} ?\d{3} ?\d{3}",
    ("at", "vnr"): r"\d{4} \d{6}",
    ("ch", "ssn"): r"756\.?\d{4}\.?\d{4}\.?\d\d",
    ("fr", "nir"): r"[12] ?\d\d ?\d\d ?\d[\dAB] ?\d{3} ?\d{3} ?\d\d",
    ("es", "dni"): r"\d{8}[ -]?[A-Z]",
    ("es", "nie"): r"[XYZ][ -]?\d{7}[ -]?[A-Z]",
    ("pt", "cc"): r"\d{8} ?\d ?[A-Z]{2}\d",
    ("it", "codicefiscale"): r"[A-Z]{6}\d\d[A-Z]\d\d[A-Z]\d{3}[A-Z]",
    ("gb", "nhs"): r"\d{3} \d{3} \d{4}",
    ("ie", "pps"): r"\d{7}[A-W][A-IW]?",
    ("pl", "pesel"): r"\d{11}",
    ("ee", "ik"): r"\d{11}",  # and the same in Lithuania
    ("lv", "pvn"): r"\d{6}-\d{5}",
    ("cz", "rc"): r"\d{6}/\d{3,4}",  # and the same in Slovakia
    ("gr", "amka"): r"\d{11}",
    ("ro", "cnp"): r"\d{13}",
    ("si", "emso"): r"\d{13}",
    ("us", "ssn"): r"\d{3}-\d\d-\d{4}",
    ("ca", "sin"): r"\d{3}[ -]\d{3}[ -]\d{3}",
    ("mx", "curp"): r"[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d",
    ("br", "cpf"): r"\d{3}\.\d{3}\.\d{3}-\d\d",
    ("za", "idnr"): r"\d{6} ?\d{4} ?\d{3}",
    ("in", "aadhaar"): r"\d{4} \d{4} \d{4}",
    ("kr", "rrn"): r"\d{6}-\d{7}",
    ("cn", "ric"): r"\d{17}[\dX]",
}
_OF_INSURANCE = r"[A-CEGHJ-PR-TW-Z]{2}[ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-D]"  # British, no check
_COMPILED = {number: re.compile(form, re.IGNORECASE) for number, form in _FORMS.items()}
_INSURANCE = re.compile(_OF_INSURANCE, re.IGNORECASE)
LOOKS_NATIONAL = rf"(?<![\w.,/-])(?:{'|'.join([*_FORMS.values(), _OF_INSURANCE])})(?![\w/-]|[.,]\d)"


def is_national_number(text: str) -> bool:
    """Whether a text is the number of a person in one of the countries.

    >>> [is_national_number(text) for text in ("536-90-4399", "880320-0016", "000-12-3456")]
    [True, True, False]
    """
    numbers = (number for number, form in _COMPILED.items() if form.fullmatch(text))
    return bool(_INSURANCE.fullmatch(text)) or any(is_valid(number, text) for number in numbers)


def is_valid(number: tuple[str, str], text: str) -> bool:
    """Whether a text is such a number: country and name of the number.

    >>> is_valid(CPR, "290200-4234"), is_valid(CPR, "310299-1234"), is_valid(CPR, "290201-1234")
    (True, False, False)
    """
    from stdnum.util import get_cc_module  # noqa: PLC0415 - slow

    module = get_cc_module(*number)
    try:
        return module is not None and bool(module.is_valid(text))
    except KeyError:  # a Chinese number of a place that the library does not know
        return False


def is_cpr(text: str) -> bool:
    """Whether the digits are those of a CPR number, whatever is between them.

    >>> is_cpr("29.02.00 - 4234"), is_cpr("310299/1234")
    (True, False)
    """
    return is_valid(CPR, re.sub(r"\D", "", text))


def is_iban(text: str) -> bool:
    """Whether length and check digits are those of an international account number.

    >>> is_iban("GB82 WEST 1234 5698 7654 32"), is_iban("GB82 WEST 1234 5698 7654 33")
    (True, False)
    """
    from stdnum import iban  # noqa: PLC0415 - slow

    return bool(iban.is_valid(text, check_country=False))
