import { useActions } from "../../store/hooks.ts";
import { en } from "../../text/en.ts";

const words = en.ownData;

/** Saves the experiment with its data as a file. */
export function SaveButton() {
  const { experimentFile } = useActions();
  const save = () => {
    const { name, text } = experimentFile();
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    // The browser has begun to read it by then.
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  };
  return (
    <button type="button" className="word" title={words.saveTitle} onClick={save}>
      {words.save}
    </button>
  );
}
