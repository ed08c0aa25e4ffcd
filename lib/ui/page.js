// What the browser does by itself. Streamlit listens for shortcuts at the document: what stops at
// the body does not reach it.
const MENU = "[role=dialog], [role=listbox], [role=menu]";
const isField = (element) => element.matches("input, textarea, [contenteditable=true]");
const isComposing = (event) => event.isComposing || event.keyCode === 229;

addEventListener("DOMContentLoaded", () => {
    document.body.addEventListener("keydown", (event) => {
        if (belongsToFocus(event)) event.stopPropagation();
    });
    document.body.addEventListener("keydown", moveInMatrix);
    // Before Streamlit closes the menu that the key is for.
    document.body.addEventListener("keydown", escape, true);
    addEventListener("click", hold, true);
    new MutationObserver(follow).observe(document.body, {
        attributeFilter: ["data-test-connection-state", "data-test-script-state"],
        attributeOldValue: true, subtree: true,
    });
});

// Esc closes the innermost thing: a menu, which Streamlit does, else the field that has the focus,
// else the card. Input methods use it for themselves.
function escape(event) {
    if (event.key !== "Escape" || event.repeat || isComposing(event) || document.querySelector(MENU)) return;
    if (isField(event.target)) event.target.blur();
    else document.querySelector(".st-key-card_close button")?.click();
}

// A key works what has the focus before it is a shortcut: in a field, all that edit; on the stage,
// in a menu all that menus use and elsewhere Space on a button. Page keys, which clickers send,
// always turn the scene.
function belongsToFocus(event) {
    if (isComposing(event)) return true;
    if (isField(event.target)) return event.key === "Backspace";
    if (!document.querySelector(".st-key-stage_keys")) return false;
    const inMenu = event.target.closest("[data-testid=stPopoverBody], [aria-expanded=true]");
    if (inMenu) return /^( |Arrow.*|Home|End)$/.test(event.key);
    return event.key === " " && event.target.closest("button");
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
            if (held && oldValue === "running" && script === "notRunning") giveBack();
        } else if (oldValue !== "CONNECTED" && connection === "CONNECTED") {
            const button = document.querySelector(".st-key-reconnected button");
            button?.click();
            held = button && new Set();
        } else if (held) giveBack();
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
    const clicks = held;
    held = null;
    for (const target of clicks)
        target.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, composed: true }));
}
