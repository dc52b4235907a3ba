import { walkBack as english } from "../../text/en/walk-back.ts";
import { useWords } from "../../ui/words.ts";

interface LossChoiceProps {
  /** 0-based; null: of all steps. */
  readonly lossAt: number | null;
  readonly steps: number;
  /** Where the loss of one step begins: what is looked at. */
  readonly step: number;
  onChoose(step: number | null): void;
}

/** Whether the loss of the whole sequence is differentiated, or that of one step. */
export function LossChoice({ lossAt, steps, step, onChoose }: LossChoiceProps) {
  const words = useWords(english.loss);
  return (
    <span className="eq-loss" title={words.title}>
      <select
        className="field-select"
        aria-label={words.label}
        value={lossAt === null ? "all" : "one"}
        onChange={({ target }) => onChoose(target.value === "all" ? null : step)}
      >
        <option value="all">{words.all}</option>
        <option value="one">{words.one}</option>
      </select>
      {lossAt !== null && (
        <input
          className="eq-number"
          type="number"
          aria-label={words.step}
          min={1}
          max={steps}
          value={lossAt + 1}
          onChange={({ target }) => {
            const chosen = Math.round(target.valueAsNumber);
            if (chosen >= 1 && chosen <= steps) onChoose(chosen - 1);
          }}
        />
      )}
    </span>
  );
}
