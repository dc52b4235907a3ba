import { useEffect, useState } from "react";
import { messageOf } from "../lib/error-message.ts";
import { useActions } from "../store/hooks.ts";
import { en } from "../text/en.ts";

const words = en.app.controls;
/** How long "Link copied" stands, in milliseconds. */
const shownFor = 4000;

export function ShareButton() {
  const { share } = useActions();
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), shownFor);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () =>
    share().then(
      () => setSaid(words.copied),
      (error: unknown) => setSaid(messageOf(error)),
    );
  return (
    <span className="share">
      <span role="status" className="share-said">
        {said}
      </span>
      <button type="button" className="bar-word" title={words.shareTitle} onClick={copy}>
        {words.share}
      </button>
    </span>
  );
}
