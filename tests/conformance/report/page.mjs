// Opens the page of `contacts sync --report` as who got it by mail does, in a headless Chromium without a
// network: it shows what `-o json` says, can be filtered, and asks nobody for anything.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.NODE_PATH}/`);
const puppeteer = require("puppeteer-core");
const { CHROMIUM, PAGE, REPORT, SCREENSHOT } = process.env;
const report = JSON.parse(await readFile(REPORT, "utf8"));
const address = pathToFileURL(PAGE).href;

const browser = await puppeteer.launch({
  executablePath: CHROMIUM,
  // A container's root has no sandbox.
  args: ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND"],
});
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1200, height: 1400 });
  const failed = [];
  const asked = [];
  page.on("requestfailed", (request) => failed.push(request.url()));
  page.on("pageerror", (error) => failed.push(String(error)));
  page.on("console", (message) => failed.push(message.text()));
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(address);

  const texts = (selector) =>
    page.$$eval(selector, (found) =>
      found.filter((it) => it.checkVisibility()).map((it) => it.textContent.replace(/\s+/g, " ").trim()),
    );
  const changes = "#changes tbody tr";
  const rejects = "#rejects tbody tr, #warnings tbody tr";

  // The counts, and a bar of them.
  const counts = await texts("#key button:not([data-kind=warning])");
  const outcomes = ["created", "updated", "deleted", "unchanged", "duplicate", "invalid", "conflict", "failed"];
  const wanted = outcomes.filter((name) => report[name] > 0);
  assert.deepEqual(counts, wanted.map((name) => `${report[name]} ${name}`));
  const widths = await page.$$eval("#bar span", (parts) => parts.map((it) => it.getBoundingClientRect().width));
  assert.equal(widths.length, wanted.length);
  const total = wanted.reduce((sum, name) => sum + report[name], 0);
  const bar = widths.reduce((sum, width) => sum + width, 0);
  for (const [at, name] of wanted.entries()) {
    assert.ok(Math.abs(widths[at] / bar - report[name] / total) < 0.02, `${name} is ${widths[at]} of ${bar} wide`);
  }

  // What changes, with before and after; what is left out, and why.
  assert.equal((await texts(changes)).length, report.created + report.updated);
  const updates = await page.$$eval(`${changes}[data-kind=update]`, (rows) =>
    rows.map((it) => [it.querySelector("del")?.textContent, it.querySelector("ins").textContent]),
  );
  assert.equal(updates.length, report.updated);
  assert.ok(updates.some(([before, now]) => before === "Anne D." && now === "Anne Dahl"), JSON.stringify(updates));
  const rows = report.rejects.length + report.duplicates.length + report.warnings.length;
  assert.equal((await page.$$(rejects)).length, rows);
  await page.screenshot({ path: SCREENSHOT });

  // The filter: by words, by kind, and nothing.
  await page.type("#search", "anne d");
  const found = await texts(changes);
  assert.ok(found.length > 0 && found.length < report.created, `${found.length}`);
  assert.ok(found.every((it) => it.toLowerCase().includes("anne d")), found.join("\n"));
  const clear = () => page.$eval("#search", (it) => { it.value = ""; it.dispatchEvent(new Event("input")); });
  await page.click("#key [data-kind=updated]");
  const updated = await texts(changes);
  assert.ok(updated.length > 0 && updated.every((it) => it.startsWith("update") && it.includes("Anne D.")));
  await clear();
  await page.click("#key [data-kind=invalid]");
  assert.deepEqual(await texts(changes), []);
  const invalid = report.rejects.filter((it) => it.outcome === "invalid");
  assert.equal((await texts(rejects)).length, invalid.length);
  await page.type("#search", "no such contact");
  assert.deepEqual(await texts(rejects), []);
  assert.equal((await texts("#none")).length, 1, "nothing says that nothing was found");
  // A second click shows everything again.
  await clear();
  await page.click("#key [data-kind=invalid]");
  assert.equal((await texts(changes)).length, report.created + report.updated);

  assert.deepEqual(failed, []);
  assert.deepEqual(asked, [address]);
  console.log(`report page: ${counts.join(", ")}; ${rows} rows with a reason; asked nobody for anything`);
} finally {
  await browser.close();
}
