// The script and the pictures are small enough to be served as they are written.
import { cpSync } from "node:fs";

for (const folder of ["js", "images"]) cpSync(folder, "dist", { recursive: true });
