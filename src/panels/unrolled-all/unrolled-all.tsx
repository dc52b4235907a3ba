import { formatCount } from "../../lib/format.ts";
import type { ScanNode } from "../../model/plan.ts";
import { useApp, useAppState, useHeldPlans } from "../../store/hooks.ts";
import { columns as columnsEnglish } from "../../text/en/columns.ts";
import { unrolledAll as english } from "../../text/en/unrolled-all.ts";
import { en } from "../../text/en.ts";
import { useCopy } from "../../ui/use-copy.tsx";
import { useText, useWords } from "../../ui/words.ts";
import { HelpMark } from "../help-mark.tsx";
import { SignalLetter } from "../letter.tsx";
import type { PanelProps } from "../panel.ts";
import { scansShown } from "../shown-scan.ts";
import { tabSeparated } from "../table.ts";
import type { Geometry } from "../time/geometry.ts";
import { useStep } from "../time/hooks.ts";
import { InputStrip } from "../time/input-strip.tsx";
import type { Picture } from "../time/picture.ts";
import { TimeAxis } from "../time/time-axis.tsx";
import { TimeBand } from "../time/time-band.tsx";
import { Chain, rowsOf } from "./chain.tsx";
import { chainTable } from "./table.ts";
import "./unrolled-all.css";

/** Steps at which an answer is asked for, where these are few enough to be marked. */
function entersAt({ sample, length }: Picture): readonly number[] {
  const asked = [...sample.weight.keys()].filter((t) => t < length && (sample.weight[t] as number) > 0);
  return asked.length > 1 && asked.length > length / 4 ? [] : asked;
}

function useScans({ record }: Picture): readonly (ScanNode | null)[] {
  const shownLayer = useApp((app) => app.shownLayer);
  return scansShown(useHeldPlans(record), shownLayer);
}

/** Height of a chain: less where four of them, or a low screen, leave no more. */
function chainHeight({ phone, compact }: Geometry, models: number, isEnlarged: boolean): number {
  const taken = 220;
  if (isEnlarged) return Math.max(46, Math.min(180, Math.floor((window.innerHeight - taken) / models)));
  if (phone) return 48;
  if (compact) return 46;
  return models > 3 ? 60 : 78;
}

function Tools({ picture }: { readonly picture: Picture }) {
  const words = useWords(english);
  const columns = useWords(columnsEnglish);
  const say = useText();
  const getState = useAppState();
  const step = useStep();
  const scans = useScans(picture);
  const { isCopied, copy, byHand } = useCopy();
  return (
    <div className="tt-tools">
      <button
        type="button"
        className="tt-copy"
        title={words.copyTitle}
        onClick={() =>
          void copy(tabSeparated(chainTable({ columns, say }, picture, getState().notation, scans)))
        }
      >
        {isCopied ? words.copied : words.copy}
      </button>
      {byHand}
      <span className="tt-time" data-page-only={step === null || undefined}>
        {words.time} <b>{step === null ? "–" : step + 1}</b> {words.of(formatCount(picture.steps))}
      </span>
    </div>
  );
}

function Header({ picture }: { readonly picture: Picture | null }) {
  const words = useWords(english);
  const titles = useWords(en.panels.titles);
  const units = Math.max(1, ...(picture?.networks ?? []).map((network) => network.units));
  const { unitsPerRow } = rowsOf(units, window.devicePixelRatio || 1);
  return (
    <header className="tt-head">
      <h2>{picture ? words.title(formatCount(picture.length)) : titles.unrolledAll}</h2>
      <HelpMark panel="unrolled-all" title={titles.unrolledAll} />
      <p>
        {words.ribbonBefore}
        <SignalLetter name="h" />
        {words.ribbonAfter}
        {unitsPerRow > 1 && ` · ${words.rows(formatCount(unitsPerRow))}`}
      </p>
      {picture && <Tools picture={picture} />}
    </header>
  );
}

interface ChainsProps {
  readonly picture: Picture;
  readonly geometry: Geometry;
  readonly isEnlarged: boolean;
}

function Chains({ picture, geometry, isEnlarged }: ChainsProps) {
  const scans = useScans(picture);
  const enters = entersAt(picture);
  const height = chainHeight(geometry, picture.names.length, isEnlarged);
  return (
    <>
      <InputStrip picture={picture} geometry={geometry} />
      {picture.names.map((name, m) => (
        <Chain key={name} {...{ picture, m, geometry, height, enters }} scan={scans[m] ?? null} />
      ))}
      <TimeAxis picture={picture} geometry={geometry} />
    </>
  );
}

/** Every step of every model, on the axis that all views share: how much of the gradient gets back to each. */
export function UnrolledAll({ isEnlarged = false }: PanelProps) {
  const words = useWords(english);
  const titles = useWords(en.panels.titles);
  return (
    <TimeBand
      label={titles.unrolledAll}
      className="ua"
      header={(picture) => <Header picture={picture} />}
      empty={<p className="tt-empty">{words.loading}</p>}
    >
      {(picture, geometry) => <Chains {...{ picture, geometry, isEnlarged }} />}
    </TimeBand>
  );
}
