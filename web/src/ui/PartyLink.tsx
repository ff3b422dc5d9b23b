import { Link } from "react-router";
import { useMonth } from "../month/month";

/**
 * Whether an id is one of a person, a place or a contact, which have no page of their own. An enterprise
 * without a credit code has one: its id begins with "R:".
 */
export function isOther(id: string): boolean {
  return /^[PAC]:/.test(id);
}

/** Name of a party: a link for an enterprise, plain text for a person, place or contact. */
export function PartyLink({ id, label }: { id: string; label?: string | null }) {
  const { keep } = useMonth();
  const name = label || id;
  if (isOther(id)) return <span className="party">{name}</span>;
  return (
    <Link className="party" to={keep(`/enterprise/${encodeURIComponent(id)}`)}>
      {name}
    </Link>
  );
}
