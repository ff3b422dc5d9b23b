"""Contracts of all canonical tables with their time and identity rules.

Every stored row is a version; nothing is overwritten. As of day t the version with the
greatest known_on <= t counts. Ids once issued never change.
"""

from __future__ import annotations

from graph.columns import Column, ColumnType, Sensitivity, Table
from graph.domain import EnterpriseStatus, FactKind, FactState, PartyRole, TieKind
from graph.filing_tables import FILING_TABLES

_T, _D, _C, _F, _N, _B = (
    ColumnType.TEXT,
    ColumnType.DAY,
    ColumnType.CENTS,
    ColumnType.FRACTION,
    ColumnType.NUMBER,
    ColumnType.FLAG,
)
_INTERNAL, _COMMERCIAL, _PERSONAL = (
    Sensitivity.INTERNAL,
    Sensitivity.COMMERCIAL,
    Sensitivity.PERSONAL,
)

# fmt: off
ENTERPRISES = Table(
    name="enterprises",
    zh="企业",
    en="Enterprises with their current registration attributes",
    key="enterprise_id",
    backfill_day=("established_on",),
    closes="status",
    scope="region",
    columns=(
        Column(name="enterprise_id", kind=_T, zh="企业标识", en="USCC, else R:<node>:<internal key>", required=True),
        Column(name="name", kind=_T, zh="名称", en="Registered name"),
        Column(name="former_names", kind=_T, zh="曾用名", en="Former names, separated by |"),
        Column(name="entity_type", kind=_T, zh="企业类型", en="Entity type code, entity_types.yaml"),
        Column(name="status", kind=_T, zh="登记状态", en="Registration state", allowed=tuple(EnterpriseStatus)),
        Column(name="established_on", kind=_D, zh="成立日期", en="Day of establishment"),
        Column(name="ended_on", kind=_D, zh="注销日期", en="Day of deregistration or move out"),
        Column(name="revoked_on", kind=_D, zh="吊销日期", en="Day the licence was revoked"),
        Column(name="registered_capital_cents", kind=_C, zh="注册资本", en="Registered capital", at_least=0),
        Column(name="paid_in_capital_cents", kind=_C, zh="实收资本", en="Paid-in capital", at_least=0),
        Column(name="staff_band", kind=_T, zh="从业人数段", en="Staff band: micro, small, medium, large"),
        Column(name="industry", kind=_T, zh="行业", en="GB/T 4754 code or delivered industry word"),
        Column(name="region", kind=_T, zh="行政区划", en="GB/T 2260 code or delivered region word"),
        Column(name="supervising_authority", kind=_T, zh="监管机关", en="Supervising authority code"),
        Column(name="address", kind=_T, zh="住所", en="Registered address as delivered"),
        Column(name="state_investor_body", kind=_B, zh="国资出资机构", en="In the register of state investor bodies"),
        Column(name="listed", kind=_B, zh="上市", en="Listed on an exchange"),
        Column(name="legal_person_id", kind=_T, zh="所属法人", en="Head office of a branch"),
    ),
)

PERSONS = Table(
    name="persons",
    zh="人员",
    en="Natural persons by salted hash; names live only in the vault",
    key="person_id",
    columns=(
        Column(name="person_id", kind=_T, zh="人员标识", en="P:<salted hash> or P:<source>:<key>", required=True, sensitivity=_INTERNAL),
        Column(name="id_kind", kind=_T, zh="标识种类", en="What the id was made of", allowed=("certificate", "source_key", "name_in_enterprise")),
        Column(name="match_confidence", kind=_F, zh="匹配置信度", en="Confidence of the identity", at_least=0, at_most=1),
    ),
)

PLACES = Table(
    name="places",
    zh="地址",
    en="Normalised addresses",
    key="place_id",
    scope="region",
    columns=(
        Column(name="place_id", kind=_T, zh="地址标识", en="A:<hash of the normalised address>", required=True),
        Column(name="address", kind=_T, zh="规范地址", en="Normalised address", required=True),
        Column(name="region", kind=_T, zh="行政区划", en="GB/T 2260 code"),
    ),
)

CONTACTS = Table(
    name="contacts",
    zh="联系方式",
    en="Phones and e-mail addresses by hash; only a masked form is kept",
    key="contact_id",
    columns=(
        Column(name="contact_id", kind=_T, zh="联系方式标识", en="C:<hash of the normalised value>", required=True, sensitivity=_INTERNAL),
        Column(name="contact_kind", kind=_T, zh="种类", en="phone or email", required=True, allowed=("phone", "email", "agent")),
        Column(name="display", kind=_T, zh="掩码显示", en="Masked value for screens", sensitivity=_INTERNAL),
    ),
)

TIES = Table(
    name="ties",
    zh="关系",
    en="Ties between enterprises, persons, places and contacts",
    key="tie_id",
    valid_from="valid_from",
    valid_to="valid_to",
    backfill_day=("valid_from",),
    closes="valid_to",
    columns=(
        Column(name="tie_id", kind=_T, zh="关系标识", en="Hash of kind, source, target, role, row key", required=True),
        Column(name="kind", kind=_T, zh="关系种类", en="Kind, relations.yaml", required=True, allowed=tuple(TieKind)),
        Column(name="source_id", kind=_T, zh="起点", en="Id the verb starts from", required=True),
        Column(name="target_id", kind=_T, zh="终点", en="Id the verb points to", required=True),
        Column(name="role", kind=_T, zh="职务", en="Role of the tie, relations.yaml"),
        Column(name="share", kind=_F, zh="持股比例", en="Fraction held; null is unknown", at_least=0, at_most=1, sensitivity=_COMMERCIAL),
        Column(name="amount_cents", kind=_C, zh="金额", en="Subscribed, guaranteed or lent amount", at_least=0, sensitivity=_COMMERCIAL),
        Column(name="valid_from", kind=_D, zh="起始日", en="First day in force"),
        Column(name="valid_to", kind=_D, zh="终止日", en="First day no longer in force; null is open"),
        Column(name="confidence", kind=_F, zh="置信度", en="Confidence of the tie; null counts as 1", at_least=0, at_most=1),
    ),
)

RECORDS = Table(
    name="records",
    zh="记录",
    en="Adverse and neutral records: penalties, listings, suits, inspections",
    key="record_id",
    backfill_day=("published_on", "decided_on"),
    closes="ended_on",
    columns=(
        Column(name="record_id", kind=_T, zh="记录标识", en="Hash of decision and kind, or of source row", required=True),
        Column(name="decision_id", kind=_T, zh="决定标识", en="Hash of authority and document number"),
        Column(name="kind", kind=_T, zh="记录种类", en="Kind, records.yaml", required=True),
        Column(name="cause", kind=_T, zh="事由", en="Cause word of the source"),
        Column(name="measure", kind=_T, zh="处罚种类", en="Measure taken, records.yaml"),
        Column(name="outcome", kind=_T, zh="结果", en="Outcome, e.g. lost, won, pending"),
        Column(name="severity", kind=_N, zh="严重程度", en="0-5; null takes the catalogue's", at_least=0, at_most=5),
        Column(name="amount_cents", kind=_C, zh="金额", en="Fine, confiscation or claim", at_least=0),
        Column(name="document_no", kind=_T, zh="文书号", en="Document number"),
        Column(name="authority", kind=_T, zh="决定机关", en="Deciding organ"),
        Column(name="conduct_from", kind=_D, zh="行为起始", en="First day of the conduct"),
        Column(name="conduct_to", kind=_D, zh="行为终止", en="Last day of the conduct"),
        Column(name="decided_on", kind=_D, zh="决定日", en="Day of the decision or listing"),
        Column(name="published_on", kind=_D, zh="公示日", en="Day of publication"),
        Column(name="publication_until", kind=_D, zh="公示截止", en="Last day of publication"),
        Column(name="ended_on", kind=_D, zh="移出日", en="Normal removal from a list"),
    ),
)

RECORD_ITEMS = Table(
    name="record_items",
    zh="记录分项",
    en="Parts of a record that can be revoked one by one",
    key="item_id",
    columns=(
        Column(name="item_id", kind=_T, zh="分项标识", en="Hash of record, kind, ordinal", required=True),
        Column(name="record_id", kind=_T, zh="记录标识", en="Record", required=True),
        Column(name="item_kind", kind=_T, zh="分项种类", en="Measure word, records.yaml", required=True),
        Column(name="amount_cents", kind=_C, zh="金额", en="Amount of this part", at_least=0),
        Column(name="severity", kind=_N, zh="严重程度", en="0-5", at_least=0, at_most=5),
    ),
)

PARTIES = Table(
    name="parties",
    zh="当事人",
    en="Who a record names, and in which role",
    key="party_key",
    columns=(
        Column(name="party_key", kind=_T, zh="当事人行标识", en="Hash of record, party, role", required=True),
        Column(name="record_id", kind=_T, zh="记录标识", en="Record", required=True),
        Column(name="party_id", kind=_T, zh="当事人", en="Enterprise or person id", required=True),
        Column(name="role", kind=_T, zh="角色", en="Role", required=True, allowed=tuple(PartyRole)),
    ),
)

FACT_STATUSES = Table(
    name="fact_statuses",
    zh="事实状态",
    en="Dated statuses that exclude facts (seed XJ art. 10) or repair them",
    key="status_id",
    columns=(
        Column(name="status_id", kind=_T, zh="状态标识", en="Hash of fact, item, status, effective_on, document", required=True),
        Column(name="fact_kind", kind=_T, zh="事实种类", en="Kind of fact", required=True, allowed=tuple(FactKind)),
        Column(name="fact_id", kind=_T, zh="事实标识", en="record_id, tie_id, filing_id, or enterprise_id#column", required=True),
        Column(name="item_id", kind=_T, zh="分项标识", en="Item of a record, null for the whole"),
        Column(name="effective_on", kind=_D, zh="生效日", en="Day from which it counts", required=True),
        Column(name="ends_on", kind=_D, zh="终止日", en="Day an objection was lifted"),
        Column(name="status", kind=_T, zh="状态", en="Status", required=True, allowed=tuple(FactState)),
        Column(name="ground", kind=_T, zh="依据", en="Legal ground"),
        Column(name="source_organ", kind=_T, zh="来源机构", en="Organ that declared it"),
        Column(name="document_no", kind=_T, zh="文书号", en="Document"),
        Column(name="replaced_by", kind=_T, zh="替代事实", en="Fact that replaces it"),
        Column(name="author", kind=_T, zh="提出人", en="Account of the author", sensitivity=_INTERNAL),
        Column(name="approver", kind=_T, zh="批准人", en="Account of the approver", sensitivity=_INTERNAL),
    ),
)

IDENTIFIERS = Table(
    name="identifiers",
    zh="标识对照",
    en="Aliases of entities: registration numbers, internal keys, later credit codes",
    key="identifier_key",
    valid_from="valid_from",
    valid_to="valid_to",
    backfill_day=("valid_from",),
    columns=(
        Column(name="identifier_key", kind=_T, zh="行标识", en="Hash of entity, scheme, value, node", required=True),
        Column(name="entity_id", kind=_T, zh="实体", en="Id issued for the entity", required=True),
        Column(name="scheme", kind=_T, zh="标识体系", en="Scheme", required=True, allowed=("uscc", "internal", "registration_no", "organisation_code", "former_code")),
        Column(name="value", kind=_T, zh="标识值", en="Normalised value", required=True),
        Column(name="node", kind=_T, zh="节点", en="Issuing node of an internal key"),
        Column(name="valid_from", kind=_D, zh="起始日", en="From"),
        Column(name="valid_to", kind=_D, zh="终止日", en="To"),
    ),
)

COVERAGE = Table(
    name="coverage",
    zh="覆盖范围",
    en="What a delivery claims to cover; a count is known only where covered",
    key="coverage_id",
    columns=(
        Column(name="coverage_id", kind=_T, zh="行标识", en="Hash of the row", required=True),
        Column(name="covered", kind=_T, zh="覆盖对象", en="Table, or table:kind (records:penalty)", required=True),
        Column(name="origin", kind=_T, zh="来源", en="Source that covers it"),
        Column(name="region", kind=_T, zh="行政区划", en="Region code prefix; null is everywhere"),
        Column(name="covered_from", kind=_D, zh="起", en="First day covered; null is since ever"),
        Column(name="covered_to", kind=_D, zh="止", en="Last day covered; null is until the batch day"),
    ),
)

GRAPH_TABLES: tuple[Table, ...] = (
    ENTERPRISES,
    PERSONS,
    PLACES,
    CONTACTS,
    TIES,
    RECORDS,
    RECORD_ITEMS,
    PARTIES,
    FACT_STATUSES,
    IDENTIFIERS,
    COVERAGE,
)
"""Tables of the fact store (embedded files or Neo4j)."""

TABLES: dict[str, Table] = {table.name: table for table in (*GRAPH_TABLES, *FILING_TABLES)}
"""Every canonical table by name."""
