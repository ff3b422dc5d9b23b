"""Listed persons of an enterprise after a withdrawal, beside a person of many enterprises."""

from __future__ import annotations

from pathlib import Path

from graph.domain import FactKind
from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from scoring.job.delta import revise
from scoring.results import Months
from scoring.same_months import differences
from scoring.withdrawals import Withdrawal, status_rows
from tests.home_imports import import_home
from tests.ingest_cases import SALT
from tests.published_months import copy_home, make_month
from tests.withdrawn_facts import WITHDRAWN_ON, A, published

ONE, BUSY = "P:registry:1", "P:registry:2"
MANY = [f"R:n:{number}" for number in range(12)]
"""More than a sum over neighbours joins through one person."""
FILES = {
    "enterprises.csv": "enterprise_id,name,status,established_on,registered_capital_cents\n"
    + "".join(f"{firm},企业,operating,2015-01-01,100000000\n" for firm in (A, *MANY)),
    "persons.csv": f"person_id,id_kind,name\n{ONE},source_key,张三\n{BUSY},source_key,李四\n",
    "ties.csv": "tie_id,kind,source_id,target_id,role,valid_from\n"
    f"t1,OFFICER_OF,{ONE},{A},director,2015-01-01\n"
    + "".join(
        f"b{row},OFFICER_OF,{BUSY},{firm},director,2015-01-01\n" for row, firm in enumerate((A, *MANY))
    ),
    "records.csv": "record_id,kind,decided_on,published_on,severity\n"
    "r1,judgment_defaulter,2026-05-01,2026-05-02,4\nr2,judgment_defaulter,2026-05-01,2026-05-02,4\n",
    "parties.csv": f"party_key,record_id,party_id,role\nk1,r1,{ONE},responsible\nk2,r2,{BUSY},responsible\n",
}


def test_a_listed_person_of_many_enterprises_stays_counted(tmp_path: Path) -> None:
    home = published(tmp_path, FILES)
    fact = Withdrawal(
        fact_kind=FactKind.RECORD,
        fact_id="r1",
        item_id=None,
        ground="revoked",
        effective_on=WITHDRAWN_ON,
        known_on=WITHDRAWN_ON,
        source_organ="city bureau",
        document_no="doc 5",
        author="u1",
        approver="u2",
    )
    path = tmp_path / "fact_statuses.csv"
    path.write_text(status_rows([fact]), encoding="utf-8")
    import_home(home, [path], WITHDRAWN_ON, source="withdrawals", salt=SALT)
    full = copy_home(home, tmp_path / "full")

    revised = revise(
        home=home,
        store=EmbeddedStore(home),
        filings=FilingStore(home),
        month="2026-10",
        known_by=WITHDRAWN_ON,
    )

    make_month(full, "2026-10", known_by=WITHDRAWN_ON)
    delta, whole = (Months(one).open("2026-10") for one in (home, full))
    assert list(differences(delta, whole, revised.touched)) == []
