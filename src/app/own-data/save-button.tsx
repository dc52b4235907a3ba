import { useActions } from "../../store/hooks.ts";
import { ownData as english } from "../../text/en/own-data.ts";
import { saveFile } from "../../ui/save-file.ts";
import { useWords } from "../../ui/words.ts";

/** Saves the experiment with its data as a file. */
export function SaveButton() {
  const words = useWords(english);
  const { experimentFile } = useActions();
  const save = async () => {
    const { name, text } = await experimentFile();
    saveFile(name, new Blob([text], { type: "application/json" }));
  };
  return (
    <button type="button" className="word" title={words.saveTitle} onClick={() => void save()}>
      {words.save}
    </button>
  );
}
