// form[data-draft]: keeps on this device what is typed and chosen until it is handed in, so that a closed page, a cut line or a
// sign-in in the middle loses nothing. data-draft names the form; one of another name starts empty. Only what the page itself
// left empty is filled again.

const PREFIX = "draft:";

for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = PREFIX + form.dataset.draft;
    restore(form, key);
    form.addEventListener("input", () => keep(form, key));
    form.addEventListener("change", () => keep(form, key));
}

// Handed in and kept by the server: what is here has served.
for (const done of document.querySelectorAll("[data-draft-done]")) {
    remove(PREFIX + done.dataset.draftDone);
}

function fields(form) {
    return [...form.elements].filter((field) => field.name?.startsWith("q-"));
}

function keep(form, key) {
    const kept = fields(form)
        .filter((field) => (["radio", "checkbox"].includes(field.type) ? field.checked : field.value))
        .map((field) => [field.name, field.value]);
    try {
        localStorage.setItem(key, JSON.stringify(kept));
    } catch {
        // Full or forbidden: the form works without.
    }
}

function restore(form, key) {
    let kept;
    try {
        kept = JSON.parse(localStorage.getItem(key) ?? "[]");
    } catch {
        return;
    }
    const own = fields(form);
    const isEmpty = own.every((field) => (["radio", "checkbox"].includes(field.type) ? !field.checked : !field.value));
    if (!isEmpty) {
        return;
    }
    for (const [name, value] of kept) {
        for (const field of own.filter((each) => each.name === name)) {
            if (["radio", "checkbox"].includes(field.type)) {
                field.checked ||= field.value === value;
            } else {
                field.value = value;
            }
        }
    }
}

function remove(key) {
    try {
        localStorage.removeItem(key);
    } catch {
        // Nothing was kept then.
    }
}
