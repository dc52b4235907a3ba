// @vitest-environment happy-dom
import { act, Component, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, expect, test, vi } from "vitest";
import { late } from "./late.ts";

vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);

let root: Root | null = null;
afterEach(() => act(() => root?.unmount()));

class Caught extends Component<{ readonly children: ReactNode }, { readonly told: string | null }> {
  override state = { told: null };
  static getDerivedStateFromError = (error: unknown) => ({ told: String(error) });
  override render(): ReactNode {
    return this.state.told ?? this.props.children;
  }
}

function show(useWord: () => string | null): HTMLElement {
  const place = document.createElement("div");
  const Word = () => useWord() ?? "nothing yet";
  root = createRoot(place);
  act(() =>
    root?.render(
      <Caught>
        <Word />
      </Caught>,
    ),
  );
  return place;
}

test("it is null until the code has come, and loads once for all that use it", async () => {
  const load = vi.fn(async () => "come");
  const useWord = late(load);
  expect(load).not.toHaveBeenCalled();
  const place = show(useWord);
  expect(place.textContent).toBe("nothing yet");
  await act(() => vi.waitFor(() => expect(load).toHaveBeenCalled(), { timeout: 30_000 }));
  expect(place.textContent).toBe("come");
  // There at once: nothing else is shown for a moment.
  expect(show(useWord).textContent).toBe("come");
  expect(load).toHaveBeenCalledTimes(1);
});

test("code that does not come is told to what is around it", async () => {
  const quiet = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const place = show(
    late(async () => {
      throw new Error("no connection");
    }),
  );
  await act(() =>
    vi.waitFor(() => expect(place.textContent).toBe("Error: no connection"), { timeout: 30_000 }),
  );
  quiet.mockRestore();
});
