import type { Label, ReceiptLine } from "../api/generated";
import { percent } from "../ui/numbers";
import type { PathStep } from "../ui/PathLine";

/**
 * Steps of the path of a line, from the related party to the enterprise. A path may begin or end at another
 * node that is the same legal person, a branch or who runs a business: the party itself then stands before it.
 */
export function stepsOf(
  { part }: ReceiptLine,
  labels: Record<string, string>,
  centre: { id: string; name: string | null },
  words: { label: (of: Label) => string; same: string },
): PathStep[] {
  if (!part || part.path_nodes.length === 0) return [];
  const { party, path, path_nodes } = part;
  const steps: PathStep[] = path_nodes.map((id, at) => {
    const tie = path[at];
    const share = tie && tie.share !== null ? ` ${percent(tie.share, 1)}` : "";
    return {
      id,
      label: labels[id] ?? (id === party.id ? party.name : null),
      tie: tie ? `${words.label(tie.label)}${share}` : undefined,
    };
  });
  if (path_nodes[0] !== party.id)
    steps.unshift({ id: party.id, label: party.name ?? labels[party.id], tie: words.same });
  const last = steps.at(-1);
  if (last && last.id !== centre.id) {
    steps[steps.length - 1] = { ...last, tie: words.same };
    steps.push({ id: centre.id, label: centre.name ?? labels[centre.id] });
  }
  return steps;
}
