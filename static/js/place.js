// Remembers where a reader stopped. [data-place-url] holds the text, with data-csrf; [data-block] are its blocks. The block
// that stays at the reading line for three seconds is sent; what is lost on the way is only a place, so nothing is said.

const REST_MS = 3000;

for (const text of document.querySelectorAll("[data-place-url]")) {
    watch(text);
}

function watch(text) {
    const blocks = [...text.querySelectorAll("[data-block]")];
    const begun = new Set();
    let sent = "";
    let timer;
    // Watches all that lies above a line a third down the screen; the last block that has begun there is being read.
    const observer = new IntersectionObserver(
        (entries) => {
            for (const { target, isIntersecting } of entries) {
                if (isIntersecting) {
                    begun.add(target);
                } else {
                    begun.delete(target);
                }
            }
            const block = blocks.findLast((candidate) => begun.has(candidate))?.dataset.block;
            clearTimeout(timer);
            timer = setTimeout(() => {
                if (block && block !== sent && document.visibilityState === "visible") {
                    sent = block;
                    send(text, block);
                }
            }, REST_MS);
        },
        { rootMargin: "1000000px 0px -66% 0px" },
    );
    for (const block of blocks) {
        observer.observe(block);
    }
}

function send(text, block) {
    fetch(text.dataset.placeUrl, {
        method: "POST",
        body: new URLSearchParams({ block }),
        headers: { "X-CSRFToken": text.dataset.csrf },
        keepalive: true,
    }).catch(() => {});
}
