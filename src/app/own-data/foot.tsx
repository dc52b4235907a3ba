import { useMemo } from "react";
import { linkRoom } from "../../experiment/data-in-link.ts";
import { formatPrefixed } from "../../lib/format.ts";
import type { Formed } from "../../lib/phrase.ts";
import type { OwnData } from "../../own-data/own-data.ts";
import { useActions } from "../../store/hooks.ts";
import { ownData as english } from "../../text/en/own-data.ts";
import { useText, useWords } from "../../ui/words.ts";

interface FootProps {
  /** Null while there is nothing to train on. */
  readonly data: OwnData | null;
  /** Why not, where there is something. */
  readonly problem?: Formed | undefined;
  readonly use: string;
  readonly onUse: () => void;
}

/** What stands at the end of each part: whether it fits a link, and the two ways out. */
export function Foot({ data, problem, use, onUse }: FootProps) {
  const words = useWords(english);
  const say = useText();
  const { closeImport } = useActions();
  return (
    <div className="own-foot">
      <p role={problem ? "alert" : undefined}>
        {problem ? say(problem) : data ? <Room data={data} /> : words.nothing}
      </p>
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
  const words = useWords(english);
  const _say = useText();
  const { size, fits } = useMemo(() => linkRoom(data), [data]);
  const shown = formatPrefixed(size, "B");
  return fits ? words.room(shown) : words.noRoom(shown);
}
