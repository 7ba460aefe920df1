// Opens the page at /docs in a headless Chromium that reaches nothing but the emulator: it lists every
// operation of the document, and "try it" returns a contact.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.NODE_PATH}/`);
const puppeteer = require("puppeteer-core");
const { CHROMIUM, ROOT, SCREENSHOT } = process.env;

const browser = await puppeteer.launch({
  executablePath: CHROMIUM,
  // A container's root has no sandbox.
  args: ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
});
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1200, height: 1600 });
  const failed = [];
  const elsewhere = [];
  page.on("requestfailed", (request) => failed.push(request.url()));
  page.on("pageerror", (error) => failed.push(String(error)));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(ROOT) && !url.startsWith("data:")) elsewhere.push(url);
  });
  await page.goto(`${ROOT}/docs`);
  await page.waitForSelector(".opblock");

  const shown = () =>
    page.$$eval(".opblock", (blocks) =>
      blocks.map((block) => {
        const text = (part) => block.querySelector(part).textContent.replaceAll("\u200b", "");
        return `${text(".opblock-summary-method")} ${text(".opblock-summary-path")}`;
      }),
    );
  const document = await (await fetch(`${ROOT}/openapi.json`)).json();
  const expected = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((key) => item[key].operationId)
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
  const listed = await shown();
  assert.deepEqual(listed.sort(), expected.sort());

  const block = "#operations-contacts-get_contact";
  await page.click(`${block} .opblock-summary-control`);
  await page.waitForSelector(`${block} .try-out__btn`);
  await page.click(`${block} .try-out__btn`);
  await page.waitForSelector(`${block} .execute`);
  await page.click(`${block} .execute`);
  const status = `${block} .live-responses-table .response-col_status`;
  await page.waitForFunction(
    (selector) => document.querySelector(selector)?.textContent.trim().startsWith("200"),
    { timeout: 10_000 },
    `${block} .live-responses-table tbody .response-col_status`,
  );
  const answer = await page.$eval(`${block} .live-responses-table tbody .highlight-code`, (it) =>
    JSON.parse(it.textContent.replace(/^Download/, "")),
  );
  assert.equal(answer.contact.id, 1, status);
  assert.equal(answer.contact.number_formatted, "71 99 99 99");
  await page.screenshot({ path: SCREENSHOT });

  // The document of the control is a click away.
  await Promise.all([page.waitForNavigation(), page.click("nav a")]);
  await page.waitForSelector(".opblock");
  const yaml = await (await fetch(`${ROOT}/emulator/openapi.yaml`)).text();
  const controls = await shown();
  assert.equal(controls.length, yaml.match(/operationId:/g).length);
  assert.ok(controls.includes("POST /emulator/reset"), controls.join());
  assert.deepEqual(failed, []);
  assert.deepEqual(elsewhere, []);
  console.log(`docs page: ${listed.length} operations; "try it" returned contact ${answer.contact.id}; ${controls.length} of the control`);
} finally {
  await browser.close();
}
