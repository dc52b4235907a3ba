/** A source as it is written ("Cho et al. 2014, arXiv:1406.1078"), with what names a page made a link to it. */

/** A piece of a source: text, or a link. */
export interface SourcePiece {
  readonly text: string;
  /** Of a page that the text names; absent for plain text. */
  readonly url?: string;
}

const named = /(doi:10\.\d{4,9}\/[^\s,;]+|arXiv:\d{4}\.\d{4,5}(?:v\d+)?|https:\/\/[^\s,;]+)/;

function urlOf(text: string): string | undefined {
  if (!named.test(text)) return undefined;
  if (text.startsWith("doi:")) return `https://doi.org/${text.slice(4)}`;
  return text.startsWith("arXiv:") ? `https://arxiv.org/abs/${text.slice(6)}` : text;
}

export const sourcePieces = (source: string): readonly SourcePiece[] =>
  source
    .split(named)
    .filter((text) => text !== "")
    .map((text) => {
      const url = urlOf(text);
      return url === undefined ? { text } : { text, url };
    });

/** Links open beside the page, which goes on training. The same in every language. */
export const SourceText = ({ source }: { readonly source: string }) => (
  <span translate="no">
    {sourcePieces(source).map(({ text, url }) =>
      url === undefined ? (
        text
      ) : (
        <a key={text} className="source-link" href={url} target="_blank" rel="noopener noreferrer">
          {text}
        </a>
      ),
    )}
  </span>
);
