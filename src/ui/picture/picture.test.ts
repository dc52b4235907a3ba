// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { gradientOf } from "./boxes.ts";
import { escaped, painted, paintOf, tag } from "./markup.ts";
import { createScene } from "./scene.ts";
import { mathItalic } from "./texts.ts";

test("colours are written as every program reads them, however the browser has computed them", () => {
  expect(paintOf("rgb(0, 114, 178)")).toEqual({ colour: "#0072b2", opacity: 1 });
  expect(paintOf("rgba(255, 255, 255, 0.25)")).toEqual({ colour: "#ffffff", opacity: 0.25 });
  expect(paintOf("color(srgb 1 0.5 0 / 0.78)")).toEqual({ colour: "#ff8000", opacity: 0.78 });
  expect(paintOf("rgb(10 20 30 / 50%)")).toEqual({ colour: "#0a141e", opacity: 0.5 });
  for (const nothing of ["rgba(0, 0, 0, 0)", "none", "transparent"]) expect(paintOf(nothing)).toBeNull();
  expect(painted("fill", null)).toEqual({ fill: "none" });
});

test("text and attributes are escaped, and characters that XML does not have are left out", () => {
  expect(escaped('a < b & "c"\u0001')).toBe("a &lt; b &amp; &quot;c&quot;");
  expect(tag("rect", { x: 1.23456, y: null, fill: '"' })).toBe('<rect x="1.23" fill="&quot;"/>');
});

test("a colour bar keeps its direction and its stops; other backgrounds are none", () => {
  expect(gradientOf("linear-gradient(to right, rgb(0, 0, 0) 0%, rgb(255, 255, 255) 100%)")).toEqual({
    angle: 90,
    stops: [
      { paint: { colour: "#000000", opacity: 1 }, at: "0%" },
      { paint: { colour: "#ffffff", opacity: 1 }, at: "100%" },
    ],
    repeats: false,
  });
  expect(gradientOf("linear-gradient(0deg, rgb(0, 0, 0), rgb(9, 9, 9))")?.angle).toBe(0);
  expect(
    gradientOf("repeating-linear-gradient(135deg, rgb(0, 0, 0) 0px 1px, rgba(0, 0, 0, 0) 1px 5px)"),
  ).toMatchObject({
    angle: 135,
    repeats: true,
    stops: [{ at: "0px" }, { at: "1px" }, { at: "1px" }, { at: "5px" }],
  });
  expect(gradientOf("none")).toBeNull();
});

test("letters of a formula are those of mathematical italics", () => {
  expect(["h", "t", "W", "σ", "1"].map(mathItalic)).toEqual(["ℎ", "𝑡", "𝑊", "𝜎", "1"]);
});

test("a group or a clip without content leaves nothing behind", () => {
  const scene = createScene({ left: 10, top: 20 });
  const box = { left: 10, top: 20, right: 30, bottom: 30 };
  scene.clipped(box, () => undefined);
  scene.faded(0.5, () => undefined);
  expect([scene.parts, scene.definitions]).toEqual([[], []]);
  scene.clipped(box, () => scene.add("<x/>"));
  expect(scene.parts).toEqual(['<g clip-path="url(#u2)">', "<x/>", "</g>"]);
  expect(scene.definitions).toEqual([
    '<clipPath id="u2"><rect x="0" y="0" width="20" height="10"/></clipPath>',
  ]);
});
