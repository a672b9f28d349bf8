// The script is small enough to be served as it is written.
import { copyFileSync, mkdirSync } from "node:fs";

mkdirSync("dist", { recursive: true });
copyFileSync("js/huduma.js", "dist/huduma.js");
