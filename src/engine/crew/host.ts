import type { Engine, Race } from "../engine.ts";
import { createLine } from "./line.ts";
import { type Answer, type Calls, type Command, type EngineOptions, faultOf } from "./protocol.ts";
import { serve } from "./serve.ts";

/** The worker's end: an engine of its own, and one race at a time. Returns what takes the commands. */
export function createHost(
  open: (options: EngineOptions) => Promise<Engine>,
  answer: (answer: Answer) => void,
): (command: Command) => void {
  const line = createLine();
  let engine: Engine | undefined;
  let race: Race | undefined;

  async function run(command: Command): Promise<Calls[keyof Calls]["result"]> {
    const { type, args } = command;
    if (type === "enter") {
      if (race) throw new Error("a race enters where another one still runs");
      engine ??= await open(args.options);
      race = engine.createRace(args.models);
      return { renderer: engine.renderer };
    }
    if (!race) throw new Error(`“${type}” came before any race`);
    const entered = race;
    if (type === "leave") race = undefined;
    return serve(entered, type, args);
  }

  return (command) => {
    const { call } = command;
    const tensors = () => engine?.tensorCount() ?? 0;
    void line
      .next(() => run(command))
      .then(
        (value) => answer({ type: "result", call, value, tensors: tensors() }),
        (error: unknown) => answer({ type: "fault", call, fault: faultOf(error), tensors: tensors() }),
      );
  };
}
