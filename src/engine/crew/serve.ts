import type { Member, Race } from "../engine.ts";
import type { RaceCalls } from "./protocol.ts";

type Handlers = {
  readonly [K in keyof RaceCalls]: (
    race: Race,
    args: RaceCalls[K]["args"],
  ) => RaceCalls[K]["result"] | Promise<RaceCalls[K]["result"]>;
};

function memberOf(race: Race, index: number): Member {
  const member = race.members[index];
  if (!member) throw new RangeError(`there is no model ${index} among ${race.members.length}`);
  return member;
}

const handlers: Handlers = {
  update: (race, { batch, settings, want }) => race.update(batch, settings, want),
  evaluate: (race, { member, batch }) => memberOf(race, member).evaluate(batch),
  trace: (race, { member, batch, initial }) => memberOf(race, member).trace(batch, initial),
  read: (race, { member }) => memberOf(race, member).read(),
  restore: (race, { member, state }) => {
    memberOf(race, member).restore(state);
    return undefined;
  },
  hold: (race, { member, values }) => {
    memberOf(race, member).hold(values);
    return undefined;
  },
  leave: (race) => {
    race.dispose();
    return undefined;
  },
};

/** Puts one call to a race. */
export const serve = <K extends keyof RaceCalls>(
  race: Race,
  type: K,
  args: RaceCalls[K]["args"],
): RaceCalls[K]["result"] | Promise<RaceCalls[K]["result"]> => handlers[type](race, args);
