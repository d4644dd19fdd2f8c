// Lets the search work where the site is opened from a folder: there browsers start no worker. A frame without a page of
// its own does the worker's work. Elsewhere this does nothing.
"use strict";
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.title = "search";
      this.frame.srcdoc = "<!doctype html><title>search</title><body></body>";
      this.begun = new Promise((begun) => {
        this.frame.addEventListener("load", () => {
          const inner = this.frame.contentWindow;
          const load = (from) => new Promise((done) => {
            const script = inner.document.createElement("script");
            script.src = from;
            script.addEventListener("load", done);
            inner.document.body.append(script);
          });
          inner.importScripts = (...all) => all.reduce((before, from) => before.then(() => load(from)), Promise.resolve());
          inner.postMessage = (data) => {
            const event = new MessageEvent("message", { data });
            this.dispatchEvent(event);
            if (this.onmessage) this.onmessage(event);
          };
          load(new URL(address, document.baseURI).href).then(() => begun(inner));
        }, { once: true });
      });
      (document.body || document.documentElement).append(this.frame);
    }

    postMessage(data) {
      this.begun.then((inner) => inner.dispatchEvent(new inner.MessageEvent("message", { data })));
    }

    terminate() {
      this.frame.remove();
    }
  };
}
