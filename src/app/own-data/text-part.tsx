import { useMemo, useState } from "react";
import type { FieldValue } from "../../lib/fields.ts";
import { readText } from "../../own-data/read-text.ts";
import { useActions, useApp } from "../../store/hooks.ts";
import { text as task } from "../../tasks/text/task.ts";
import { ownData as english } from "../../text/en/own-data.ts";
import { FieldControl } from "../../ui/field-control.tsx";
import { useWords } from "../../ui/words.ts";
import { Foot } from "./foot.tsx";
import { Pasted } from "./pasted.tsx";
import { Vocabulary } from "./vocabulary.tsx";

interface TextPartProps {
  readonly title: string;
  readonly text: string;
  readonly onWrite: (text: string) => void;
}

/** A text as it will be read: its symbols, and which of them are folded into one. */
export function TextPart({ title, text, onWrite }: TextPartProps) {
  const words = useWords(english);
  const { useOwnData: train } = useActions();
  const before = useApp(({ spec }) => (spec.task.kind === "text" ? spec.task.values.rare : undefined));
  const [rare, fold] = useState(Number(before ?? task.fields.rare.default));
  const read = useMemo(() => (text === "" ? null : readText(text, title)), [text, title]);
  const data = read?.ok ? read.data : null;
  return (
    <>
      <Pasted text={text} label={words.pasteText} rows={8} onWrite={onWrite} />
      {data && <Vocabulary text={data.text} rare={rare} />}
      <div className="own-fields">
        <FieldControl
          name="rare"
          field={task.fields.rare}
          value={rare}
          onCommit={(_: string, value: FieldValue) => fold(Number(value))}
        />
      </div>
      <Foot
        data={data}
        problem={read?.ok === false ? read.problem : undefined}
        use={words.useText}
        onUse={() => data && train(data, { rare })}
      />
    </>
  );
}
