import { planOf } from "../model/counted.ts";
import { scansOf } from "../model/plan.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { memory as english } from "../text/en/memory.ts";
import { en } from "../text/en.ts";
import { LaneMark } from "../ui/lane-mark.tsx";
import { useWords } from "../ui/words.ts";
import { useShownLane } from "./shown-model.ts";
import { shownScan } from "./shown-scan.ts";
import "./model-picker.css";

interface ModelPickerProps {
  /** Without it a model is shown whole. */
  readonly withLayers?: boolean;
}

/** The models by name, and the layers of the one that is shown where it has several: the same choice in all panels. */
export function ModelPicker({ withLayers = false }: ModelPickerProps) {
  const words = useWords(english);
  const band = useWords(en.panels.throughTime);
  const { show } = useActions();
  const shown = useShownLane();
  const layer = useApp((app) => app.shownLayer);
  const names = useApp((app) => app.record?.names);
  const plan = useApp((app) => planOf(app.record?.plans[shown ?? -1]));
  const scans = plan && withLayers ? scansOf(plan) : [];
  const own = plan && shownScan(plan, layer);
  const isTwo = (of: number) => scans.some((scan) => scan.layer === of && scan.direction === "backward");
  if (!names) return null;
  return (
    <fieldset className="mp" aria-label={words.models}>
      {names.map((name, lane) => (
        <button
          key={name}
          type="button"
          title={name}
          aria-pressed={lane === shown}
          onClick={() => show({ shownModel: lane })}
        >
          <LaneMark lane={lane} /> <span translate="no">{name}</span>
        </button>
      ))}
      {scans.length > 1 && (
        <span className="mp-layers">
          {band.layer}
          {scans.map(({ layer: at, direction, index }) => (
            <button
              key={index}
              type="button"
              aria-label={band.scanName(at, isTwo(at) ? direction : null)}
              title={band.scanName(at, isTwo(at) ? direction : null)}
              aria-pressed={index === own?.index}
              onClick={() => show({ shownLayer: { layer: at, direction } })}
            >
              {at + 1}
              {isTwo(at) && band.arrow[direction]}
            </button>
          ))}
        </span>
      )}
    </fieldset>
  );
}
