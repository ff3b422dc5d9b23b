import type { ReactNode } from "react";

/** A list without rows, in the words of its page. */
export function Nothing({ children }: { children: ReactNode }) {
  return (
    <p role="status" className="soft" style={{ padding: "28px 0", textAlign: "center" }}>
      {children}
    </p>
  );
}
