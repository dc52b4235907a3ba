import { useActions } from "../../store/hooks.ts";
import { ownData as english } from "../../text/en/own-data.ts";
import { useWords } from "../../ui/words.ts";

/** Saves the experiment with its data as a file. */
export function SaveButton() {
  const words = useWords(english);
  const { experimentFile } = useActions();
  const save = async () => {
    const { name, text } = await experimentFile();
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    // The browser has begun to read it by then.
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  };
  return (
    <button type="button" className="word" title={words.saveTitle} onClick={() => void save()}>
      {words.save}
    </button>
  );
}
