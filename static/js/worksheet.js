// form[data-worksheet]: saves each field a moment after it was typed, and keeps it on this device until the server has it.
// Without this script the same form is saved as a whole by its button.
//
//   data-worksheet                    names the form on this device
//   data-saving, data-kept,
//   data-signed-out                   words for what goes on; the server's own words come with its answers
//   [data-save]                       a field, and the address that takes it alone
//   [data-base]                       the version of its answer that the reader has before them
//   [data-receipt]                    where it says that it is saved
//   [data-rows], [data-add]           a table, and the words for one row more

const PAUSE = 1500;
const AGAIN = 15_000;

const form = document.querySelector("form[data-worksheet]");
const sections = form ? [...form.querySelectorAll("[data-save]")] : [];
const timers = new Map();
let last = Promise.resolve();
// Nothing is sent any more once the server has said that the plan is not there for this reader.
let isOver = false;

for (const section of sections) {
    restore(section);
    // On a slow line somebody may have typed before this script was there.
    if (controls(section).some(isChanged)) {
        typed(section);
    }
    section.addEventListener("input", () => typed(section));
    section.addEventListener("change", () => typed(section));
    offerRows(section);
}
addEventListener("online", saveKept);
setInterval(saveKept, AGAIN);
form?.addEventListener("submit", () => {
    const turn = form.elements.turn;
    turn.value = Number(turn.value) + 1;
    for (const section of sections) {
        clearTimeout(timers.get(section));
        const kept = read(section);
        if (kept) {
            write(section, { ...kept, isSent: true });
        }
    }
});

function typed(section) {
    write(section, { entries: entries(section), base: base(section).value });
    clearTimeout(timers.get(section));
    timers.set(
        section,
        setTimeout(() => save(section), PAUSE),
    );
}

function saveKept() {
    for (const section of sections.filter(read)) {
        save(section);
    }
}

// One after the other, so that each is based on the answer to the one before.
function save(section) {
    clearTimeout(timers.get(section));
    last = last.then(() => send(section));
    return last;
}

async function send(section) {
    const kept = read(section);
    if (!kept || isOver) {
        return;
    }
    const turn = form.elements.turn;
    turn.value = Number(turn.value) + 1;
    const body = new FormData();
    for (const [name, value] of [...common(), ...entries(section)]) {
        body.append(name, value);
    }
    say(section, form.dataset.saving);
    let response;
    let answer;
    try {
        response = await fetch(section.dataset.save, { method: "POST", body });
        answer = await response.json();
    } catch {
        say(section, form.dataset.kept, "wait");
        return;
    }
    if (response.status === 401) {
        say(section, form.dataset.signedOut, "wait");
        return;
    }
    if (answer.number !== undefined) {
        // What was typed while this was under way is kept on.
        const isSame = JSON.stringify(read(section)?.entries) === JSON.stringify(kept.entries);
        base(section).value = answer.number;
        if (isSame) {
            remove(section);
        } else {
            write(section, { entries: entries(section), base: base(section).value });
        }
    }
    isOver ||= Boolean(answer.is_over);
    say(section, answer.message, response.ok ? "" : "bad");
}

function common() {
    return ["csrfmiddlewaretoken", "form", "turn"].map((name) => [name, form.elements[name].value]);
}

function controls(section) {
    return [...section.querySelectorAll("input, select, textarea")].filter((control) => control.name);
}

function isChanged(control) {
    if (["radio", "checkbox"].includes(control.type)) {
        return control.checked !== control.defaultChecked;
    }
    if (control.options) {
        const first = [...control.options].findIndex((option) => option.defaultSelected);
        return control.selectedIndex !== Math.max(first, 0);
    }
    return control.type !== "hidden" && control.value !== control.defaultValue;
}

function entries(section) {
    return controls(section)
        .filter((control) => !["radio", "checkbox"].includes(control.type) || control.checked)
        .map((control) => [control.name, control.value]);
}

function base(section) {
    return section.querySelector("[data-base]");
}

function say(section, words, kind = "") {
    const receipt = section.querySelector("[data-receipt]");
    receipt.className = `tick ${kind}`;
    receipt.textContent = words ?? "";
}

// What this device kept comes back into the page, and is sent. When the form was sent as a whole and the server has a newer
// answer since, it has this one too.
function restore(section) {
    const kept = read(section);
    if (!kept) {
        return;
    }
    const shown = base(section).value;
    if ((kept.isSent && Number(shown) > Number(kept.base)) || JSON.stringify(kept.entries) === JSON.stringify(entries(section))) {
        remove(section);
        return;
    }
    for (const control of controls(section)) {
        if (["radio", "checkbox"].includes(control.type)) {
            control.checked = kept.entries.some(([name, value]) => name === control.name && value === control.value);
        }
    }
    for (const [name, value] of kept.entries) {
        const its = controls(section).filter((control) => control.name === name);
        if (!its.length) {
            // A row that this page does not show yet.
            const hidden = document.createElement("input");
            Object.assign(hidden, { type: "hidden", name, value });
            section.append(hidden);
        } else if (!["radio", "checkbox"].includes(its[0].type)) {
            its[0].value = value;
        }
    }
    // As it was typed: a version that somebody saved since is not overwritten.
    base(section).value = kept.base;
    save(section);
}

function offerRows(section) {
    const rows = section.querySelector("[data-rows]");
    if (!rows) {
        return;
    }
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn second small", textContent: rows.dataset.add });
    button.addEventListener("click", () => addRow(rows));
    rows.after(button);
}

function addRow(rows) {
    const total = rows.querySelector("[name$='-TOTAL_FORMS']");
    const model = rows.querySelector("fieldset:last-of-type");
    const row = model.cloneNode(true);
    const before = Number(total.value) - 1;
    for (const element of row.querySelectorAll("[name], [id], [for]")) {
        for (const attribute of ["name", "id", "for"]) {
            const value = element.getAttribute(attribute);
            if (value) {
                element.setAttribute(attribute, value.replace(`-${before}-`, `-${before + 1}-`));
            }
        }
        if (element.matches("input, select, textarea")) {
            element.checked = false;
            element.value = element.type === "checkbox" ? element.value : "";
        }
    }
    row.querySelector(".error")?.remove();
    const legend = row.querySelector("legend");
    legend.textContent = legend.textContent.replace(String(before + 1), String(before + 2));
    total.value = before + 2;
    model.after(row);
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

function key(section) {
    return `worksheet:${form.dataset.worksheet}:${section.dataset.field}`;
}

function read(section) {
    try {
        return JSON.parse(localStorage.getItem(key(section)));
    } catch {
        return null;
    }
}

function write(section, kept) {
    try {
        localStorage.setItem(key(section), JSON.stringify(kept));
    } catch {
        // Full or forbidden: the form works without.
    }
}

function remove(section) {
    try {
        localStorage.removeItem(key(section));
    } catch {
        // Nothing was kept then.
    }
}
