import { planOf } from "../model/counted.ts";
import { scansOf } from "../model/plan.ts";
import { useActions, useApp } from "../store/hooks.ts";
import type { RunRecord } from "../store/run-record.ts";
import { memory as english } from "../text/en/memory.ts";
import { en } from "../text/en.ts";
import { LaneMark } from "../ui/lane-mark.tsx";
import { useWords } from "../ui/words.ts";
import { useShownLane } from "./shown-model.ts";
import { shownScan } from "./shown-scan.ts";
import "./model-picker.css";

interface ModelPickerProps {
  readonly record: RunRecord;
  /** Without it a model is shown whole. */
  readonly withLayers?: boolean;
}

/** The models by name, and the layers of the one that is shown where it has several: the same choice in all panels. */
export function ModelPicker({ record, withLayers = false }: ModelPickerProps) {
  const words = useWords(english);
  const band = useWords(en.panels.throughTime);
  const { show } = useActions();
  const shown = useShownLane();
  const layer = useApp((app) => app.shownLayer);
  const plan = planOf(record.plans[shown ?? -1]);
  const scans = plan && withLayers ? scansOf(plan) : [];
  const own = plan && shownScan(plan, layer);
  const isTwo = (of: number) => scans.some((scan) => scan.layer === of && scan.direction === "backward");
  return (
    <fieldset className="mp" aria-label={words.models}>
      {record.names.map((name, lane) => (
        <button
          key={name}
          type="button"
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
