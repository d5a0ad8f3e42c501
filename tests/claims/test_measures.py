"""Each measure on frames small enough to compute by hand."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustbook.claims.measures import MEASURES, arguments_in, prepared
from trustbook.corpus.schema import TABLES
from trustbook.studies.printed import printed_value

_NUMBERS = {"integer": "Int64", "number": "Float64"}
CELLS = {
    "studies": "study,source,authors,doi,year;"
    "s,A journal 3:10-19,'A B, C D',10.1/x,2020;t,A report,,,",
    "material": "study,line,unit,participants,n,characteristics,first_month,last_month,"
    "minutes_mean,minutes_min,minutes_max,n_primary,n_secondary,"
    "delivery_months_min,delivery_months_max;"
    "s,1,observation,P|N,6,2 ill; 4 well,2020-03,2020-05,,,,0,6,2,4;"
    "s,2,interview,P,2,,2020-04,2020-06,30,20,40,1,1,5,5;"
    "s,3,interview,N,4,,2020-01,2020-04,60,45,70,0,4,,;"
    "t,1,interview,N,,,,,,,,,,,",
    "segments": "segment,study,kind,speaker,section,phase,team;"
    "g1,s,quotation,P,Results: One,initial interview,;"
    "g2,s,finding,,Results: Two,,;g3,s,quotation,N,Discussion,follow-up,Large;g4,t,finding,,,,",
    "concepts": "concept,label,sign;faith,Faith,1;doubt,Doubt,-1",
    "relations": "relation,segment,truster,trustee,concept,level;r1,g1,P,N,faith,micro;"
    "r2,g1,N,P,faith,micro;r3,g2,P,N,doubt,meso;r4,g3,P,N,faith,micro;r5,g4,P,N,doubt,",
    "strategies": "strategy,segment,actor,truster,trustee,code,effect;"
    "x1,g1,N,P,N,time,supports;x2,g2,N,P,N,time,backfires;x3,g4,N,P,N,care,supports",
    "barriers": "barrier,study,line,aspect,obstacle,strategy_type,level;"
    "b1,s,1,Goals,Money,Law,macro;b2,s,2,Goals,Money,Talk,;b3,s,3,Norms,Words,Talk,meso",
    "teams": "team,study,position,stakeholder,n,sector,employment,works_with,works_with_reported;"
    "Large,s,Nurses,N,2,ward,full-time,all,4;Large,s,Carers,C,3,home,part-time,all,;"
    "Large,s,Head,H,1,ward,,none,;Small,s,Nurses,N,2,ward,,one,1;Small,s,Carers,C,2,home,,one,1",
    "claims": "claim,study,expected;a,s,6;b,s,4|10;c,s,2016-05–2018-11;d,s,about ten;"
    "e,s,30 (20–40);f,s,60 (45–70);g,s,2;h,s,2020-01",
}


def frame(table: str, cells: str) -> pd.DataFrame:
    rows = [_cells(line) for line in cells.replace("; 4 well", " and 4 well").split(";")]
    fields = TABLES[table].fields
    result = pd.DataFrame(rows[1:], columns=rows[0]).reindex(columns=[f.name for f in fields])
    return result.astype({f.name: _NUMBERS.get(f.type, "str") for f in fields})


def _cells(line: str) -> list[str | None]:
    quoted = line.split("'")
    parts = [p.replace(",", "\0") if i % 2 else p for i, p in enumerate(quoted)]
    return [cell.replace("\0", ",") or None for cell in "".join(parts).split(",")]


WHOLE = {table: frame(table, cells) for table, cells in CELLS.items()}


def value(measure: str, arguments: str = "", tables: dict[str, pd.DataFrame] | None = None) -> str:
    """What the measure gives, as print would have it; nothing for no value."""
    result = MEASURES[measure].compute(WHOLE if tables is None else tables, arguments_in(arguments))
    return str(result.value or "")


def rows(measure: str, arguments: str) -> list[str]:
    result = MEASURES[measure].compute(WHOLE, arguments_in(arguments))
    return [str(key) for key in result.rows[TABLES[result.table].key[-1]]]


@pytest.mark.parametrize(
    ("measure", "arguments", "expected"),
    [
        ("material_n", "study=s", "12"),  # 6 + 2 + 4
        ("material_n", "study=s|unit=interview", "6"),  # 2 + 4
        ("material_n", "study=s|participants=P", "8"),  # 6 + 2, P in a list and alone
        ("material_n", "study=s|lines=1,3", "10"),  # 6 + 4
        ("material_n", "study=s|column=n_secondary", "11"),  # 6 + 1 + 4
        ("material_n", "study=s|lines=9", "0"),
        ("material_n", "study=s|lines=first", "0"),
        ("material_n", "study=t", ""),  # a line without a number
        ("material_n", "study=s|column=colour", ""),
        ("material_lines", "study=s|unit=interview", "2"),
        ("material_percent", "study=s|lines=1", "50"),  # 6 of 12
        ("material_percent", "study=t", ""),
        ("material_characteristics", "study=s|lines=1", "2–4"),
        ("material_participants", "study=s", "2"),  # P and N
        ("material_participants", "study=s|lines=2", "1"),
        ("material_minutes", "study=s|unit=interview", "50 (20–70)"),  # (2·30 + 4·60) / 6
        ("material_minutes", "study=s", ""),  # the observations print no length
        ("material_period", "study=s|unit=interview", "January 2020–June 2020"),
        ("material_period", "study=t", ""),
        ("material_delivery", "study=s|lines=1,2", "2–5"),
        ("material_delivery", "study=s|lines=2", "5"),
        ("material_delivery", "study=s", ""),  # line 3 does not say
        ("months_into", "study=s|lines=2|start=h", "3–5"),  # April and June after January
        ("months_into", "study=t|start=h", ""),
        ("months_into", "study=s|start=d", ""),
        ("segments_n", "study=s", "3"),
        ("segments_n", "study=s|kind=quotation|speaker=P", "1"),
        ("segments_n", "section=Results", "2"),
        ("segments_n", "phase=follow", "1"),
        ("segments_n", "segments=g1,g4,g9", "2"),
        ("segments_n", "team=Large", "1"),
        ("team_n", "team=Large", "6"),  # 2 + 3 + 1
        ("team_n", "stakeholder=N,C|employment=part-time", "3"),
        ("team_n", "team=Large|stakeholder=N|column=works_with_reported", "4"),
        ("team_n", "team=Large|column=works_with_reported", ""),  # not printed for the carers
        ("teams_n", "study=s", "2"),
        ("teams_n", "column=sector", "2"),  # ward and home
        ("team_partners", "team=Large|stakeholder=N", "3"),  # all three carers
        ("team_partners", "team=Small|stakeholder=N", "1"),
        ("team_partners", "team=Large|stakeholder=X", ""),
        ("team_ties", "team=Large", "6"),  # 2 · 3
        ("team_ties", "team=Small", "2"),  # two dyads
        ("barriers_n", "study=s", "3"),
        ("barriers_n", "aspect=Goals|column=obstacle", "1"),
        ("barriers_n", "lines=2|obstacle=Money|strategy_type=Talk", "1"),
        ("barriers_n", "strategy_type=Talk|level=meso", "1"),
        ("relations_n", "concept=doubt|level=meso", "1"),
        ("relations_n", "truster=P|trustee=N|concept=faith", "1"),  # r1 and r4 are one tie
        ("relations_n", "segments=g1|truster=P,N|trustee=P,N", "2"),  # both directions
        ("relations_n", "sign=-1", "1"),  # r3 and r5
        ("relations_n", "study=t|sign=1", "0"),
        ("strategies_n", "study=s", "1"),  # time, twice
        ("strategies_n", "effect=supports", "2"),
        ("strategies_n", "column=effect", "2"),
        ("concepts_n", "", "2"),
        ("concepts_n", "sign=-1", "1"),
        ("studies_n", "doi=10.1/x", "1"),
        ("study_authors", "study=s", "2"),
        ("study_authors", "study=t", ""),
        ("study_pages", "study=s", "10–19"),
        ("study_pages", "study=t", ""),
        ("claim_value", "claim=b", "4–10"),
        ("claim_value", "claim=d", ""),
        ("claim_value", "claim=zz", ""),
        ("claims_sum", "claims=a,b", "20"),  # 6 + 4 + 10
        ("claims_sum", "claims=a,d", ""),
        ("claims_product", "claims=a,g", "12"),  # 6 · 2
        ("claims_difference", "claims=a,g", "4"),  # 6 - 2
        ("claims_mean", "claims=e,f|weights=g,a", "52.5 (20–70)"),  # (2·30 + 6·60) / 8
        ("claims_mean", "claims=e,a|weights=g,a", ""),  # a prints no range
        ("claims_mean", "claims=e,f|weights=g", ""),
        ("period_months", "claim=c", "31"),  # May 2016 to November 2018: 8 + 12 + 11
        ("period_months", "claim=d", ""),
    ],
)
def test_each_measure_gives_what_a_hand_computes(measure, arguments, expected):
    assert value(measure, arguments) == expected


def test_every_measure_is_computed_by_hand_above():
    marks = test_each_measure_gives_what_a_hand_computes.pytestmark
    cases = next(mark for mark in marks if mark.name == "parametrize").args[1]
    assert {measure for measure, *_ in cases} == set(MEASURES)


def test_a_measure_says_which_rows_it_used():
    assert rows("material_n", "study=s|unit=interview") == ["2", "3"]
    assert rows("relations_n", "sign=-1") == ["r3", "r5"]
    assert rows("claims_sum", "claims=g,a") == ["g", "a"]


@pytest.mark.parametrize("measure", MEASURES)
def test_without_tables_a_measure_finds_nothing_and_does_not_stop(measure):
    source = dict.fromkeys(MEASURES[measure].needed, "x")
    result = MEASURES[measure].compute({}, source)
    assert result.value is None or set(result.value.values) <= {0.0}
    assert result.rows.empty


@pytest.mark.parametrize("measure", MEASURES)
def test_every_argument_of_a_measure_chooses_or_is_used(measure):
    """A column that an argument names is there: a misspelt one would stop the measure."""
    whole = MEASURES[measure]
    assert set(whole.needed) <= set(whole.arguments)
    whole.compute(WHOLE, dict.fromkeys(whole.arguments, "x"))


def test_a_name_with_a_comma_is_found_whole():
    named = {**WHOLE, "teams": WHOLE["teams"].replace({"team": {"Small": "Small, far"}})}
    assert value("team_ties", "team=Small, far", named) == "2"


def test_material_that_only_encounters_tell_of_is_added_up():
    """Study u has no line of material, but two encounters."""
    encounters = frame(
        "encounters", "encounter,study,data_type,unit;e1,u,Talks,interview;e2,u,Talks,interview"
    )
    whole = prepared({**WHOLE, "encounters": encounters})
    assert value("material_n", "study=u", dict(whole)) == "2"


IN_ORDER = dict(prepared(WHOLE))


@given(st.permutations(range(5)))
def test_the_order_of_relations_changes_no_number(order):
    shuffled = dict(prepared({**WHOLE, "relations": WHOLE["relations"].iloc[list(order)]}))
    for given_ in ("sign=1", "study=s", "truster=P"):
        assert value("relations_n", given_, shuffled) == value("relations_n", given_, IN_ORDER)


def test_a_printed_value_is_what_claims_are_computed_from():
    assert printed_value("6").values == (6,)
    changed = {**WHOLE, "claims": WHOLE["claims"].replace({"expected": {"6": "7"}})}
    assert value("claims_sum", "claims=a,g", changed) == "9"
