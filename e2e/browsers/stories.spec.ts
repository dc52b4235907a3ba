/**
 * What a person does first, on the browsers that people have: the same stories in Chromium, Firefox and WebKit, with real
 * pointer and keys. Each has an experiment of its own, so that none is offered the run that another one left.
 */
import type { OpenStore } from "../../src/store/store.ts";
import { history } from "../../src/text/en/history.ts";
import { ownData } from "../../src/text/en/own-data.ts";
import { save } from "../../src/text/en/save.ts";
import { en } from "../../src/text/en.ts";
import { expect, test } from "./fixtures.ts";
import { eventually, type Visitor } from "./visitor.ts";

type WithUnrolled = typeof globalThis & { readonly unrolled: OpenStore };

const controls = en.app.controls;
const race = (seed: number) =>
  `#1/task.length=12&models=simple,lstm,gru&models.*.units=8&training.batchSize=8&training.engine=wasm&training.seed=${seed}`;
/** Ends by itself: on a fast machine nothing could be pressed in time. */
const ownUpdates = 40;
const own = (kind: string) =>
  `#1/task.kind=${kind}&models=gru&models.0.units=8&training.batchSize=8&training.engine=wasm&task.length=12&training.updates=${ownUpdates}`;

/** How many colours the canvases of the hidden states show: an empty one shows one. */
const colours = (visitor: Visitor): Promise<number[]> =>
  visitor.driver.evaluate(() =>
    [...document.querySelectorAll<HTMLCanvasElement>("canvas[data-rows]")].map((canvas) => {
      const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
      return new Set(data && new Uint32Array(data.buffer)).size;
    }),
  );

/** Trains up to an update of the plan, where the run ends by itself. */
async function trainToEnd(visitor: Visitor, updates: number): Promise<number[][]> {
  await visitor.press("button", controls.train);
  await visitor.reachPhase("finished");
  expect(await visitor.update()).toBe(updates);
  return visitor.losses(updates);
}

test("the page opens, shows the untrained states and says what computes", async ({ visitor }) => {
  await visitor.open();
  expect(await visitor.driver.evaluate(() => document.title)).toContain("Unrolled");
  expect((await visitor.find("button", controls.train)).width).toBeGreaterThan(40);
  const seen = await eventually(
    () => colours(visitor),
    (counts) => counts.length > 0 && counts.every((count) => count > 3),
    "hidden states on every canvas",
  );
  const engines = await visitor.driver.evaluate(() => {
    const { device } = (globalThis as WithUnrolled).unrolled.state.getState();
    return { now: device?.renderer, all: device?.options.map(({ renderer }) => renderer) };
  });
  console.log(
    `${visitor.driver.version}: ${engines.now}; of ${engines.all?.join(", ")}; ${seen.length} canvases`,
  );
});

test("Train trains, Pause pauses, One update makes one, Reset goes back and Undo brings it back", async ({
  visitor,
}) => {
  await visitor.open(`${race(1)}&training.speed=20`);
  await visitor.press("button", controls.train);
  await visitor.reachUpdate(20);
  await visitor.pause();
  const at = await visitor.update();
  await visitor.press("button", controls.oneUpdate);
  await eventually(
    () => visitor.update(),
    (now) => now === at + 1,
    "one update more",
  );
  const losses = await visitor.losses(at + 1);
  expect(losses).toHaveLength(3);
  expect(losses.flat().every(Number.isFinite)).toBe(true);
  await visitor.press("button", controls.reset);
  await eventually(
    () => visitor.update(),
    (now) => now === 0,
    "no update",
  );
  await visitor.reachPhase("ready");
  await visitor.press("button", controls.undo);
  await eventually(
    () => visitor.update(),
    (now) => now === at + 1,
    "the run from before",
  );
  expect(await visitor.losses(at + 1)).toEqual(losses);
});

test("a text that is typed in trains, and its link gives the same losses to the last bit", async ({
  visitor,
}) => {
  await visitor.open(own("text"));
  await visitor.press("button", ownData.open);
  await visitor.press("textbox", ownData.pasteText);
  await visitor.driver.type(
    "The night is dark, the road is long; the lamp is lit, the song is gone. ".repeat(2),
  );
  await visitor.press("button", ownData.useText);
  await visitor.reads(ownData.pasted);
  await visitor.reachPhase("ready");
  const losses = await trainToEnd(visitor, ownUpdates);
  expect(losses.flat().every(Number.isFinite)).toBe(true);
  // The text is packed beside the page, and joins the address a moment later.
  const link = await eventually(
    () => visitor.hash(),
    (hash) => /data=z\./.test(hash),
    "a link with the text",
  );

  await visitor.open(link);
  await visitor.reads(ownData.pasted);
  expect(await trainToEnd(visitor, ownUpdates)).toEqual(losses);
});

test("a link opens as the experiment that was shared, a change in the middle and all", async ({
  visitor,
}) => {
  const link = `${race(2)}&training.updates=40&changes=10:optimizer.learningRate:0.05`;
  await visitor.open(link);
  const once = await trainToEnd(visitor, 40);
  await visitor.open("#1/task.kind=adding&task.length=10&models=gru&models.0.units=4&training.batchSize=4");
  expect(await visitor.driver.evaluate(() => document.body.innerText)).not.toContain("LSTM loss");
  // Put into the address bar of the open page.
  await visitor.driver.evaluate((hash) => {
    location.hash = hash;
  }, link);
  await eventually(
    () =>
      visitor.driver.evaluate(
        () => (globalThis as WithUnrolled).unrolled.state.getState().spec.models.length,
      ),
    (models) => models === 3,
    "the race of the link",
  );
  await visitor.reachPhase("ready");
  expect(await trainToEnd(visitor, 40)).toEqual(once);
});

test("a kept run goes on after a reload, with the losses of an undisturbed one to the last bit", async ({
  visitor,
}) => {
  const updates = 1000;
  const kept = `${race(3)}&training.updates=${updates}`;
  await visitor.open(`${kept}&training.speed=20`);
  await visitor.press("button", controls.train);
  await visitor.reachUpdate(25);
  await visitor.pause();
  const at = await visitor.update();
  await eventually(
    () => keptAt(visitor),
    (updates) => updates.includes(at),
    "the run in the browser's storage",
  );
  await visitor.reload();
  await visitor.press("button", en.store.offer.goOn);
  await visitor.reachPhase("paused");
  expect(await visitor.update()).toBe(at);
  // Another speed is another experiment to autosave and the same one to the weights.
  await visitor.driver.evaluate(() =>
    (globalThis as WithUnrolled).unrolled.actions.set("training.speed", "max"),
  );
  const gone = await trainToEnd(visitor, updates);
  await visitor.open(kept);
  expect(await trainToEnd(visitor, updates)).toEqual(gone);
});

/** At which updates the browser keeps runs. */
const keptAt = (visitor: Visitor): Promise<number[]> =>
  visitor.driver.evaluate(
    () =>
      new Promise<number[]>((resolve, reject) => {
        const opening = indexedDB.open("unrolled");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const all = opening.result.transaction("runs").objectStore("runs").getAll();
          all.onsuccess = () => {
            opening.result.close();
            resolve(all.result.map(({ update }: { update: number }) => update));
          };
        };
      }),
  );

test("the views look inside a trained network, and a fork from an earlier moment repeats the run", async ({
  visitor,
}) => {
  const updates = 60;
  await visitor.open(`${race(5)}&training.updates=${updates}`);
  const losses = await trainToEnd(visitor, updates);
  const known = () =>
    visitor.driver.evaluate(() => {
      const { record } = (globalThis as WithUnrolled).unrolled.state.getState();
      return record?.examined && "models" in record.examined
        ? record.examined.models.flatMap((model) =>
            Object.entries(model).flatMap(([name, value]) => (value === null ? [] : name)),
          )
        : [];
    });
  for (const [view, wanted] of [
    ["gradients", ["reach", "jacobians"]],
    ["memory", []],
    ["network", []],
  ] as const) {
    await visitor.press("button", en.views.titles[view]);
    await eventually(
      known,
      (names) => wanted.every((want) => names.filter((name) => name === want).length === 3),
      `what ${view} shows of three models`,
    );
    await eventually(
      () => drawnIn(visitor),
      (counts) => counts.length > 0 && counts.every((count) => count > 2),
      `drawings in ${view}`,
    );
  }
  // The kept moment before the last one, and on from there.
  const at = await visitor.driver.evaluate(() => {
    const { actions, state } = (globalThis as WithUnrolled).unrolled;
    actions.lookAt(20);
    return state.getState().moment;
  });
  expect(at).toBeGreaterThan(0);
  expect(at).toBeLessThan(updates);
  await eventually(
    () =>
      visitor.driver.evaluate(
        () => (globalThis as WithUnrolled).unrolled.state.getState().record?.trace?.update ?? -1,
      ),
    (update) => update === at,
    "the states of then",
  );
  await visitor.press("button", history.fork);
  await visitor.reachPhase("paused");
  expect(await visitor.update()).toBe(at);
  expect(await trainToEnd(visitor, updates)).toEqual(losses);
});

/** How many colours each canvas of the view shows that has a size. */
const drawnIn = (visitor: Visitor): Promise<number[]> =>
  visitor.driver.evaluate(() =>
    [...document.querySelectorAll<HTMLCanvasElement>(".main canvas")]
      .filter(({ width, height }) => width * height > 400)
      .map((canvas) => {
        const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
        return new Set(data && new Uint32Array(data.buffer)).size;
      }),
  );

test("a signal that is drawn trains", async ({ visitor }) => {
  await visitor.open(own("table"));
  await visitor.press("button", ownData.open);
  await visitor.press("tab", ownData.tabs.draw);
  const pad = `${ownData.pad}. ${ownData.padKeys}`;
  const drawn = () =>
    visitor.driver.evaluate(() => document.querySelector(".draw-pad")?.getAttribute("aria-valuetext") ?? "");
  const before = await drawn();
  await visitor.draw("slider", pad, [
    { x: 0.02, y: 0.1 },
    { x: 0.2, y: 0.8 },
    { x: 0.4, y: 0.3 },
    { x: 0.5, y: 0.9 },
  ]);
  expect(await drawn()).not.toBe(before);
  await visitor.press("button", ownData.useSignal);
  await visitor.reads(ownData.drawn);
  await visitor.reachPhase("ready");
  expect((await trainToEnd(visitor, ownUpdates)).flat().every(Number.isFinite)).toBe(true);
  await visitor.find("tab", en.panels.titles.forecast);
});

// What says that there was no error must notice one.
test("errors of the page, of a worker, of the console and of the policy are noticed", async ({ visitor }) => {
  const { driver } = visitor;
  await visitor.open(race(4));
  const before = (await driver.errors()).length;
  await driver.evaluate(() => {
    console.error("planted in the console");
    setTimeout(() => {
      throw new Error("planted in the page");
    });
    const image = new Image();
    image.src = "http://foreign.example/planted.png";
    document.body.append(image);
    new Worker("./planted-worker.js", { type: "module" });
  });
  const heard = async () => (await driver.errors()).slice(before).join("\n");
  for (const sign of [
    /planted in the console/,
    /planted in the page/,
    /foreign\.example/,
    /uncaught in a worker.*planted in the worker/,
  ])
    await eventually(heard, (text) => sign.test(text), `${sign} among the errors`, 15_000);
  visitor.expectErrors(/./);
});

test("a panel is saved as a picture and as numbers, which the browser can read", async ({ visitor }) => {
  await visitor.open(`${own("temporal-order")}&training.seed=9`);
  await trainToEnd(visitor, ownUpdates);
  // What would go to the disk stays in the page.
  await visitor.driver.evaluate(() => {
    const made = new Map<string, Blob>();
    const saved: { name: string; content: Blob }[] = [];
    Object.assign(globalThis, { saved });
    const create = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (content: Blob) => {
      const url = create(content);
      made.set(url, content);
      return url;
    };
    HTMLAnchorElement.prototype.click = function () {
      const content = made.get(this.href);
      if (content) saved.push({ name: this.download, content });
    };
  });
  const title = en.panels.titles.equations;
  for (const kind of ["csv", "svg", "png"] as const) {
    await visitor.press("button", save.open(title));
    await eventually(
      () =>
        visitor.driver.evaluate(
          () => document.querySelectorAll(":popover-open [role=menuitem]:not([aria-disabled])").length,
        ),
      (count) => count === 4,
      "a menu that can save",
    );
    await visitor.driver.evaluate((name) => {
      const items = [...document.querySelectorAll<HTMLElement>(":popover-open [role=menuitem]")];
      items.find(({ textContent }) => textContent === name)?.click();
    }, save[kind]);
    await eventually(
      () =>
        visitor.driver.evaluate(() =>
          (globalThis as unknown as { saved: { name: string }[] }).saved.map(({ name }) => name),
        ),
      (names) => names.some((name) => name.endsWith(`-equations.${kind}`)),
      `the file of the kind ${kind}`,
    );
  }
  const read = await visitor.driver.evaluate(async () => {
    const { saved } = globalThis as unknown as { saved: { name: string; content: Blob }[] };
    const colours = async (content: Blob) => {
      const image = new Image();
      image.src = URL.createObjectURL(content);
      await image.decode();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
      const context = canvas.getContext("2d");
      context?.drawImage(image, 0, 0);
      const { data } = context?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
      return { width: canvas.width, count: new Set(data && new Uint32Array(data.buffer)).size };
    };
    const [csv, svg, png] = saved.map(({ content }) => content);
    if (!csv || !svg || !png) throw new Error("three files were saved");
    return {
      csv: await csv.text(),
      svg: await svg.text(),
      drawn: await colours(svg),
      image: await colours(png),
    };
  });
  expect(read.csv).toMatch(/^\ufeff?model,layer,direction,symbol,equation \(TeX\),t,unit,/);
  expect(read.svg).toContain(`<title>${title}</title>`);
  expect(read.svg).not.toContain("foreignObject");
  expect(read.drawn.count).toBeGreaterThan(16);
  expect(read.image.count).toBeGreaterThan(16);
  expect(read.image.width).toBe(2 * read.drawn.width);
});
