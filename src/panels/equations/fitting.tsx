/** A word of a button with a name of its own, and what stands for it where the panel is narrow and low. */
export const Fitting = ({ word, short }: { readonly word: string; readonly short: string }) => (
  <>
    <span className="eq-long">{word}</span>
    <span className="eq-short">{short}</span>
  </>
);
