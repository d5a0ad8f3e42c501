"""The Explorer: it counts as Python does, and is used by mouse, by keyboard and by address."""

import operator
import random
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from trustbook.agreement.differences import Comparison, by_segment, comparable_units
from trustbook.agreement.passes import spans_of_corpus
from trustbook.agreement.per_code import agreement_by_code, overall_agreement
from trustbook.agreement.second_readings import FIRST, SECOND, rows_compared, segments_compared
from trustbook.book.explorer import explored_relations, explorer_data
from trustbook.corpus.reading import read_corpus
from trustbook.corpus.schema import TIE_KEY
from trustbook.networks.evidence import tie_anchor
from trustbook.networks.tie_tables import statements, ties_by

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SETTINGS = 100  # of each of two corpora
COUNTED = """([data, settings]) => settings.map(setting => {
  const sets = ["studies", "coders", "concepts"].map(kind => [kind, new Set(setting[kind])]);
  const own = {...setting, ...Object.fromEntries(sets)};
  const {counting} = trustbook;
  return {
    ties: counting.tiesOf(data, own).map(tie => [tie.anchor, tie.support, tie.hinges,
      tie.isDirected, [...tie.segments].map(n => data.segments[n]).sort(),
      [...tie.studies].map(n => data.studies[n].id).sort()]),
    codes: data.agreement.filter(each => each.what === "codes").map(each => {
      const found = counting.agreementOf(each, own);
      const rows = found.rows.map(row => [each.codes[row.code].id, row.alpha]);
      return {alpha: found.alpha, rows};
    })[0],
    passes: data.agreement.filter(each => each.what === "ties").map(each => {
      const found = counting.agreementOf(each, own);
      const concepts = counting.byConcept(each, found.rows);
      return [found.alpha, concepts.map(({concept, alpha}) => [data.concepts[concept].id, alpha])];
    }),
  };
})"""


def some_settings(data, seed):
    chance = random.Random(seed)

    def some(kind):
        names = range(len(data[kind]))
        return sorted(chance.sample(names, chance.randint(1, len(names))))

    return [
        {kind: some(kind) for kind in ("studies", "coders", "concepts")}
        | {"level": chance.choice([None, *range(len(data["levels"]))])}
        | {"support": chance.choice([1, 1, 1, 2, 3])}
        for _ in range(SETTINGS)
    ]


class Counted:
    """What Python counts of a corpus under each of the settings."""

    def __init__(self, corpus, data, settings):
        self.data, self.settings = data, settings
        self.comparison = by_segment(spans_of_corpus(corpus))
        self.agreement, self.passed = cache(self.agreement), cache(self.passed)
        self.compared = [*passes_of(corpus)]
        rows = explored_relations(corpus)
        parts = [rows[self.is_in(rows, each)].assign(setting=n) for n, each in enumerate(settings)]
        every = ties_by(
            pd.concat(parts),
            by="setting",
            segments=statements(corpus.table("relations"), corpus.table("segments")),
            concepts=corpus.table("concepts"),
        )
        self.every = dict(list(every.groupby("setting")))

    def names(self, setting, kind):
        return [self.data[kind][number]["id"] for number in setting[kind]]

    def is_in(self, rows, setting):
        columns = {"study": "studies", "coder": "coders", "concept": "concepts"}
        chosen = [rows[one].isin(self.names(setting, many)) for one, many in columns.items()]
        level = setting["level"]
        chosen += [] if level is None else [rows["level"] == self.data["levels"][level]]
        return np.logical_and.reduce(chosen)

    def ties(self, number):
        every, least = self.every.get(number), self.settings[number]["support"]
        rows = [] if every is None else every[every["support"] >= least].to_dict("records")
        return [
            [
                tie_anchor(*(tie[key] for key in TIE_KEY)),
                tie["support"],
                tie["support"] <= least,
                bool(tie["is_directed"]),
                tie["segments"],
                tie["studies"],
            ]
            for tie in rows
        ]

    def agreement(self, studies, coders):
        part = part_of(self.comparison, studies, coders)
        codes = agreement_by_code(part, seed=1, resamples=2)
        alphas = [
            [c, None if np.isnan(a) else a] for c, a in codes[["code", "krippendorff"]].values
        ]
        return {"alpha": overall_alpha(part), "rows": alphas}

    def passes(self, studies, ticked):
        """For each second reading the alpha of all ties, and of those of each concept."""
        return [
            self.passed(n, studies, tuple(side for side in sides if {*sides[side]} & {*ticked}))
            for n, (_, sides) in enumerate(self.compared)
        ]

    def passed(self, n, studies, coders):
        part = part_of(self.compared[n][0], studies, coders)
        concepts = np.array([code.rpartition(" ")[2] for code in part.codes])
        is_stated = (part.values == 1).any(axis=(0, 1))
        own = {name: (concepts == name) & is_stated for name in dict.fromkeys(concepts[is_stated])}
        return [
            overall_alpha(part),
            {name: overall_alpha(with_codes(part, chosen)) for name, chosen in own.items()},
        ]


def part_of(whole, studies, coders):
    is_in = np.isin(np.array(whole.coders), coders)
    is_of = whole.units["study"].isin(studies).to_numpy()
    part = Comparison(
        units=whole.units[is_of].reset_index(drop=True),
        coders=coders,
        codes=whole.codes,
        values=whole.values[is_of][:, is_in],
    )
    return comparable_units(part, uncoded="include")


def with_codes(part, chosen):
    codes = tuple(code for code, is_in in zip(part.codes, chosen, strict=True) if is_in)
    return replace(part, codes=codes, values=part.values[:, :, chosen])


def overall_alpha(part):
    rows = overall_agreement(part, seed=1, resamples=2).set_index("coefficient")["value"]
    return rows.get("Krippendorff’s alpha")


def passes_of(corpus):
    """Each second reading of ties beside the first, and who is on each side."""
    usual, second = corpus.table("relations"), corpus.table("relation_recodings")
    for coder, rows in second.groupby("coder", sort=False):
        places = {"segments": corpus.table("segments"), "concept": "concept"}
        first, both = rows_compared(usual[["segment", *TIE_KEY]], rows, **places)
        comparison = segments_compared(first, rows, segments=both, content=TIE_KEY)
        yield comparison, {FIRST: usual["coder"].unique(), SECOND: [coder]}


def invented_corpus(folder):
    """Three coders and studies; relations to oneself, repeated, or without a segment."""
    chance = random.Random(11)
    segments = [f"s{n},t{n % 3},{f's{n - 1}' if n % 7 == 3 else ''},d{n % 13}" for n in range(60)]
    relations = [
        f"r{n},{'' if n % 17 == 0 else f's{chance.randrange(60)}'},{chance.choice('ABCD')},"
        f"{chance.choice('ABCD')},{chance.choice(['help', 'quarrel', 'power'])},"
        f"{chance.choice(['micro', 'meso', 'macro'])},{chance.choice('XYZ')},"
        f"{chance.choice(['', 'read', 'stated'])},t1"
        for n in range(120)
    ]
    codings = {
        f"s{chance.randrange(60)},{chance.choice(['c1', 'c2', 'c3'])},{chance.choice('XYZ')}"
        for _ in range(150)
    }
    tables = {
        "studies": ["study,label", "t0,First", "t1,Second", "t2,Third"],
        "stakeholders": ["stakeholder,label,kind,level", *(f"{n},{n},role,micro" for n in "ABCD")],
        "concepts": ["concept,label,sign", "help,Help,1", "quarrel,Quarrel,-1", "power,Power,0"],
        "codes": ["code,label,kind", "c1,One,code", "c2,Two,code", "c3,Three,code"],
        "segments": ["segment,study,same_source_as,encounter", *segments],
        "codings": ["segment,code,coder", *sorted(codings)],
        "relations": [
            "relation,segment,truster,trustee,concept,level,coder,direction,study",
            *relations,
        ],
    }
    tables["relation_recodings"] = [
        "study,segment,truster,trustee,concept,coder",
        *(
            f"t{n % 3},s{n},{chance.choice('ABCD')},{chance.choice('ABCD')},"
            f"{chance.choice(['help', 'quarrel'])},{coder}"
            for coder in "VW"
            for n in chance.sample(range(60), 40)
        ),
    ]
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return read_corpus(folder)


@pytest.mark.parametrize("name", ["reference", "invented"])
def test_the_page_counts_as_python_does(browser, tmp_path, name):
    """Ties, support, evidence and alpha under a hundred random settings of each of two corpora."""
    corpus = (
        read_corpus(ROOT / "data" / "ibbis") if name == "reference" else invented_corpus(tmp_path)
    )
    data = explorer_data(corpus, parameters={})
    settings = some_settings(data, seed=7)
    page = browser.new_page()
    page.add_script_tag(path=ROOT / "assets" / "trustbook" / "counting.js")
    answers = page.evaluate(COUNTED, [data, settings])
    page.close()
    python = Counted(corpus, data, settings)
    for n, (setting, answer) in enumerate(zip(settings, answers, strict=True)):
        assert answer["ties"] == python.ties(n), setting
        studies, ticked = (tuple(python.names(setting, kind)) for kind in ("studies", "coders"))
        coders = tuple(name for name in python.comparison.coders if name in ticked)
        expected, codes = python.agreement(studies, coders), answer["codes"]
        assert number(codes["alpha"]) == pytest.approx(number(expected["alpha"]), nan_ok=True)
        assert same_numbers(codes["rows"], expected["rows"]), setting
        for passed, (alpha, concepts) in zip(
            answer["passes"], python.passes(studies, ticked), strict=True
        ):
            assert number(passed[0]) == pytest.approx(number(alpha), nan_ok=True)
            assert same_numbers(sorted(passed[1]), sorted(concepts.items())), setting


def same_numbers(some, others):
    """Whether two lists of names and numbers, of which some are undefined, are the same."""
    names, numbers = ([name for name, _ in each] for each in (some, others)), []
    for each in (some, others):
        numbers.append([number(value) for _, value in each])
    return operator.eq(*names) and numbers[0] == pytest.approx(numbers[1], nan_ok=True)


def number(value):
    return float("nan") if value is None else float(value)


def message_of(page):
    return page.locator("#explorer-said").inner_text()


def test_what_is_unticked_is_not_counted_and_stands_in_the_address(opened):
    page = opened("chapters/explorer.html")
    first = message_of(page)
    n = int(first.split()[0])
    page.get_by_role("checkbox", name="Distrust").uncheck()
    assert "distrust" not in message_of(page)
    assert re.search(
        rf"{n - int(message_of(page).split()[0])} ties fewer than before", message_of(page)
    )
    page.get_by_label("Support").select_option("3")
    address, sources = page.url, message_of(page).partition(" source.")[0]
    page.go_back()
    assert "distrust" not in message_of(page)
    page.go_back()
    assert message_of(page).startswith(first)
    page.goto("about:blank")
    page.goto(address)
    page.locator("#explorer-said").get_by_text(sources).wait_for()
    assert not page.get_by_role("checkbox", name="Distrust").is_checked()
    assert page.said == []
    page.close()


def test_a_tie_opens_the_evidence_that_is_counted(opened):
    """Of one study alone the card has the sources of that study, and an address of its own."""
    page = opened("chapters/explorer.html?study=trust-abstract")
    tie = page.locator("#explorer-picture .tb-tie").last
    tie.scroll_into_view_if_needed()
    words = tie.get_attribute("aria-label")
    place = page.locator("#explorer-picture .tb-support").last.bounding_box()
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.get_by_role("heading", name="→").wait_for()
    assert re.search(r"\d+ independent source", words)[0] in page.locator(".tb-panel").inner_text()
    assert "Trust abstract" in page.locator(".tb-panel .tb-where").first.inner_text()
    assert re.search(r"\?study=trust-abstract#evidence-tie-", page.url)
    page.locator(".tb-choices").get_by_label("Trust abstract").uncheck()
    page.locator(".tb-panel").wait_for(state="hidden")
    assert "No tie is left" in message_of(page)
    assert page.said == []
    page.close()


def test_the_picture_is_walked_with_arrows_and_opened_with_enter(opened):
    page = opened("chapters/explorer.html")
    page.get_by_role("button", name="Copy link").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert "towards" in focused
    assert page.locator("#explorer-picture [tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="→").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == focused
    assert page.url.endswith("explorer.html")
    page.close()


def test_a_second_reading_counts_when_its_coder_is_ticked(opened):
    page = opened("chapters/explorer.html")
    before = page.locator("#explorer-picture .tb-tie").count()
    page.get_by_role("checkbox", name="C3").check()
    assert page.locator("#explorer-picture .tb-tie").count() >= before
    page.get_by_text("Ties of C1 and C3").wait_for()
    page.close()


def test_without_scripts_the_page_has_the_pictures_of_the_studies(browser, book):
    window = browser.new_page(java_script_enabled=False)
    window.goto(f"{book.as_uri()}/chapters/explorer.html", wait_until="load")
    assert window.locator("#tie-explorer svg:visible").count() == 1
    target = window.locator("#tie-explorer svg a").first.get_attribute("href")
    assert target.startswith("networks.html#tie-")
    window.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1300, 390])
def test_the_explorer_has_no_fault_of_accessibility(opened, axe, scheme, width):
    """Everything ticked; no words of the picture small, cut off, or below another."""
    page = opened(
        "chapters/explorer.html?coder=C1&coder=C2&coder=C3",
        color_scheme=scheme,
        viewport={"width": width, "height": 844},
    )
    page.locator("#explorer-picture svg").wait_for()
    assert axe(page, "#tie-explorer") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sizes = page.locator("#explorer-picture text").evaluate_all(
        "all => all.map(each => parseFloat(getComputedStyle(each).fontSize) * each.getCTM().a)"
    )
    assert min(sizes) > 11.7
    page.close()
