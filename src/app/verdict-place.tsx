import "./verdict.css";
import { Invitation } from "./invitation.tsx";
import { late } from "./late.ts";

/** Asked for with the invitation, so that it has come when a run rests. */
const useVerdict = late(() => import("./verdict.tsx"));

interface VerdictPlaceProps {
  readonly narrow: boolean;
  readonly invited: boolean;
}

/** The place of the invitation, then of the verdict. */
export function VerdictPlace({ narrow, invited }: VerdictPlaceProps) {
  const verdict = useVerdict();
  if (invited) return <Invitation button={!narrow} />;
  // On a phone the place has the verdict's height, so that nothing below moves.
  if (!verdict) return narrow && <div className="verdict" aria-hidden="true" />;
  return narrow ? <verdict.VerdictBelow /> : <verdict.VerdictOrChart />;
}
