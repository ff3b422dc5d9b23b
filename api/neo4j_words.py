"""Words of ``guanlian neo4j`` on a terminal, in Chinese and English."""

from __future__ import annotations

from api.words import Say
from scoring.results_types import Label

WORDS: dict[str, Label] = {
    "files": Label(zh="文件", en="files"),
    "rows": Label(zh="行数", en="rows"),
    "kind": Label(zh="种类", en="kind"),
    "same": Label(zh="是否一致", en="same"),
    "expected": Label(zh="应有", en="expected"),
    "found": Label(zh="实有", en="found"),
    "table": Label(zh="表", en="table"),
    "missing": Label(zh="缺少", en="missing"),
    "extra": Label(zh="多出", en="extra"),
    "doubled": Label(zh="重复", en="doubled"),
    "none": Label(zh="无", en="none"),
    "empty": Label(zh="空", en="empty"),
    "written": Label(zh="版本 {version} 的文件，位于 {folder}", en="Version {version} in {folder}"),
    "equal": Label(zh="版本 {version}：数据库内容一致", en="Version {version}: the database holds the same"),
    "different": Label(zh="版本 {version}：不一致", en="Version {version}: DIFFERENT"),
    "server": Label(
        zh="服务器    {address}，数据库 {database}", en="server    {address}, database {database}"
    ),
    "schema": Label(
        zh="结构      {version}（本程序的版本：{newest}）",
        en="schema    {version} (this version of guanlian: {newest})",
    ),
    "store": Label(zh="存储      {version}，批次：{batches}", en="store     {version}, batches: {batches}"),
    "loading": Label(
        zh="装载      批次 {batch} 已开始而未结束，请重新导入",
        en="loading   batch {batch} has begun and not ended; import it again",
    ),
    "stamps": Label(zh="类别标注  {stamps}", en="stamps    {stamps}"),
    "stamping": Label(
        zh="标注中    {stamping} 已开始而未结束，运行 guanlian neo4j publish 继续",
        en="stamping  {stamping} has begun and not ended; guanlian neo4j publish goes on",
    ),
    "versions": Label(zh="已存版本", en="Stored versions"),
    "schema_was": Label(zh="结构 {after}（原为 {before}）", en="schema {after} (was {before})"),
    "schema_there": Label(zh="结构 {after}（已有）", en="schema {after} (was there)"),
    "stamped_before": Label(zh="{month}：此前已标注，无需再做", en="{month}: stamped before, nothing to do"),
    "stamped": Label(
        zh="{month}：标注 {stamped:,} 户，此前运行已标注 {resumed:,} 户，数据库中没有 {missing:,} 户，"
        "清除 {cleared:,} 户",
        en="{month}: {stamped:,} enterprises stamped, {resumed:,} by an earlier run, "
        "{missing:,} not in the database, {cleared:,} cleared",
    ),
}


def line(say: Say, name: str, /, **values: object) -> str:
    """One of ``WORDS``, filled."""
    return say(WORDS[name]).format(**values)
