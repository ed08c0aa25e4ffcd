// On the stage a key works the control that has the focus before it turns the scene: in a menu all
// the keys that menus use, elsewhere Space on a button. Page keys, which clickers send, always turn.
// Streamlit listens for shortcuts at the document: what stops at the body does not reach it.
addEventListener("DOMContentLoaded", () =>
    document.body.addEventListener("keydown", (event) => {
        if (!document.querySelector(".st-key-stage_keys")) return;
        const inMenu = event.target.closest("[data-testid=stPopoverBody], [aria-expanded=true]");
        const keys = inMenu ? /^( |Arrow.*|Home|End)$/ : /^ $/;
        if (keys.test(event.key) && (inMenu || event.target.closest("button")))
            event.stopPropagation();
    }),
);
