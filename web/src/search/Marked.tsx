/** Text with the parts that fit a search set off; places are in UTF-16 units. */
export function Marked({ text, parts }: { text: string; parts: readonly (readonly number[])[] }) {
  const out: React.ReactNode[] = [];
  let at = 0;
  for (const [from = 0, to = 0] of parts) {
    if (from > at) out.push(text.slice(at, from));
    out.push(<mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  out.push(text.slice(at));
  return <span>{out}</span>;
}
