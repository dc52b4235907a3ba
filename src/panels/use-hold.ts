import { clampName, clampsOf, free } from "../experiment/clamp-fields.ts";
import { layerPath } from "../experiment/describe.ts";
import { type LayerSpec, layersOf, type ModelSpec } from "../experiment/spec.ts";
import { useActions, useApp } from "../store/hooks.ts";
import type { Memory, MemorySignal } from "./memory-signals.ts";

export interface Hold {
  /** In whole per cent, 0 is closed; null while the gate is free. */
  readonly held: number | null;
  /** Holds the gate from the next update on. @param percent what lies outside of 0 … 100 is moved to its ends. */
  hold(percent: number): void;
  free(): void;
}

/** The settings of the layer that is shown; null while the settings are already another run's, with another cell. */
function layerOf({ scan }: Memory, model: ModelSpec | undefined): LayerSpec | null {
  const layer = model && layersOf(model)[scan.layer];
  return layer?.cell === scan.cell ? layer : null;
}

const none: ReadonlyMap<string, number> = new Map();

/** The gates of the layer that is shown which are held now, with their values from 0 to 1. */
export function heldGates(memory: Memory, model: ModelSpec | undefined): ReadonlyMap<string, number> {
  const layer = layerOf(memory, model);
  return layer ? clampsOf(layer.cell, layer.values) : none;
}

export function useHeldGates(memory: Memory | null): ReadonlyMap<string, number> {
  const model = useApp((app) => (memory ? app.spec.models[memory.network.lane] : undefined));
  return memory ? heldGates(memory, model) : none;
}

/** The setting that holds a gate, which both directions of a layer share; null of what cannot be held. */
export function useHold(memory: Memory, { name, isHoldable }: MemorySignal): Hold | null {
  const { set } = useActions();
  const { lane } = memory.network;
  const model = useApp((app) => app.spec.models[lane]);
  const layer = layerOf(memory, model);
  if (!isHoldable || !model || !layer) return null;
  const value = clampsOf(layer.cell, layer.values).get(name);
  const path = layerPath(lane, memory.scan.layer, clampName(name), model);
  const held = value === undefined ? null : Math.round(100 * value);
  return {
    held,
    hold: (percent) => {
      const next = Math.min(100, Math.max(0, Math.round(percent)));
      if (next !== held) set(path, next);
    },
    free: () => set(path, free),
  };
}
