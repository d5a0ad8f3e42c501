"""Identifiers of persons: what has a form is told from what only looks like it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustbook.corpus.identifiers import KINDS, Identifier, identifiers


def kinds(text, **more):
    return [one.kind for one in identifiers(text, **more)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("her number is 010190-1234", "cpr"),
        ("0101901234", "cpr"),
        ("290200 4234", "cpr"),
        ("010190‑1234 with another dash", "cpr"),
        ("010190 – 1234", "cpr"),
        ("01.01.90-1234", "cpr"),
        ("010190/1234", "cpr"),
        ("interview_0101901234.docx", "cpr"),
        ("0101901234.0", "cpr"),  # where a program took it for a number
        ("010190&#45;1234", "cpr"),
        ("cpr_nr 010190xxxx", "national"),
        ("pnr 19880320-0016", "national"),  # Sweden
        ("198803200016", "national"),
        ("Steuer-ID: 36574261809", "national"),
        ("AB-12-34-56-C", "national"),
        ("passnr. 205123456", "national"),
        ("fnr. 151086 95088", "national"),  # Norway
        ("hetu 131052-308T.", "national"),  # Finland
        ("536-90-4399", "national"),  # USA
        ("BSN 1112.22.333", "national"),  # Netherlands
        ("36 574 261 809", "national"),  # Germany
        ("943 476 5870", "national"),  # Great Britain
        ("her AB 12 34 56 C", "national"),
        ("RCCMNL83S18D969H", "national"),  # Italy
        ("756.9217.0769.85", "national"),  # Switzerland
        ("2 95 10 99 126 111 93", "national"),  # France
        ("54362315K", "national"),  # Spain
        ("ssn: 000 12 3456", "national"),  # by its name, whatever its check
        ("kim.holm+work@mail.example.dk", "email"),
        ("kim (at) example.dk", "email"),
        ("kim [at] example [dot] dk", "email"),
        ("kim at example dot dk", "email"),
        ("kim snabel-a example.dk", "email"),
        ("kim\\@example.dk", "email"),
        ("kim @ example.dk", "email"),
        ("https://example.org/?to=kim%40example.dk", "email"),
        ("kim&commat;example.dk", "email"),
        ("+45 20 30 40 50", "telephone"),
        ("20304050.0", "telephone"),
        ("20241305", "telephone"),  # 2024 has no month 13
        ("ring 20/30/40/50", "telephone"),
        ("070-123 45 67", "telephone"),
        ("030/1234567", "telephone"),
        ("+49/30/1234567", "telephone"),
        ("1-555-323-4567", "telephone"),
        ("phone_20304050", "telephone"),
        ("0045 2030 4050", "telephone"),
        ("20304050", "telephone"),
        ("2030-4050", "telephone"),
        ("20 30 40 50.", "telephone"),
        ("(020) 7946 0958", "telephone"),
        ("tlf. nr. 112233", "telephone"),
        ("DK50 0040 0440 1162 43", "iban"),
        ("her IBAN GB82WEST12345698765432 was", "iban"),
        ("BE68 5390 0754 7034 til huslejen", "iban"),
        ("https://kim:secret@example.org/x", "user-address"),
        ("bsky.app/profile/kimholm", "user-address"),
        ("gitlab.com/kimholm", "user-address"),
        ("medium.com/@kimholm", "user-address"),
        ("@kimholm on Instagram", "user-address"),
        ("username: kimholm", "user-address"),
        ("https://example.org/?user=kimholm", "user-address"),
        ("see facebook.com/kim.holm.7", "user-address"),
        ("https://www.linkedin.com/in/kim-holm/", "user-address"),
        ("https://example.edu/~kholm", "user-address"),
        ("https://github.com/kimholm", "user-address"),
        ("55.67612, 12.56834", "coordinates"),
        ("N 55.6761 E 12.5683", "coordinates"),
        ("55.6761N, 12.5683E", "coordinates"),
        ("we met at 55.67612345678, 12.568341234567 in", "coordinates"),
        ("55.676123456789012 12.568341234567", "coordinates"),
        ("N55.67612345678,E12.568341234567", "coordinates"),
        ("at 55.67612345678°,12.568341234567°.", "coordinates"),
        ("55.67612345678,12.568341234567", "coordinates"),
        ("lat: 55.6761", "coordinates"),
        ("Breitengrad 55,6761", "coordinates"),
        ("55°40.566'N", "coordinates"),
        ("9F7JMHGC+CH", "coordinates"),
        ("///filled.count.soap", "coordinates"),
        ("f. 12. marts 1956", "birth"),
        ("født 1. marts '62", "birth"),
        ("geb. am 1. März 1962", "birth"),
        ("birthdate: 1962-03-01", "birth"),
        ("DateOfBirth: 1962-03-01", "birth"),
        ("födelsedatum: 1962-03-01", "birth"),
        ("born in Aarhus at the old hospital on the 1st of March 1962", "birth"),
        ("Vestergade 12, 2. tv.", "address"),
        ("Rosenstraße 5, 10115 Berlin", "address"),
        ("Amselweg 5, 10115 Berlin", "address"),
        ("Storgatan 3", "address"),
        ("12 Baker Street", "address"),
        (r"\Users\kim\x", "path"),
        ("/mnt/c/Users/kim", "path"),
        ("/c/Users/kim/x", "path"),
        ("%2Fhome%2Fkim%2Fx", "path"),
        ("b. 1956-03-12", "birth"),
        ("see:/Users/kim/interview.docx", "path"),
        ("smb://server/kim", "path"),
        ("55°40'34\"N", "coordinates"),
        ("born on 1 March 1962 in", "birth"),
        ("født 01.03.62", "birth"),
        ("DOB: 1962-03-01", "birth"),
        (r"C:\Users\kim\interview.docx", "path"),
        (r"\\server\projects\kim", "path"),
        ("/home/kim/interviews/3.txt", "path"),
        ("file:///Users/kim", "path"),
    ],
)
def test_what_has_the_form_of_an_identifier_is_one(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "310299-1234",  # no such day
        "31.05.2024, 31-05-2024 and 24/12/2024",
        "1990 1995 2000 2005 and 2019 2020 2021 2022",
        "20 25 30 35 40 and 20 30 40 50 60",
        "ages 40-49 50-59 60-69",
        "J Adv Nurs (2019) 345-356",
        "100 200 3000",
        "PMID 30123456 and ISBN 0306406152",
        "OR 1.0234, 1.5678 and mean 12.345 15.678",
        "https://www.youtube.com/watch?v=a and https://twitter.com/intent/tweet",
        "telephone interviews 20, 30, 40 (n = 12); mobile teams 12 34 56",
        "born 3 times. The interview was on 1 March 2021",
        "service-user vulnerability; username and password; login: open to all",
        "30 minutes down the road, 12 streets, arbejdsplads 3",
        "met at the dot on the map, work (at home). Then",
        "latitude of action, lat 0.312",
        "536-90-439 and 12345678901 and 1234567890123",
        "AB 12 34 56 of 2024 and SE-123",
        "2010-2020, 2010–2020 and 2017-2018",
        "44(11):2317–2324",
        "Home visits 2021 2021",
        "20240531 and 2024-05-31",
        "20240505",
        "doi 10.1080/09638288.2020.1830310",
        "https://doi.org/10.5281/zenodo.20304050",
        "10.5334/2030405060",
        "GB82 WEST 1234 5698 7654 33",
        "f796e2f28ae58117 and 0e4a98421020304050ab",
        "an interview of 55.5 minutes, p = 0.0421, 1,234,567 ties",
        "https://github.com/frictionlessdata/specs",
        "https://example.org/home/page and data/mine/studies.csv",
        "they met on 2017-03-01; she bore it well",
        "either/or, and/or, e.g. 1:2",
        "0000-0002-1825-0097",
        "Cohen's kappa,-0.105831,-0.117988,0.8191",  # of a table of the book
        "kappa,1.1058315334773213,12.1179883945841385",
        "n,mean\n1.1058315334773213,12.1179883945841385\n",
        "pkg:pypi/jupyter-book@1.0.4.post1 and altair@6.0.0",
    ],
)
def test_what_only_looks_like_an_identifier_is_none(text):
    assert identifiers(text) == []


def test_the_column_says_what_a_bare_value_is():
    assert kinds("55.676", label="latitude cases") == ["coordinates"]
    assert kinds("01-03-1962", label="date_of_birth") == ["birth"]
    assert kinds("123456782", label="bsn") == ["national"]
    assert kinds("112233", label="phone") == ["telephone"]
    assert kinds("112233", label="mobilePhone tlfnr") == ["telephone"]
    assert kinds("01-03-1962", label="fødselsdato") == kinds("19620301", label="birthDate")
    assert identifiers("01-03-1962", label="interview date") == []


@pytest.mark.parametrize(
    "text",
    [
        "Kim Holm said",
        "HOLM, Kim",
        "kim_holm.docx",
        "KimHolm",
        "Kim Holms sister",
        "Kim  Holm",
        "Kím Holm",
        "Kim B. Holm",
        "Kim Marie Holm",
        "interviewKimHolm2",
        "kim-holm1962",
        "Kim%20Holm and Kim&nbsp;Holm",
    ],
)
def test_a_name_of_the_list_is_found_however_it_is_written(text):
    assert kinds(text, names=["Kim Holm"]) == ["name"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Søren Kjærgård", "Soeren Kjaergaard"),
        ("Soren Kjaergaard", "SØREN KJÆRGÅRD"),
        ("Jürgen Groß", "Juergen Gross"),
        ("Lars-Erik Åström", "Lars Aastroem"),
        ("Mette Marie Bak", "Mette M. Bak"),
        ("Mette Marie Bak", "Bak, Mette"),
        ("Bak, Mette Marie", "Mette Marie Bak"),
    ],
)
def test_a_name_is_found_however_its_letters_and_middle_names_are_written(name, text):
    assert kinds(text, names=[name]) == ["name"]


def test_two_people_do_not_make_a_third():
    assert identifiers("Kim and Bo Holm, or Kim, Bo Holm", names=["Kim Holm"]) == []


def test_a_name_inside_another_word_is_none():
    assert identifiers("Kimono, Akim", names=["Kim", "", "…"]) == []


def test_letters_nobody_sees_and_wide_digits_hide_nothing():
    assert kinds("kim\u200b@exam\u00adple.org ０１０１９０-1234") == ["email", "cpr"]


def test_a_report_gives_nothing_away():
    (one,) = identifiers("kim@example.org")
    assert one.masked == '"k…" (15 characters)'


def test_an_identifier_is_reported_once_and_as_one_thing():
    """The domain of an address with a user name is no e-mail address of its own."""
    text = "010190-1234, 010190-1234"
    assert identifiers(text) == [Identifier(kind="cpr", value="010190-1234")]
    assert kinds("https://kim:x@example.org") == ["user-address"]


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(1999, 12, 31)))
def test_every_day_of_a_century_begins_a_cpr_number(day):
    assert kinds(f"{day:%d%m%y}-0000") == ["cpr"]


@given(st.text())
def test_any_text_is_searched_without_an_error(text):
    assert {one.kind for one in identifiers(text, label=text, names=[text[:5]])} <= set(KINDS)


LONG = {
    "letters": "a" * 50_000 + "1",
    "base64": "qW3/" * 12_000,
    "digits": "1" * 50_000,
    "degrees": "1°1'" * 12_000,
    "addresses": "http://a/" * 5_000 + "1",
    "telephones": "tlf___" * 8_000 + "1",
    "births": "born " + "a." * 20_000 + "1",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LONG)
def test_a_very_long_text_takes_no_longer_than_its_length_asks_for(name):
    """With patterns that start anew at each letter this would take minutes, not a blink."""
    assert len(identifiers(LONG[name])) <= 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("her number is 20 30\n40 50 now", "telephone"),
        ("as said:\n> 20 30\n>   40 50", "telephone"),
        ("it is 010190-\r\n1234", "cpr"),
        ("so said Kim\n  Holm", "name"),
        ("family-names: Holm\ngiven-names: Kim", "name"),
        ("{given: Kim, family: Holm}", "name"),
    ],
)
def test_what_goes_on_in_the_next_line_is_one(text, kind):
    assert kinds(text, names=["Kim Holm"]) == [kind]


def test_what_stands_in_two_lines_is_named_in_each():
    text = "one kim@example.org\ntwo\nthree kim@example.org"
    assert [one.line for one in identifiers(text)] == [0, 2]
    assert kinds("Kim met\n\n- Bo\n- 20\n- 30\n- 40\n- 50", names=["Kim Bo"]) == []
