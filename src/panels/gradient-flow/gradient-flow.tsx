import type { CSSProperties } from "react";
import { useApp, useRecord } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { gradientFlow as english } from "../../text/en/gradient-flow.ts";
import { en } from "../../text/en.ts";
import { useCopy } from "../../ui/use-copy.tsx";
import { below, useMedia, useNarrow } from "../../ui/use-media.ts";
import { decadeText, gradientScale, isOpened } from "../gradient-scale.ts";
import { HelpMark } from "../help-mark.tsx";
import type { PanelProps } from "../panel.ts";
import { tabSeparated } from "../table.ts";
import { shownColumns, shownNumbers } from "./waterfall.ts";
import { ColourBar, NoWaterfall, Waterfall } from "./waterfall-view.tsx";
import "./gradient-flow.css";
import { useWords } from "../../ui/words.ts";

/**
 * "narrow" has the height for a title line of its own, but not the width for sentences; "compact" has the width for the
 * title in the first model's line, but no height. A page of one column scrolls, so that it is never compact.
 */
type Layout = "wide" | "narrow" | "compact" | "phone";
function useLayout(): Layout {
  const isPhone = useMedia(below(680));
  const isOneColumn = useNarrow();
  const isLow = useMedia("(max-height: 799px)");
  const isNarrow = useMedia(below(1400));
  if (isPhone) return "phone";
  if (!isOneColumn && isLow) return "compact";
  return isNarrow ? "narrow" : "wide";
}

function Copy({ record }: { record: RunRecord }) {
  const words = useWords(english);
  const mode = useApp((state) => state.gradientMode);
  const shownLayer = useApp((state) => state.shownLayer);
  const { isCopied, copy, byHand } = useCopy();
  const copyNumbers = () => void copy(tabSeparated(shownNumbers(words.columns, record, shownLayer, mode)));
  return (
    <>
      <button type="button" className="gf-copy" title={words.copyTitle} onClick={copyNumbers}>
        {isCopied ? words.copied : words.copy}
      </button>
      {byHand}
    </>
  );
}

/** ‖∂L/∂h_t‖ of every update, a waterfall a model: where in training the gradient begins to reach the first step. */
export function GradientFlow({ isTab = false }: PanelProps) {
  const all = useWords(en);
  const words = useWords(english);
  const record = useRecord(10);
  const mode = useApp((state) => state.gradientMode);
  const shownLayer = useApp((state) => state.shownLayer);
  const layout = useLayout();
  const shown = record ? shownColumns(record, shownLayer) : [];
  const count = Math.max(1, shown.length);
  const networks = shown.filter(({ columns }) => columns !== null);
  const scale = record && gradientScale(record, mode);
  const opened = scale && isOpened(scale) ? decadeText(scale.low) : null;
  const title = isTab ? undefined : (
    <>
      <h2>{all.panels.titles.gradientFlow}</h2>
      <HelpMark panel="gradient-flow" title={all.panels.titles.gradientFlow} />
    </>
  );
  // Where height is short the title shares the first model's line.
  const inLine = layout === "compact" && record !== null;
  return (
    <section
      className="gf"
      data-tab={isTab || undefined}
      aria-label={all.panels.titles.gradientFlow}
      data-layout={layout}
      data-full={count > 3 || undefined}
      style={{ "--gf-models": count } as CSSProperties}
    >
      {!inLine && (
        <header className="gf-head">
          {title}
          {layout === "wide" && (
            <p>
              {mode === "share" ? words.share : words.absolute}
              {opened !== null && `. ${words.opened(opened)}`}
            </p>
          )}
          {layout === "wide" && record && record.update > 0 && <Copy record={record} />}
          {layout === "phone" && record && <ColourBar record={record} upright={false} />}
        </header>
      )}
      <div className="gf-models">
        {record &&
          shown.map(({ m, columns }) => {
            const own = { record, m, title: inLine && m === 0 ? title : undefined };
            const key = `${record.id}/${m}`;
            return columns ? (
              <Waterfall
                key={key}
                {...own}
                columns={columns}
                bar={layout !== "phone" && m === networks.at(-1)?.m}
                hint={m === networks[0]?.m}
                brief={layout !== "phone" && (count > 3 || layout !== "wide")}
              />
            ) : (
              <NoWaterfall key={key} {...own} />
            );
          })}
      </div>
    </section>
  );
}
