import { useRef } from "react";
import { useActions } from "../../store/hooks.ts";
import { ownData as english } from "../../text/en/own-data.ts";
import { useWords } from "../../ui/words.ts";

/** Opens what a drop on the page opens. */
export function FileButton() {
  const words = useWords(english);
  const { openFile } = useActions();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button" title={words.fileKinds} onClick={() => input.current?.click()}>
        {words.file}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".txt,.md,.csv,.tsv,.tab,.dat,.data,.asc,.prn,.log,.json,text/*,application/json"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          // The same file once more is a change too.
          currentTarget.value = "";
          if (file) void openFile(file);
        }}
      />
    </>
  );
}
