import { Component, type ContextType, type ErrorInfo, type ReactNode } from "react";
import { en } from "../text/en.ts";
import { wordsIn } from "../text/language.ts";
import { LanguageContext } from "../ui/words.ts";
import { CopyButton } from "./copy-button.tsx";

interface ErrorBoundaryState {
  readonly report: string | null;
}

/** A fault while drawing says so, with text to copy, instead of leaving an empty page. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, ErrorBoundaryState> {
  static override contextType = LanguageContext;
  declare context: ContextType<typeof LanguageContext>;

  override state: ErrorBoundaryState = { report: null };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { report: `${told}\n\n${location.href}\n${navigator.userAgent}` };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    console.error(error, componentStack);
  }

  override render(): ReactNode {
    const { report } = this.state;
    if (report === null) return this.props.children;
    const words = wordsIn(this.context, en.app.broken);
    return (
      <main className="broken" role="alert">
        <h1>{words.heading}</h1>
        <p>{words.sentence}</p>
        <p className="broken-act">
          <button type="button" className="button button-filled" onClick={() => location.reload()}>
            {words.reload}
          </button>
          <CopyButton text={report} word={words.copy} done={words.copied} />
        </p>
        <pre>{report}</pre>
      </main>
    );
  }
}
