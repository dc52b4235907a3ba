import { memo } from "react";
import { type AnyValues, type Fields, type FieldValue, isShown } from "../lib/fields.ts";
import { FieldControl } from "./field-control.tsx";

interface FieldListProps {
  readonly fields: Fields;
  readonly values: AnyValues;
  /** Put before each name: "task.", "models.1.". */
  readonly path: string;
  readonly onCommit: (path: string, value: FieldValue) => void;
}

/** The settings of a group that matter now, in the order of their descriptors. */
export const FieldList = memo(function FieldList({ fields, values, path, onCommit }: FieldListProps) {
  return Object.entries(fields).map(([name, field]) => {
    const value = values[name];
    if (value === undefined || !isShown(field, values)) return null;
    return <FieldControl key={name} name={path + name} field={field} value={value} onCommit={onCommit} />;
  });
});
