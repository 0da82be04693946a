// Every word of the screens in English, in the shape of zh.ts.
import type { Text } from "./zh";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"];
const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

export const en: Text = {
  app: { name: "Yizhan", tagline: "The desk for volunteer events" },
  common: {
    back: "Back", next: "Next", retry: "Try again",
    show: "Show", hide: "Hide", code: (code) => `Code ${code}`,
    demo: "Demo data", none: "None", separator: " · ",
  },
  rail: { label: "Main navigation", desk: "Desk", print: "Print", sync: "Sync", settings: "Settings", lock: "Lock" },
  desk: {
    chooseProject: "Choose a project", chooseHint: "Nothing is planned for today. Choose one to start scanning.", noProject: "No projects yet", noProjectHint: "Your organisation's projects appear here after the first sync with central.", goSync: "Go to sync",
    single: "Sign-in only", double: "In and out", service: "Service", training: "Training", today: "Today",
    states: { recruiting: "Recruiting", "in-progress": "In progress", finished: "Finished" },
    counts: { expected: "Expected", present: "Present", left: "Signed out", absent: "Not here" },
    idle: "Ready for a card", idleHint: "Point the reader at the QR code.", idleMore: "You can also type a volunteer number, paste, or drop a picture here.",
    answerLabel: "Result of the scan", photo: (name) => `Photo of ${name}`, noPhoto: "No photo",
    stars: (n) => `${n}-star volunteer`, earned: "Just earned", counted: (hours) => `counts as ${hours} hours`, undone: "Undone",
    recent: "Just now", inside: "Present", recentEmpty: "Each scan is listed here, the newest first.", insideEmpty: "People who signed in are listed here until they sign out.",
    since: (time) => `since ${time}`, undo: "Undo", showAgain: "Show this one again",
    armed: "Ready to scan", armedOne: "Recording…", typing: (text) => `Typing ${text}`, typingHint: "Enter to confirm · Backspace to edit · Esc to clear",
    unarmedSearch: "Searching: Esc, then scan", unarmedAway: "Not in front: click here first", unarmedProject: "No project chosen yet",
    unarmedInput: "Typing: Esc, then scan", unarmedTrouble: "Last one not recorded", dropHere: "Drop to read the picture",
    direction: "Direction", directions: { auto: "Auto", in: "In only", out: "Out only" }, image: "Picture",
    keys: { find: "No card", direction: "Direction", undo: "Undo", image: "Picture", full: "Full screen", armed: "Scan", paste: "Paste" },
    steps: { "find-person": "Find by name", "lock-in": "Switch to in only", "lock-out": "Switch to out only" },
    findTitle: "No card", findHint: "Name or volunteer number", findNone: "Nobody found. Try another spelling, or the last digits of the number.",
    findStart: "Part of a name or number is enough; ↑ ↓ to move, Enter to choose.", findAsk: "Is this the person?", findYes: "Yes, record", findNo: "No, go back",
    cards: { valid: "Card valid", retired: "Card retired", expired: "Card expired", none: "No card" },
    imeTitle: "Input method is on", imeMessage: "Switch to English input and scan again. Nothing was recorded this time.",
    failedTitle: "Not recorded", undoFailedTitle: "Not undone", notImageTitle: "Not a picture", notImageMessage: "Drop a JPEG or PNG picture. Nothing was recorded.",
    emptyImageTitle: "No QR code", emptyImageMessage: "No volunteer card was found in the picture. Try a sharper one.", close: "Close", more: (n) => `${count(n, "more card")} in the same picture, see the list`,
  },
  status: {
    label: "Status", online: "Connected", offline: "Offline", standalone: "Standalone", unknown: "Status unknown",
    forTime: (elapsed) => ` for ${elapsed}`, unsent: (n) => `${n} to upload`, allSent: "everything uploaded", stored: "all stored",
    storedHere: "all records are on this computer", attention: (n) => `${n} ${n === 1 ? "needs" : "need"} attention`, encrypted: "Encrypted", clockTrusted: "clock trusted", clockDoubtful: "clock doubtful",
    diskLow: "Disk space is low", onDuty: (name) => `On duty: ${name}`, open: "Open sync",
  },
  first: {
    title: "Welcome to Yizhan", lead: "Sign-in works with no network and synchronises when one returns. Look around first, or join your organisation.",
    assurances: ["Works with no network", "Encrypted on disk", "Stored before it beeps"],
    demo: "See the demo", demoHint: "Try everything with an invented team. The data stays on this computer and can be started over at any time.",
    join: "Join with a code", joinHint: "Ask your organisation's administrator for a code. This computer becomes one of its desks.",
    joinTitle: "Join an organisation", invitation: "Code or invitation", invitationHint: "You can paste the whole invitation you received.", address: "Address of central", addressHint: "Leave empty when the invitation names it.",
    passTitle: "Choose a passphrase", passWhy: "Volunteers' details are stored encrypted on this computer, and the passphrase is the only key: it opens the desk each time it starts. It is never uploaded and nobody can recover it, so write it down and keep it safe.",
    suggested: "You could use these four words", another: "Four others", useWords: "Use these words", pass: "Passphrase", again: "Once more", differs: "The two are not the same", begin: "Begin",
    tasks: { demo: "Preparing the demo data", join: "Joining the organisation", "first-copy": "Fetching your organisation's records", print: "Laying out" },
    progressOf: (done, total) => `${done} of ${total}`, keepOpen: "Please keep the window open.",
  },
  unlock: { title: "Open the desk", pass: "Passphrase", submit: "Open", locked: "Encrypted and locked", hint: "The passphrase was chosen at the first start.", capsLock: "Caps Lock is on" },
  trouble: { title: "This computer's records cannot be opened", kept: "Nothing was deleted: every record on this computer is still here as it was.", retry: "Try again", noMessage: "The cause is unknown." },
  print: {
    title: "Print volunteer cards", search: "Name or volunteer number", choose: "Choose", chosen: (n) => `${n} chosen`, all: "Choose all listed", clear: "Clear",
    columns: { number: "Number", name: "Name", organisation: "Organisation", card: "Card", phone: "Phone" },
    layout: "Layout", layouts: { cr80: "Card CR80", a4: "A4, ten up" }, layoutHints: { cr80: "Two pages each, front and back, 85.6 × 54 mm, for a card printer.", a4: "Ten cards a sheet with crop marks; print both sides, flip on the long edge." },
    submit: (n) => (n > 0 ? `Print ${count(n, "card")}` : "Print"), empty: "Nobody matches.", none: "The people you choose are listed here. Move with ↑ ↓ on the left, choose with Space.",
    keys: "↑ ↓ move · Space choose · Ctrl+P print", pages: (n) => count(n, "page"), sheets: (n) => `${count(n, "A4 sheet")}, both sides`,
    done: (n) => `${count(n, "card")} made and opened in the viewer.`, doneNone: "No card could be made.", failed: (n) => `${count(n, "person", "people")} not printed`, remove: "Remove", limit: (n) => `Only the first ${n} are listed; narrow the search.`,
  },
  sync: {
    title: "Synchronisation", here: "This desk", central: "Central", noCentral: "Not connected to a central", last: "Last contact", never: "None so far",
    unsent: "To upload", attention: "Needs attention", clock: "Clock", clockTrusted: "Scans are recorded with this time.", clockDoubtful: "Please check this computer's date and time.", stored: "All stored; they go up by themselves once connected.", none: "Nothing is waiting.", standaloneNote: "Standalone use needs no central.",
    attentionSome: "Central did not count these; the reason can be looked up there. The records are kept.", attentionNone: "Nothing.", now: "Sync now", running: "Synchronising…",
    done: (pushed, pulled) => `${pushed} sent, ${pulled} received.`, doneFlagged: (n) => `${n} of them not counted.`, doneRefused: (n) => `${n} sent back, now under attention.`,
    offlineNote: "Signing in goes on without a network; records go up once it returns.", items: (n) => count(n, "record"), ago: (elapsed) => `${elapsed} ago`, justNow: "just now",
    
  },
  settings: {
    title: "Settings", language: "Language", languages: { zh: "中文", en: "English" }, theme: "Appearance", themes: { system: "System", light: "Light", dark: "Dark" },
    sound: "Sound", soundHint: "Each of the four results has its own sound, so you need not watch the screen.", hear: "Listen", kinds: { in: "In", out: "Out", notice: "Notice", refused: "Refused" },
    lock: "Lock now", lockHint: "Lock when you leave the desk; opening it again takes the passphrase.", about: "About", version: (v) => `Version ${v}`, organisation: "Organisation", desk: "Desk", staff: "On duty",
  },
  units: {
    hours: (n) => `${n} h`, minutes: (n) => `${n} min`, minutesLong: (n) => `${n} min`, seconds: (n) => `${n} s`, days: (n) => count(n, "day"),
    monthDay: (month, day) => `${day} ${months[month - 1] ?? ""}`, yearMonthDay: (year, month, day) => `${day} ${months[month - 1] ?? ""} ${year}`,
    weekdays: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
  },
};
