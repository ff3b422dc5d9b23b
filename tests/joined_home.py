"""A small home on disk with two ids of one name: one has a record, the other runs another firm."""

from __future__ import annotations

from pathlib import Path

from tests.ingest_cases import FIRMS
from tests.withdrawn_facts import home_of

A, B, C = FIRMS
ONE, OTHER = "P:" + "0" * 24, "P:registry:77"
NAME = "欧阳无双"
FILES: dict[str, str] = {
    "enterprises.csv": "enterprise_id,name,status,established_on,registered_capital_cents,entity_type\n"
    f"{A},甲,operating,2015-01-01,100000000,1100\n{B},乙,operating,2015-01-01,100000000,1100\n"
    f"{C},丙,operating,2015-01-01,100000000,1100\n",
    "persons.csv": f"person_id,id_kind,name\n{ONE},certificate,{NAME}\n{OTHER},source_key,{NAME}\n",
    "ties.csv": "tie_id,kind,source_id,target_id,role,share,valid_from\n"
    f"t1,LEGAL_REPRESENTATIVE_OF,{ONE},{A},legal_representative,,2015-01-01\n"
    f"t2,LEGAL_REPRESENTATIVE_OF,{OTHER},{B},legal_representative,,2015-01-01\n"
    f"t3,HOLDS,{A},{B},,0.01,2015-01-01\n",
    "records.csv": "record_id,kind,measure,decided_on,published_on,severity\n"
    + "".join(f"r{k},penalty,fine,2026-0{k}-01,2026-0{k}-02,5\n" for k in range(1, 9)),
    "parties.csv": "party_key,record_id,party_id,role\n"
    + "".join(f"k{k},r{k},{OTHER},responsible\n" for k in range(1, 9)),
}


def home_with_two_ids(folder: Path) -> Path:
    """Home with one delivery and no month."""
    return home_of(folder, FILES)
