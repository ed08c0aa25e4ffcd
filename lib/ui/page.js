// What the browser does by itself. Streamlit listens for shortcuts at the document: what stops at
// the body does not reach it.
const MENU = ":is([role=dialog], [role=listbox], [role=menu], :popover-open)";
const isField = (element) => element.matches("input, textarea, [contenteditable=true]");
const isComposing = (event) => event.isComposing || event.keyCode === 229;

// The server frames maps by the window's size, and learns it where the connection begins (window.py); so it does
// that maps are not to fly (motion.py). In another site's frame there is no cookie to say it with.
const still = matchMedia("(prefers-reduced-motion: reduce)");

window.WebSocket = class extends WebSocket {
    constructor(address, protocols) {
        super(`${address}?window=${innerWidth}x${innerHeight}&still=${+still.matches}`, protocols);
    }
};

addEventListener("DOMContentLoaded", () => {
    setInterval(measureMaps, 250);
    setInterval(mark, 250);
    setInterval(gather, 250);
    document.body.addEventListener("keydown", (event) => {
        if (belongsToFocus(event)) event.stopPropagation();
        else turnByKey(event);
    });
    document.body.addEventListener("keydown", moveInMatrix);
    document.body.addEventListener("keydown", takeOffer);
    // Before Streamlit closes the menu that the key is for.
    document.body.addEventListener("keydown", escape, true);
    for (const kind of ["pointerover", "pointerdown", "focusin"]) document.body.addEventListener(kind, lead);
    addEventListener("click", openElsewhere, true);
    addEventListener("click", leaveFrame, true);
    addEventListener("click", hold, true);
    addEventListener("click", copyLink);
    addEventListener("click", turnByButton);
    addEventListener("click", openWindow);
    addEventListener("beforeprint", dress);
    document.body.append(notice);
    speak();
    // Firefox has none before 147, and hears of it at the end of a run.
    window.navigation?.addEventListener("currententrychange", speak);
    if (!document.createElement("canvas").getContext("webgl2")) document.documentElement.dataset.drawn = "";
    addEventListener("webglcontextlost", lose, true);
    addEventListener("webglcontextrestored", restore, true);
    new MutationObserver(place).observe(document.body, { childList: true });
    new MutationObserver(follow).observe(document.body, {
        attributeFilter: ["data-test-connection-state", "data-test-script-state"],
        attributeOldValue: true, subtree: true,
    });
});

// Esc closes the innermost thing: a menu, which Streamlit does, a panel, which the browser does, else the field that
// has the focus, else the card. Input methods use it for themselves.
function escape(event) {
    if (event.key !== "Escape" || event.repeat || isComposing(event)) return;
    // Streamlit does not where the focus is elsewhere, as after another window.
    setTimeout(closeMenus, 100, "");
    if (document.querySelector(MENU)) return;
    if (isField(event.target)) event.target.blur();
    else document.querySelector(".st-key-card_close button")?.click();
}

// A key works what has the focus before it is a shortcut: in a field, all that edit; on the stage,
// in a menu all that menus use and elsewhere Space on a button. Page keys, which clickers send,
// always turn the scene.
function belongsToFocus(event) {
    if (isComposing(event)) return true;
    if (isField(event.target)) return event.key === "Backspace";
    if (!document.querySelector(DOTS)) return false;
    const inMenu = event.target.closest("[data-testid=stPopoverBody], [aria-expanded=true]");
    if (inMenu) return /^( |Arrow.*|Home|End)$/.test(event.key);
    return event.key === " " && event.target.closest("button");
}

// A field keeps Enter for itself, so that what a question means (frame.py) would not be taken from where it was asked.
function takeOffer(event) {
    if (event.key === "Enter" && event.shiftKey && !event.repeat && !isComposing(event) && isField(event.target))
        document.querySelector(".st-key-offer_take button")?.click();
}

// Of the stage's keys, and of a clicker's, how many scenes each goes on.
const TURNS = {
    ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, End: Infinity,
    ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Home: -Infinity,
};
const DOTS = ".st-key-stage_dots button";

function turnByKey(event) {
    const scenes = TURNS[event.key];
    if (!scenes || event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (isField(event.target) || !turn(scenes)) return;
    event.preventDefault();
    event.stopPropagation();
}

function turnByButton(event) {
    const button = event.target.closest(".turn");
    if (button) turn(button.matches(".back") ? -1 : 1);
}

// The dot of a scene that is chosen shows so at once, before the server has heard of it: presses that
// are quicker than its answers add up. Whether there is a stage.
function turn(scenes) {
    const dots = [...document.querySelectorAll(DOTS)];
    const now = dots.findIndex((dot) => dot.matches("[aria-checked=true], [aria-pressed=true]"));
    const wanted = Math.min(Math.max(now + scenes, 0), dots.length - 1);
    if (wanted !== now) {
        closeMenus();
        dots[wanted]?.click();
    }
    return dots.length > 0;
}

// A menu of the stage lies over the wall: it closes with what it was for. The one of slides says how far they are.
function closeMenus(but = ":not(.st-key-stage_menu_take *)") {
    document.querySelector(`.st-key-stage_bar [data-testid=stPopoverButton][aria-expanded=true]${but}`)?.click();
}

function openWindow(event) {
    if (event.target.closest("[data-testid=stPopoverBody] a[target=_blank]") && document.querySelector(DOTS)) closeMenus();
}

// A timer and another window turn the scenes too.
let scene;

function closeAfterTurn() {
    const now = document.querySelector(".scene")?.className;
    if (scene && now && now !== scene) closeMenus();
    scene = now;
}

// A matrix is one group of buttons, row after row, a row's name first: Streamlit moves left and
// right in it, and this up and down.
function moveInMatrix(event) {
    const rows = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const cell = event.target.closest("[class*=st-key-cells_] button");
    if (!rows || !cell) return;
    const cells = [...cell.parentElement.children];
    const columns = cells.findIndex((one, i) => i && one.querySelector("strong:first-child"));
    cells[cells.indexOf(cell) + rows * columns]?.focus();
    event.preventDefault();
}

// A server that was started anew knows none of the page's widgets, and calls no callback for one it
// does not know: the page runs once by itself, and clicks wait for the end of that run.
let held = null;

function follow(changes) {
    for (const { target, attributeName, oldValue } of changes) {
        const { testConnectionState: connection, testScriptState: script } = target.dataset;
        if (attributeName === "data-test-script-state") {
            if (script !== "notRunning") continue;
            speak();
            giveBack();
            closeAfterTurn();
            continue;
        }
        tell(connection);
        if (oldValue !== "CONNECTED" && connection === "CONNECTED") {
            const button = document.querySelector(".st-key-reconnected button");
            button?.click();
            held = button && new Set();
            // However a run ends or fails to begin, no page stays deaf.
            setTimeout(giveBack, 5000);
        } else giveBack();
    }
}

// A set: a button whose click does not arrive clicks itself once more.
function hold(event) {
    if (!held) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held.add(event.target.closest("button") ?? event.target);
}

function giveBack() {
    const clicks = held ?? [];
    held = null;
    for (const target of clicks)
        target.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, composed: true }));
}

// What the page says by itself, in its language; SENTENCES stands before this script.
const notice = document.createElement("div");
notice.id = "notice";
notice.setAttribute("role", "status");

const sentence = (name) => SENTENCES[document.documentElement.lang.slice(0, 2)][name];

// Streamlit's link to the overview names no page, and would open this one in a window of its own.
function lead(event) {
    const link = event.target.closest(".stPageLink a");
    const href = link?.getAttribute("href");
    if (href === "" || href?.startsWith("?")) link.setAttribute("href", new URL(".", location).pathname + href);
}

// A click with a key that asks for a window of its own is the browser's: Streamlit would go there in this one.
function openElsewhere(event) {
    if ((event.ctrlKey || event.metaKey || event.shiftKey) && event.target.closest(".stPageLink a"))
        event.stopImmediatePropagation();
}

// Another site that frames the page may frame neither the stewards' page nor forms (server.py): they open in a window
// of their own.
function leaveFrame(event) {
    const link = event.target.closest("a[href]");
    if (self === top || !link || !/\/(stewards|signin|signout|feedback)$/.test(link.pathname)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    open(link.href, "_blank", "noopener");
}

// The browser's old way to copy, for it needs no https. Where it is forbidden the link stands there, selected.
function copyLink(event) {
    const button = event.target.closest(".copy-link");
    if (!button) return;
    const field = document.createElement("input");
    field.value = location.href;
    field.readOnly = true;
    field.ariaLabel = button.textContent;
    button.after(field);
    field.select();
    if (document.execCommand("copy")) {
        field.remove();
        button.focus();
        mention("copied");
    } else {
        field.addEventListener("blur", () => field.remove());
        mention("selected");
    }
}

// A sentence that goes by itself.
function mention(name) {
    const text = notice.textContent = sentence(name);
    setTimeout(() => { if (notice.textContent === text) notice.textContent = ""; }, 5000);
}

// A choice's options open beside the page's landmarks: they are one of their own, named as the choice is.
function place() {
    const options = document.querySelector("[data-testid=stSelectboxVirtualDropdown]:not([role])");
    options?.setAttribute("aria-label", options.querySelector("[role=listbox]")?.ariaLabel ?? "");
    options?.setAttribute("role", "region");
}

// A field for files has a name, and yet says that it is nothing to a screen reader: it is a group.
function gather() {
    for (const field of document.querySelectorAll("[data-testid=stFileUploaderDropzone][role=presentation]")) {
        field.setAttribute("role", "group");
    }
}

// Streamlit marks the page one is on by its colour alone. On a phone the row of pages scrolls sideways: a page that is
// opened has its own name in sight.
let opened = null;

function mark() {
    for (const link of document.querySelectorAll(".st-key-nav .stPageLink a")) {
        const href = link.getAttribute("href"), root = new URL(".", location).pathname;
        const isHere = (/^(\?|$)/.test(href) ? root : link.pathname) === location.pathname;
        if (!isHere) link.removeAttribute("aria-current");
        else if (link.ariaCurrent !== "page" || opened !== location.pathname) {
            link.ariaCurrent = "page";
            opened = location.pathname;
            const { left, width } = link.getBoundingClientRect();
            link.closest(".st-key-nav").scrollLeft += left + width / 2 - innerWidth / 2;
        }
    }
}

// The address and Streamlit's theme may change without a load.
function speak() {
    const root = document.documentElement;
    root.lang = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "zh-CN";
    for (const name of ["drawn", "near"]) root.style.setProperty(`--${name}`, JSON.stringify(sentence(name)));
    const skip = document.querySelector("[data-testid=stSkipToContent]");
    if (skip) skip.textContent = sentence("skip");
    const app = document.querySelector(".stApp");
    root.dataset.theme = app ? getComputedStyle(app).colorScheme : "light";
}

// For paper (print.css): the day, and what the picture of the map shows.
function dress() {
    const root = document.documentElement, day = new Date().toLocaleDateString("sv");
    root.style.setProperty("--printed", JSON.stringify(sentence("printed").replace("{day}", day)));
    root.style.setProperty("--pictured", JSON.stringify(sentence("pictured")));
}

// A picture stands in for a map that the browser cannot draw, or not any more (map.css).
function lose(event) {
    const chart = event.target.closest("[data-testid=stDeckGlJsonChart]");
    if (chart) chart.dataset.drawn = "";
    event.preventDefault();  // Else the browser gives no context back.
}

// deck.gl cannot go on with what is given back, a new page can; if that is lost at once, the picture stays.
function restore() {
    if (Date.now() - (sessionStorage.restored ?? 0) < 60000) return;
    sessionStorage.restored = Date.now();
    location.reload();
}

// In place of Streamlit's English status and dialog. A moment's absence is no news; the client goes
// back and forth between states while the server is away.
let waiting = [];

function tell(connection) {
    if (connection === "CONNECTED" || connection === "DISCONNECTED_FOREVER") {
        waiting.forEach(clearTimeout);
        waiting = [];
        notice.textContent = connection === "CONNECTED" ? "" : sentence("lost");
    } else if (!waiting.length) {
        waiting = [["connecting", 2000], ["away", 60000]].map(
            ([name, ms]) => setTimeout(() => { notice.textContent = sentence(name); }, ms));
    }
}

// The deck.gl of a map, which its React component keeps in a hook not far below the chart. What the component was
// drawn from would tell the camera too, but the chart's node may lead to the drawing before.
function deckOf(chart) {
    const held = (node) => {
        for (let hook = node.memoizedState; hook?.next !== undefined; hook = hook.next)
            if (hook.memoizedState?.current?.deck) return hook.memoizedState.current.deck;
    };
    const find = (node, depth) => node && depth < 5
        ? held(node) ?? find(node.sibling, depth) ?? find(node.child, depth + 1) : undefined;
    return find(chart[Object.keys(chart).find((key) => key.startsWith("__reactFiber$"))]?.child, 0);
}

// How long a round number of metres is on each map, in the line at its foot, and whether it shows positions.
function measureMaps() {
    if (document.hidden) return;
    for (const bar of document.querySelectorAll(".map-note .scale")) {
        const chart = bar.closest("[data-testid=stVerticalBlock]").querySelector("[data-testid=stDeckGlJsonChart]");
        const deck = chart && deckOf(chart);
        const [camera] = deck?.isInitialized ? deck.getViewports() : [];
        if (!camera) continue;
        feel(chart);
        nameButtons(chart);
        const metres = 40075017 * Math.cos(camera.latitude * Math.PI / 180) / 512 / 2 ** camera.zoom;
        const most = 90 * metres, tens = 10 ** Math.floor(Math.log10(most));
        const length = [5, 2, 1].find((digit) => digit * tens <= most) * tens;
        const text = length < 1000 ? `${length} m` : `${length / 1000} km`;
        if (bar.textContent !== text) bar.textContent = text;
        bar.style.width = `${(length / metres).toFixed(1)}px`;
        // From this zoom on a map shows positions in place of packs (html.py).
        bar.parentElement.classList.toggle("near", camera.zoom >= bar.dataset.near);
    }
}

// MapLibre's own names are English.
function nameButtons(chart) {
    for (const [name, way] of [["in", "nearer"], ["out", "farther"]]) {
        const button = chart.querySelector(`.mapboxgl-ctrl-zoom-${name}`);
        if (button && button.title !== sentence(way)) button.title = button.ariaLabel = sentence(way);
    }
}

// deck.gl makes what finds a point under a finger when it first looks for one, which is too late for that tap: a
// pointer passes over a corner while the map comes. A mouse does by itself.
const felt = new WeakMap();

function feel(chart) {
    const times = felt.get(chart) ?? 0, root = chart.querySelector(".deck-events-root");
    if (!root || times === 40 || !matchMedia("(hover: none)").matches) return;
    felt.set(chart, times + 1);
    const { left, top } = root.getBoundingClientRect();
    root.dispatchEvent(new MouseEvent("mousemove", { clientX: left + 1, clientY: top + 1, bubbles: true }));
}

// Tiles of the official basemap (tianditu.py) come through here. Where three in a row fail or take too long, the
// server is asked for the atlas's own map (basemap.py) until that stands: a page that is not whole yet loses a click.
const fetched = window.fetch;
let missed = 0, asking = 0;

window.fetch = (what, how) => {
    const answer = fetched(what, how);
    if (what?.url?.includes("REQUEST=GetTile")) expectTile(answer, what.signal);
    return answer;
};

async function expectTile(answer, signal) {
    const late = setTimeout(missTile, 10000);
    try {
        const { ok, headers } = await answer;
        if (ok && headers.get("content-type")?.startsWith("image/")) missed = 0;
        else missTile();
    } catch {
        if (!signal.aborted) missTile();  // The map has moved on.
    }
    clearTimeout(late);
}

function missTile() {
    if (++missed < 3 || asking) return;
    asking = setInterval(() => {
        const button = document.querySelector(".st-key-tiles_failed button");
        button?.click();
        if (button || document.querySelector(".map-note .official")) return;
        clearInterval(asking);
        asking = missed = 0;
    }, 1000);
}
