from wagtail import hooks

from jadro.editions import serving


# Last, so that Wagtail has asked before whether the reader may see the page.
@hooks.register("on_serve_page", order=1000)
def serve_edition(serve):
    def serve_page(page, request, args, kwargs):
        if args or kwargs or not serving.has_edition(page):
            return serve(page, request, args, kwargs)
        return serving.answer(page, request)

    return serve_page
