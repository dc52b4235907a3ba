import { type AnyValues, defaults, type Fields } from "./fields.ts";

/**
 * Every combination of a group's flags and choices, numbers and texts at their defaults: what contract tests run over. A
 * setting that another one hides has no effect, so it stays at its default.
 */
export function combinations(fields: Fields): readonly AnyValues[] {
  let all: AnyValues[] = [defaults(fields)];
  for (const [name, field] of Object.entries(fields)) {
    if (field.type !== "flag" && field.type !== "choice") continue;
    const values = field.type === "flag" ? [true, false] : field.options.map(({ value }) => value);
    all = values.flatMap((value) => all.map((rest) => ({ ...rest, [name]: value })));
  }
  return all.filter((values) =>
    Object.entries(fields).every(
      ([name, { showIf, default: usual }]) =>
        !showIf || values[showIf.field] === showIf.value || values[name] === usual,
    ),
  );
}
