import { saturation as english } from "../../text/en/saturation.ts";
import { en } from "../../text/en.ts";
import { useWords } from "../../ui/words.ts";
import { gatesOf, SaturationPlots } from "../gate-saturation.tsx";
import { saturationTable } from "../gate-shares.ts";
import { useShownLane } from "../shown-model.ts";
import { SideHead } from "../side-head.tsx";
import { usePicture } from "../time/hooks.ts";
import { CopyWord } from "../update-chart-tools.tsx";

/** How often the gates of the model shown are shut and wide open. */
export function Saturation() {
  const words = useWords(english);
  const titles = useWords(en.panels.titles);
  const picture = usePicture();
  const lane = useShownLane();
  const gates = gatesOf(picture, lane);
  return (
    <section className="sat" aria-label={titles.saturation}>
      <SideHead panel="saturation" title={titles.saturation} note={words.note}>
        {gates.length > 0 && <CopyWord table={() => saturationTable(words.table, gates)} />}
      </SideHead>
      <SaturationPlots picture={picture} lane={lane} />
    </section>
  );
}
