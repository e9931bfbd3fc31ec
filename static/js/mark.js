// form[data-enhance="mark"]: sends the form without leaving the page. Without this script the same form makes the same
// request and the whole page comes back.
//
//   data-target   selector of the element that the answer replaces (default: the form)
//   data-busy     the button's words while it is being sent
//   data-failed   what to say when nothing reached the server
//
// The form carries its own request id, so whatever is sent again counts once.

document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.enhance !== "mark") {
        return;
    }
    event.preventDefault();
    if (!form.hasAttribute("aria-busy")) {
        send(form, event.submitter);
    }
});

async function send(form, button) {
    const body = new FormData(form, button);
    const words = button?.innerHTML;
    form.setAttribute("aria-busy", "true");
    say(form, "");
    if (button && form.dataset.busy) {
        button.textContent = form.dataset.busy;
    }
    let response;
    let text;
    try {
        response = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
        text = await response.text();
    } catch {
        form.removeAttribute("aria-busy");
        if (button) {
            button.innerHTML = words;
        }
        say(form, form.dataset.failed);
        return;
    }
    if (response.status === 401) {
        // Signed out meanwhile: the page to sign in says so, and leads back here.
        location.assign(response.headers.get("HX-Redirect"));
    } else if (response.status === 200) {
        replace(document.querySelector(form.dataset.target) ?? form, text);
    } else {
        // Any other answer is a page of its own: let the browser ask for it and show it.
        delete form.dataset.enhance;
        form.requestSubmit(button);
    }
}

// The answer's first element takes the place of the target, each further one that of the element with its id.
function replace(target, html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const [first, ...others] = template.content.children;
    const focus = template.content.querySelector("[data-focus]");
    for (const element of others) {
        document.getElementById(element.id)?.replaceWith(element);
    }
    target.replaceWith(first);
    focus?.focus();
}

function say(form, words) {
    let status = form.querySelector("[role=status]");
    if (!status) {
        status = document.createElement("p");
        status.setAttribute("role", "status");
        status.className = "tick bad";
        form.append(status);
    }
    status.textContent = words ?? "";
}
