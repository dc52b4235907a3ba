/**
 * Unit tests that need the modules for themselves. All others share them in a worker (`isolate: false`), which spares loading
 * tfjs, React and the kernels once a file: about a quarter of the unit tests' time.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Tensors are counted for all of tfjs; a module that was mocked, or that took `self` when it was loaded, stays as it is. */
const needsItsOwn = /vi\.mock\(|stubGlobal\("self"|tensorCount\(|enginesInNode/;

/** @returns paths of test files below `folders`, from the root */
export const testsApart = (root: string, folders: readonly string[]): string[] =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.test\.tsx?$/.test(name))
      .map((name) => join(folder, name))
      .filter((path) => needsItsOwn.test(readFileSync(join(root, path), "utf8"))),
  );
