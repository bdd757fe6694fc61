// Everything that a page does beyond links and forms. Each module listens on the document, so that parts which come
// later need no wiring, and each page works without all of this.
import "./htmx.js";
import "./amounts.js";
import "./appearance.js";
import "./board.js";
import "./calendar.js";
import "./cells.js";
import "./confirm.js";
import "./copy.js";
import "./fields.js";
import "./keep.js";
import "./keys.js";
import "./lengths.js";
import "./live.js";
import "./menus.js";
import "./palette.js";
import "./pane.js";
import "./player.js";
import "./refused.js";
import "./selection.js";
import "./strip.js";
import "./tips.js";
import "./upload.js";
import "./waits.js";
