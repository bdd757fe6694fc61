// What was refused stands in sight wherever its form is. It takes the focus without scripts too, but where a part of the page scrolls
// by itself the browser does not bring it there.
document.querySelector("main .refusals")?.scrollIntoView({ block: "nearest" });
