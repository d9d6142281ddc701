/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
// Puts the parts together.
import { Awake } from './awake.js';
import { commandFor, refusalFor } from './commands.js';
import { Control } from './control.js';
import { Latest } from './latest.js';
import { abilities, Choice } from './media/choose.js';
import { Player } from './media/player.js';
import { Sound } from './media/sound.js';
import { Model } from './model.js';
import { Bar } from './ui/bar.js';
import { Buttons } from './ui/buttons.js';
import { find, make, setIcon, setPressed } from './ui/dom.js';
import { Graph } from './ui/graph.js';
import { Info } from './ui/info.js';
import { Keyboard } from './ui/keyboard.js';
import { TakeDialog } from './ui/take-dialog.js';
import { Takes } from './ui/takes.js';
import { Timeline } from './ui/timeline.js';
import { toast } from './ui/toast.js';
import { STARTED_AGAIN } from './words.js';

const model = new Model();
const choice = new Choice(abilities(self));
const control = new Control({ message, link, unpaired });
const player = new Player(find('#media'), choice, () => control.clock,
  () => model.link === 'up', () => schedule());
const sound = new Sound(() => updateTools());
const awake = new Awake();

const view = () => model.view(performance.now());

// --- what is asked -----------------------------------------------------------

/** Sends a command for the chosen picture; the element that was pressed shows
 * it until the answer is there. */
async function send(command, element) {
  if (element) element.classList.add('asked');
  const answer = await control.send({ ...command, stream: model.chosen });
  if (element) element.classList.remove('asked');
  if (!answer.ok) toast(answer.reason || 'It was refused.');
  return answer;
}

async function ask(what, element) {
  const now = view();
  const refusal = refusalFor(what, now);
  if (refusal) {
    toast(refusal);
    return { ok: false, reason: refusal };
  }
  return send(commandFor(what, now), element);
}

function refused(what) {
  const reason = refusalFor(what, view());
  if (reason) toast(reason);
  return !!reason;
}

const seeks = new Latest((command) => send(command));

const parts = {
  bar: new Bar(model, player),
  buttons: new Buttons(ask, send, view),
  takes: new Takes({
    play: (take, element) => {
      if (!refused('reverse')) send({ command: 'play', take: take.id, direction: 'reverse' }, element);
      closeTakes();
    },
    circle: (take, element) => {
      if (!refused('circle')) send({ command: 'circle', take: take.id, circled: !take.circled }, element);
    },
    edit: (take) => dialog.open(take, refusalFor('live', view())),
  }),
  timeline: new Timeline(
    (position, take) => seeks.put({ command: 'seek', position, take }),
    (now) => now ? refusalFor('pause', now) : 'Nothing yet.'),
  graph: new Graph(),
  info: new Info(player, choice, control, model),
};
const dialog = new TakeDialog((command) => send(command));
parts.info.awake = () => awake.by;
new Keyboard((action) => {
  if (action === 'live' && document.body.dataset.takes === 'shown') closeTakes();
  else ask(action, find('#controls [data-do="' + (action === 'toggle' ? 'roll' : action) + '"]'));
});

// --- what is said ------------------------------------------------------------

function message(said) {
  const changed = model.apply(said, performance.now());
  if (changed === 'streams') followStreams(said.type === 'hello');
  if (changed === 'state' && model.owesTakes) missTakesSoon();
  if (changed && changed !== 'frames') lists();
  schedule();
}

// The takes are said right after the state, if there are any.
const TAKES_WITHIN = 1000;
let missing = 0;

/** Takes that are gone without a word look as if somebody had thrown them
 * away. */
function missTakesSoon() {
  clearTimeout(missing);
  missing = setTimeout(() => {
    if (model.link !== 'up' || !model.missTakes()) return;
    toast(STARTED_AGAIN, 12000);
    lists();
  }, TAKES_WITHIN);
}

function link(is) {
  if (is === 'lost' && model.link !== 'lost') model.lostAt = performance.now();
  if (is === 'up' || model.link === 'up') model.link = is;
  // said at the start only as long as it may still come
  else if (model.link === 'connecting' && control.tries > 1) model.link = 'lost';
  lists();
  schedule();
}

function unpaired() {
  location.replace('/');
}

function followStreams(isHello) {
  if (isHello) {
    choice.reset();
    if (player.stream && !document.hidden) player.start();
  }
  followChosen();
  fillChooser();
}

function followChosen() {
  const { stream } = model;
  if (player.stream && (!stream || stream.name !== player.stream.name)) player.forget();
  if (!document.hidden) player.show(stream);
  sound.set(soundName());
  updateTools();
}

function soundName() {
  const streams = model.soundStreams;
  return streams.length ? streams[0].name : '';
}

function fillChooser() {
  const chooser = find('#chooser');
  const pictures = model.pictureStreams;
  chooser.hidden = pictures.length < 2;
  chooser.replaceChildren(...pictures.map((stream, i) => {
    const option = make('option', '', { value: stream.name });
    option.textContent = stream.label || (i === 0 ? 'Main picture' : 'Picture ' + (i + 1));
    return option;
  }));
  chooser.value = model.chosen;
}

// --- the tools at the top ----------------------------------------------------

function updateTools() {
  const button = find('#sound');
  button.hidden = !model.soundStreams.length;
  setPressed(button, sound.wanted);
  setIcon(button, sound.wanted ? 'sound' : 'silent');
  button.title = sound.wanted ? 'Sound is on' : 'Sound is off';
  find('#viewer').hidden = !(model.stream && !model.stream.control);
  if (sound.reason) toast('No sound: ' + sound.reason);
  sound.reason = '';
}

function closeTakes() {
  if (document.body.dataset.takes === 'shown') document.body.dataset.takes = 'auto';
}

find('#sound').addEventListener('click', () => sound.toggle(soundName()));
find('#chooser').addEventListener('change', (event) => {
  model.choose(event.target.value);
  choice.reset();
  followChosen();
  lists();
  schedule();
});
find('#toggle-takes').addEventListener('click', () => {
  const visible = find('#takes').offsetParent !== null;
  document.body.dataset.takes = visible
    ? (matchMedia('(max-height: 540px)').matches ? 'auto' : 'hidden')
    : 'shown';
});
find('#stage').addEventListener('click', closeTakes);
find('#open-help').addEventListener('click', () => {
  find('#info').close();
  find('#help').showModal();
});
for (const button of document.querySelectorAll('[data-close]')) {
  button.addEventListener('click', () => button.closest('dialog').close(''));
}
document.addEventListener('visibilitychange', () => {
  if (document.hidden) player.stop();
  else followChosen();
});

// --- drawing -----------------------------------------------------------------

/** What changes seldom: not with every frame. */
function lists() {
  const now = view();
  document.body.classList.toggle('plain', !now.state && !now.takes.length);
  parts.takes.update(now);
  parts.buttons.update(now);
}

let scheduled = false;

function schedule() {
  if (scheduled || document.hidden) return;
  scheduled = true;
  requestAnimationFrame(draw);
}

function draw() {
  scheduled = false;
  const time = performance.now();
  const now = model.view(time);
  const word = parts.bar.update(now, time);
  if (document.body.classList.contains('plain')) return;
  parts.timeline.update(now, time, word);
  parts.graph.update(now, model.picture());
  if (model.picture().playhead.moves(time) && now.reviewed) schedule();
}

// Clocks and delays go on when nothing is said.
setInterval(() => {
  schedule();
  parts.info.update();
}, 250);
addEventListener('resize', schedule);
control.connect();

// For tests: what is shown, and how late. Nothing that the page does not show.
self.onset = {
  get path() { return player.hasPicture ? player.path : ''; },
  get header() {
    const { last } = player;
    return last && { sequence: last.sequence, captured: last.captured, key: last.key };
  },
  get ages() { return [...player.ages.values]; },
  get offset() { return control.clock.offset; },
  delay(quantile) { return player.delay(quantile); },
  get reconnects() { return control.reconnects; },
  get link() { return model.link; },
  get failed() { return Object.fromEntries(choice.failed); },
};

// boot.js need not mend anything.
dispatchEvent(new Event('onset-started'));
