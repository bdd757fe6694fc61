// Pictures and a film for journeys, made by the browser itself on a canvas, so that no binary lies in the repository and
// what a creator sends was written by an encoder that is not ours. Absent: sound.
import { Buffer } from "node:buffer";

/** Draws on a canvas and gives a picture or, recorded for a moment, a film; runs in the browser. */
async function drawn({ colour, film }) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [270, 480];
  const pen = canvas.getContext("2d");
  const paint = (at) => {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 270, 480);
    pen.fillStyle = "#fff8e7";
    pen.fillRect(90, 120 + at, 90, 240);
  };
  paint(0);
  let blob;
  if (film) {
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm;codecs=vp8" });
    const parts = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const over = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    for (let at = 0; at < 12; at++) {
      paint(at * 8);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    recorder.stop();
    await over;
    blob = new Blob(parts, { type: "video/webm" });
  } else {
    blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }
  return Array.from(new Uint8Array(await blob.arrayBuffer()));
}

/** Two pictures, a film and a page of words, as files to choose. */
export async function made(browser) {
  const page = await browser.newPage();
  const bytes = async (how) => Buffer.from(await page.evaluate(drawn, how));
  const files = {
    picture: { name: "breakfast.png", mimeType: "image/png", buffer: await bytes({ colour: "#7a8f5a" }) },
    second: { name: "breakfast-2.png", mimeType: "image/png", buffer: await bytes({ colour: "#5a6f8f" }) },
    film: { name: "sip.webm", mimeType: "video/webm", buffer: await bytes({ colour: "#8f6f5a", film: true }) },
    words: { name: "script.txt", mimeType: "text/plain", buffer: Buffer.from("Pour, stir, sip. Then smile.\n") },
  };
  await page.close();
  return files;
}
