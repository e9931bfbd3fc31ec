// What every page may use. The page works without it.

// After a form came back, or an act was done: the error summary or the result takes the focus.
document.querySelector("[data-focus]")?.focus();

// A sheet of sections is closed by the link it was opened for.
document.getElementById("menu")?.addEventListener("click", (event) => {
    const menu = event.currentTarget;
    if (event.target.closest("a") && menu.matches(":popover-open")) {
        menu.hidePopover();
    }
});
