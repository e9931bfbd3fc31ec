// What every page may use. The page works without it.

// After a form came back, or an act was done: the error summary or the result takes the focus.
document.querySelector("[data-focus]")?.focus();

// In a long course the lesson one is in is brought into the outline's view.
const here = document.querySelector(".outline.wide [aria-current]");
const outline = here?.closest(".outline");
if (outline && here.offsetTop + here.offsetHeight > outline.clientHeight) {
    outline.scrollTop = here.offsetTop - 200;
}

// Printing takes a script; without one the browser's own menu does it.
for (const button of document.querySelectorAll("[data-print]")) {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => print());
}

// A sheet of sections is closed by the link it was opened for.
document.getElementById("menu")?.addEventListener("click", (event) => {
    const menu = event.currentTarget;
    if (event.target.closest("a") && menu.matches(":popover-open")) {
        menu.hidePopover();
    }
});
