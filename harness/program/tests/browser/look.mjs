// Opens pages in a browser as people do, and prints what is wrong with them as one JSON list of { page, view, what }.
//
// usage: node look.mjs '{ "driver", "browser", "profile", "pages": [{ "name", "path", "sections" }], "pictures" }'

import { pathToFileURL } from "node:url";

const { driver, browser, profile, pages, pictures } = JSON.parse(process.argv[2]);
const { default: puppeteer } = await import(pathToFileURL(driver));

const DESK = { width: 1280, height: 900 };
const TELEPHONE = { width: 360, height: 800 };
const TABLET = { width: 700, height: 1000 };
const PAPER = { width: 718, height: 1000 };

const VIEWS = [
  { view: "desk-light", size: DESK, scheme: "light" },
  { view: "desk-dark", size: DESK, scheme: "dark" },
  { view: "telephone-light", size: TELEPHONE, scheme: "light" },
  { view: "telephone-dark", size: TELEPHONE, scheme: "dark" },
  { view: "tablet", size: TABLET, scheme: "light" },
  // Paper is white, whatever the screen is.
  { view: "paper", size: PAPER, scheme: "dark", media: "print" },
  { view: "without-script", size: DESK, scheme: "light", script: false },
];

/// Runs inside of the page and hands back its faults, its text and its background.
function inspect(sections) {
  const faults = [];
  const name = (element) =>
    `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} "${element.textContent.trim().slice(0, 50)}"`;
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    faults.push(`overflow: the page is ${root.scrollWidth} wide in ${root.clientWidth}`);
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest("svg, .wide, [aria-hidden]")) continue;
    const box = element.getBoundingClientRect();
    if (box.width > 0 && (box.right > root.clientWidth + 1 || box.left < -1)) faults.push(`overflow: ${name(element)}`);
    const width = element.clientWidth;
    if (getComputedStyle(element).display !== "inline" && width > 0 && element.scrollWidth > width + 1) {
      faults.push(`overflow inside of ${name(element)}: ${element.scrollWidth} in ${width}`);
    }
  }

  for (const picture of document.querySelectorAll("svg")) {
    if (picture.ownerSVGElement) continue;
    const hidden = picture.getAttribute("aria-hidden") === "true";
    if (!hidden && !(picture.getAttribute("role") === "img" && picture.getAttribute("aria-label"))) {
      faults.push(`nameless picture: ${name(picture)}`);
    }
    const frame = picture.getBoundingClientRect();
    const texts = [...picture.querySelectorAll("text")].map((text) => [text, text.getBoundingClientRect()]);
    for (const [text, box] of texts) {
      const across = box.left < frame.left - 1 || box.right > frame.right + 1;
      // The box of a text is higher than its letters.
      if (across || box.top < frame.top - 3 || box.bottom > frame.bottom + 3) {
        faults.push(`text outside of its picture: ${name(text)}`);
      }
      if (box.width > 0 && parseFloat(getComputedStyle(text).fontSize) < 10) faults.push(`small text: ${name(text)}`);
    }
    texts.forEach(([one, a], place) => {
      for (const [other, b] of texts.slice(place + 1)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && down > 4) faults.push(`texts on each other: ${name(one)} and ${name(other)}`);
      }
    });
  }
  for (const image of document.querySelectorAll("img")) if (!image.alt) faults.push(`nameless picture: ${image.src}`);

  for (const id of sections) {
    const section = document.getElementById(id);
    if (!section) faults.push(`missing section: ${id}`);
    else if (section.innerText.trim().split("\n").length < 2) faults.push(`empty section: ${id}`);
  }
  for (const box of document.querySelectorAll("figure, table, ul, ol, dl, .card, .wide, section, article")) {
    if (!box.textContent.trim() && !box.querySelector("svg")) faults.push(`empty box: ${name(box)}`);
  }
  for (const link of document.querySelectorAll('a[href^="#"], use')) {
    const to = link.getAttribute("href");
    if (!document.getElementById(to.slice(1))) faults.push(`link to nowhere: ${to}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  ids.filter((id, place) => ids.indexOf(id) !== place).forEach((id) => faults.push(`id twice: ${id}`));

  const numbers = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const luminance = (colour) => {
    const [red, green, blue] = numbers(colour).map((part) => linear(part / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      const parts = numbers(colour);
      if (parts.length === 3 || parts[3] === 1) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const demand = (colour, element, least) => {
    const found = contrast(colour, ground(element));
    if (found < least) faults.push(`contrast ${found.toFixed(2)} below ${least}: ${name(element)}`);
  };
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    const style = getComputedStyle(element);
    const inPicture = element.closest("svg");
    if (own && !inPicture) demand(style.color, element, 4.5);
    // The number on a piece of a bar stands on the piece; the swatch below it has the same two colours.
    if (own && element.matches("text:not(.piece-number)")) demand(style.fill, element, 4.5);
    if (element.tagName === "use" && !element.closest(".hollow")) demand(style.fill, element, 3);
    if (element.matches("path.line")) demand(style.stroke, element, 3);
  }
  return { faults, text: document.body.innerText, ground: ground(document.body) };
}

const found = [];
const instance = await puppeteer.launch({
  executablePath: browser,
  headless: true,
  pipe: true,
  userDataDir: profile,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
try {
  for (const { name, path, sections } of pages) {
    const address = pathToFileURL(path).href;
    let read = null;
    for (const { view, size, scheme, media, script } of VIEWS) {
      const report = (what) => found.push({ page: name, view, what });
      const tab = await instance.newPage();
      tab.on("request", (request) => {
        const url = request.url();
        if (url !== address && !url.startsWith("data:")) report(`request: ${url}`);
      });
      tab.on("console", (message) => {
        if (["error", "warn", "warning", "assert"].includes(message.type())) report(`console: ${message.text()}`);
      });
      tab.on("pageerror", (error) => report(`error: ${error.message}`));
      await tab.setViewport(size);
      await tab.setJavaScriptEnabled(script ?? true);
      // In one call: of two, the second takes back what the first has set.
      const session = await tab.createCDPSession();
      const features = [{ name: "prefers-color-scheme", value: scheme }];
      await session.send("Emulation.setEmulatedMedia", { media: media ?? "screen", features });
      await tab.goto(address, { waitUntil: "load" });
      const { faults, text, ground } = await tab.evaluate(inspect, sections);
      faults.forEach(report);
      const dark = ground.match(/\d+/g).slice(0, 3).map(Number).every((part) => part < 64);
      if (dark !== (scheme === "dark" && !media)) report(`scheme: the ground is ${ground}`);
      if (view === "desk-light") read = text;
      if (script === false && text !== read) report("script: the text differs without it");
      if (media === "print" && (await tab.pdf({ format: "A4" })).length < 1000) report("print: nothing was printed");
      if (pictures) await tab.screenshot({ path: `${pictures}/${name}-${view}.png`, fullPage: true });
      await tab.close();
    }
  }
} finally {
  await instance.close();
}
console.log(JSON.stringify(found));
