import { type CSSProperties, useEffect, useState } from "react";
import { useApp, useRecord } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import type { ShownLayer } from "../../store/state.ts";
import { en } from "../../text/en.ts";
import { shownScan } from "../shown-scan.ts";
import { flowNumbers } from "./waterfall.ts";
import { ColourBar, Waterfall } from "./waterfall-view.tsx";
import "./gradient-flow.css";

const words = en.panels.gradientFlow;

/** The columns of the layer and direction that is shown, by model. */
function shownColumns(record: RunRecord, shownLayer: ShownLayer | null) {
  return record.plans.flatMap((plan, m) => {
    const scan = shownScan(plan, shownLayer);
    const columns = scan && record.models[m]?.waterfalls.get(`${scan.index}/${scan.states[0]}`);
    return columns ? [{ m, columns }] : [];
  });
}

type Layout = "wide" | "compact" | "phone";
const layoutNow = (): Layout => {
  if (window.innerWidth < 680) return "phone";
  return window.innerWidth < 1400 || window.innerHeight < 800 ? "compact" : "wide";
};

function useLayout(): Layout {
  const [layout, setLayout] = useState(layoutNow);
  useEffect(() => {
    const look = () => setLayout(layoutNow());
    window.addEventListener("resize", look);
    return () => window.removeEventListener("resize", look);
  }, []);
  return layout;
}

function Copy({ record }: { record: RunRecord }) {
  const mode = useApp((state) => state.gradientMode);
  const shownLayer = useApp((state) => state.shownLayer);
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), 2000);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () => {
    const shown = shownColumns(record, shownLayer);
    const names = shown.map(({ m }) => record.names[m] ?? "");
    const table = flowNumbers(
      names,
      shown.map(({ columns }) => columns),
      mode,
    );
    return navigator.clipboard.writeText(table).then(
      () => setSaid(words.copied),
      () => setSaid(words.copyRefused),
    );
  };
  return (
    <button type="button" className="gf-copy" title={words.copyTitle} onClick={copy}>
      {said ?? words.copy}
    </button>
  );
}

/** ‖∂L/∂h_t‖ of every update, a waterfall a model: where in training the gradient begins to reach the first step. */
export function GradientFlow() {
  const record = useRecord(10);
  const mode = useApp((state) => state.gradientMode);
  const shownLayer = useApp((state) => state.shownLayer);
  const layout = useLayout();
  const shown = record ? shownColumns(record, shownLayer) : [];
  const count = Math.max(1, shown.length);
  const title = <h2>{words.title}</h2>;
  // Where height is short the title shares the first model's line, unless tabs stand at that line's end.
  const inLine = layout === "compact" && count < 4 && record !== null;
  return (
    <section
      className="gf"
      aria-label={words.title}
      data-layout={layout}
      data-full={count > 3 || undefined}
      style={{ "--gf-models": count } as CSSProperties}
    >
      {!inLine && (
        <header className="gf-head">
          {title}
          {layout === "wide" && <p>{mode === "share" ? words.share : words.absolute}</p>}
          {layout === "wide" && record && record.update > 0 && <Copy record={record} />}
          {layout === "phone" && record && <ColourBar record={record} upright={false} />}
        </header>
      )}
      <div className="gf-models">
        {record &&
          shown.map(({ m, columns }) => (
            <Waterfall
              key={`${record.id}/${m}`}
              record={record}
              m={m}
              columns={columns}
              title={inLine && m === 0 ? title : undefined}
              bar={layout !== "phone" && m === shown.at(-1)?.m}
              brief={layout !== "phone" && (count > 3 || layout === "compact")}
            />
          ))}
      </div>
    </section>
  );
}
