import { useMemo } from "react";
import { formatPrefixed } from "../../lib/format.ts";
import { linkRoom } from "../../spec/data-in-link.ts";
import { useActions } from "../../store/hooks.ts";
import type { OwnData } from "../../tasks/own-data.ts";
import { en } from "../../text/en.ts";

const words = en.ownData;

interface FootProps {
  /** Null while there is nothing to train on. */
  readonly data: OwnData | null;
  /** Why not, where there is something. */
  readonly problem?: string | undefined;
  readonly use: string;
  readonly onUse: () => void;
}

/** What stands at the end of each part: whether it fits a link, and the two ways out. */
export function Foot({ data, problem, use, onUse }: FootProps) {
  const { closeImport } = useActions();
  return (
    <div className="own-foot">
      <p role={problem ? "alert" : undefined}>{problem ?? (data ? <Room data={data} /> : words.nothing)}</p>
      <button type="button" className="button" onClick={closeImport}>
        {words.cancel}
      </button>
      <button
        type="button"
        className="button button-filled"
        disabled={!data || problem !== undefined}
        onClick={onUse}
      >
        {use}
      </button>
    </div>
  );
}

/** Whether the data travels in the link. */
export function Room({ data }: { readonly data: OwnData }) {
  const { size, fits } = useMemo(() => linkRoom(data), [data]);
  const shown = formatPrefixed(size, "B");
  return fits ? words.room(shown) : words.noRoom(shown);
}
