import "./field.css";
import { memo, useContext, useId, useMemo } from "react";
import {
  type ChoiceField,
  type Field,
  type FieldValue,
  type FlagField,
  fieldIn,
  type TextField,
} from "../lib/fields.ts";
import { en } from "../text/en.ts";
import { NumberRow } from "./field-number-row.tsx";
import { FieldRow, useOpenRow } from "./field-row.tsx";
import { MarkedField } from "./marked-field.ts";
import { useText, useWords } from "./words.ts";

const nothing = () => {};

interface FieldControlProps {
  readonly name: string;
  readonly field: Field;
  readonly value: FieldValue;
  /** A value that has been checked against the field. */
  readonly onCommit: (name: string, value: FieldValue) => void;
}

/** A setting as a quiet row, made from its descriptor alone. */
export const FieldControl = memo(function FieldControl(props: FieldControlProps) {
  const marked = useContext(MarkedField) === props.name;
  return (
    // One element in both cases, so that a value can be typed while the mark goes away.
    <div className={marked ? "field-marked" : undefined}>
      <Control {...props} />
    </div>
  );
});

function Control({ name, field: english, value, onCommit }: FieldControlProps) {
  const text = useText();
  const field = useMemo(() => fieldIn(text, english), [text, english]);
  const commit = (next: FieldValue) => onCommit(name, next);
  switch (field.type) {
    case "int":
    case "float":
      return <NumberRow field={field} value={Number(value)} onCommit={commit} />;
    case "flag":
      return <FlagRow field={field} value={value === true} onCommit={commit} />;
    case "choice":
      return <ChoiceRow field={field} value={String(value)} onCommit={commit} />;
    case "text":
      return <TextRow field={field} value={String(value)} onCommit={commit} />;
    default:
      return field satisfies never;
  }
}

interface RowProps<F extends Field, V> {
  readonly field: F;
  readonly value: V;
  readonly onCommit: (value: V) => void;
}

function FlagRow({ field, value, onCommit }: RowProps<FlagField, boolean>) {
  const words = useWords(en.app.field);
  const id = useId();
  return (
    <FieldRow
      {...useOpenRow(nothing)}
      id={id}
      label={field.label}
      changed={value !== field.default}
      backTo={words.backTo(field.label, field.default ? words.on : words.off)}
      onBack={() => onCommit(field.default)}
      below={<Help id={`${id}-doc`} doc={field.doc} />}
    >
      <input
        id={id}
        type="checkbox"
        role="switch"
        className="field-switch"
        checked={value}
        aria-checked={value}
        aria-describedby={`${id}-doc`}
        onChange={(event) => onCommit(event.target.checked)}
      />
    </FieldRow>
  );
}

function ChoiceRow({ field, value, onCommit }: RowProps<ChoiceField, string>) {
  const words = useWords(en.app.field);
  const id = useId();
  const standard = field.options.find((option) => option.value === field.default)?.label ?? field.default;
  return (
    <FieldRow
      {...useOpenRow(nothing)}
      id={id}
      label={field.label}
      changed={value !== field.default}
      backTo={words.backTo(field.label, standard)}
      onBack={() => onCommit(field.default)}
      unit={field.unit}
      below={<Help id={`${id}-doc`} doc={field.doc} />}
    >
      <select
        id={id}
        className="field-select"
        value={value}
        aria-describedby={`${id}-doc`}
        onChange={(event) => onCommit(event.target.value)}
      >
        {field.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </FieldRow>
  );
}

function TextRow({ field, value, onCommit }: RowProps<TextField, string>) {
  const words = useWords(en.app.field);
  const id = useId();
  return (
    <FieldRow
      {...useOpenRow(nothing)}
      id={id}
      label={field.label}
      changed={value !== field.default}
      backTo={words.backTo(field.label, field.default)}
      onBack={() => onCommit(field.default)}
      unit={field.unit}
      below={<Help id={`${id}-doc`} doc={field.doc} />}
    >
      <input
        id={id}
        type="text"
        className="field-input field-text"
        value={value}
        maxLength={field.maxLength}
        aria-describedby={`${id}-doc`}
        onChange={(event) => onCommit(event.target.value)}
      />
    </FieldRow>
  );
}

export function Help({ id, doc }: { readonly id: string; readonly doc: string }) {
  return (
    <p id={id} className="field-help">
      {doc}
    </p>
  );
}
