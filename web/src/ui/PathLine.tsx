import { Fragment, type ReactNode } from "react";
import { PartyLink } from "./PartyLink";

/** One step of a path: a party, and the tie that leads to the next one. */
export interface PathStep {
  id: string;
  label?: string | null;
  /** Words of the tie to the next party, such as "持股 60%". */
  tie?: string;
}

/** A path as chips, read from left to right; `end` follows the last of them. */
export function PathLine({ steps, end }: { steps: readonly PathStep[]; end?: ReactNode }) {
  return (
    <span className="path-line">
      {steps.map((step, at) => (
        // A path may pass a party once only, but a cycle is shown closed.
        // biome-ignore lint/suspicious/noArrayIndexKey: the place on the path is the identity
        <Fragment key={`${at}.${step.id}`}>
          <span className="path-chip">
            <PartyLink id={step.id} label={step.label} />
          </span>
          {at < steps.length - 1 && (
            <span className="path-tie">
              {step.tie && <span>{step.tie}</span>}
              <span aria-hidden="true">→</span>
            </span>
          )}
        </Fragment>
      ))}
      {end}
    </span>
  );
}
