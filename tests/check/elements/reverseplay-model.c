/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/*
 * Any command in any order, against a model.
 *
 * A camera, a microphone, the main output, a review output and the sound of
 * the main one get random steps. A model of the playhead, written from the
 * documentation, says for each picture which frame it is, in which slot, with
 * which flags, meta, position and state; and for each sample of sound where it
 * has to come from. Samples carry their number.
 *
 * ONSET_MODEL_SEED=n runs that seed alone, ONSET_MODEL_STEPS=n so many steps.
 */
#include "reverseplay-harness.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define N_OUTPUTS 2             /* main and review_0 */
#define STEPS 1250              /* of each of eight seeds */
/* The loop ends early on a machine that is too slow for all of them. */
#define SECONDS_MOST 25
/* Where the playhead comes this near to a border between two frames, rounding
 * may decide for either. */
#define NEAR_BORDER 60000.0
/* A playhead on the very point at which it turns has turned already. */
#define TIE 1.0
/* Stamps of made-up slots are rounded frames after rounded stamps. */
#define ROUNDING 4
#define FADE (5 * (gint64) GST_MSECOND)
/* A sound's own end may lie that far from the picture's, */
#define SEAM (5 * (gint64) GST_MSECOND)
/* and that far where the rate is not 1. */
#define SEAM_AT_RATES ((gint64) GST_MSECOND)
#define NONE ((gint64) -1)
/* Enough for all of a run: nothing is evicted. */
#define HISTORY ((guint64) 64 << 20)

typedef enum
{ LIVE, REVERSE, FORWARD, PAUSED } Mode;

static const gchar *const mode_nicks[] = {
  "live", "reverse", "forward", "paused"
};

typedef enum
{ AT_LIVE, AT_HOLD, AT_LOOP, AT_PING_PONG } AtEnd;

static const gchar *const at_end_nicks[] = {
  "live", "hold", "loop", "ping-pong"
};

static const gchar *const after_take_nicks[] = { "none", "reverse", "forward" };

typedef struct
{
  guint first, end;             /* frames of the camera */
  gint64 in, out;               /* positions or NONE */
  gboolean discarded, circled;
} Take;

/* An output. */
typedef struct
{
  Mode mode;
  guint take;                   /* id, 0 = none */
  gint direction;
  gdouble rate;                 /* as it is set */
  gdouble pace;                 /* of the time since the last slot */
  AtEnd at_end;
  gint after_take, once;        /* -1 = not set */
  gdouble at;                   /* the playhead, ns in the take */
  gdouble lead;                 /* of the position that is said, before it */
  gdouble from;                 /* where its way through the pass began */
  guint frame;                  /* that shows */
  gboolean fresh;               /* a command's picture is due */
  gboolean look;                /* which one the playhead says */
  gboolean put;                 /* it was put elsewhere */
  gint64 slot;                  /* the last one, NONE = none yet */
  gboolean made_up;
  gint64 shown;                 /* the playback's last frame, NONE = live */
  gboolean odd;                 /* the pass is not in step with frames */
} Head;

/* What comes out next. */
typedef struct
{
  gboolean any;                 /* a picture at all */
  guint number;
  gint64 pts;
  gboolean gap;
  gint64 stream_time, tolerance;
  gboolean jump, wrapped, put;
} Expected;

/* What a main output's picture means for the sound until the next one. */
typedef struct
{
  gint64 slot;
  Mode mode;
  guint take;
  gint direction;
  gdouble rate, at;             /* at: position at the slot, ns in the take */
  gint64 low, high;             /* ends of the pass, ns in the take */
  gdouble turn;                 /* so far inside of them sound turns */
  gboolean jump, wrapped, put, odd;
  gboolean rolling;             /* the take was */
  gdouble cut;                  /* since when sound is of this one */
  gboolean moved;               /* its ends have, at a time that is open */
} Shown;

typedef struct
{
  Rph *rph;
  RphOutput *outputs[N_OUTPUTS];
  GRand *rand;
  guint seed, step;
  GString *log;

  GArray *frames;               /* gint64, running time of each */
  GArray *takes;                /* Take */
  gboolean rolling;             /* the last take is */
  guint tick;                   /* the next one of the grid */
  gint64 now, came;             /* came: slot of the picture that is there */
  Head heads[N_OUTPUTS];
  guint n_pictures, n_samples, n_compared;

  GstHarness *mic;
  guint samples_per_second;
  guint64 pushed;               /* samples */
  GQueue sound;                 /* GstBuffer, rph->lock */
  gint64 heard;                 /* running time of the end of what came */
  GArray *shown;                /* Shown, of main */
  guint at_shown;               /* of the sample that is checked next */
  gdouble before;               /* the sample before that one */
  gboolean before_valid;
} Model;

static void
explain (Model * m, const gchar * format, ...)
G_GNUC_PRINTF (2, 3);

/* A line of the story, which is told when something fails. */
     static void explain (Model * m, const gchar * format, ...)
{
  va_list args;

  g_string_append_printf (m->log, "  %u: ", m->step);
  va_start (args, format);
  g_string_append_vprintf (m->log, format, args);
  va_end (args);
  g_string_append_c (m->log, '\n');
  if (m->log->len > 3000) {
    const gchar *line = strchr (m->log->str + m->log->len - 2000, '\n');

    g_string_erase (m->log, 0, line - m->log->str + 1);
  }
}

#define check(m, condition, ...) G_STMT_START { \
  if (!(condition)) { \
    gchar *text_ = g_strdup_printf (__VA_ARGS__); \
    fail ("ONSET_MODEL_SEED=%u, step %u: %s\n%s", (m)->seed, (m)->step, \
        text_, (m)->log->str); \
  } \
} G_STMT_END

/* --- takes ----------------------------------------------------------------- */

static gint64
grid (Model * m, guint tick)
{
  return (gint64) rph_time_of (m->rph, tick);
}

static gdouble
period (Model * m)
{
  return (gdouble) GST_SECOND *m->rph->fps_d / m->rph->fps_n;
}

static gint64
time_of (Model * m, guint number)
{
  return g_array_index (m->frames, gint64, number);
}

static Take *
take_of (Model * m, guint id)
{
  return id && id <= m->takes->len ? &g_array_index (m->takes, Take, id - 1)
      : NULL;
}

static gdouble
start_of (Model * m, const Take * take, guint number)
{
  return (gdouble) (time_of (m, number) - time_of (m, take->first));
}

static gdouble
duration_of (Model * m, const Take * take)
{
  return take->first == take->end ? 0.0
      : start_of (m, take, take->end - 1) + period (m);
}

/* The frame that shows at a position, of the whole take. */
static guint
frame_at (Model * m, const Take * take, gdouble position)
{
  guint low = take->first, high = take->end;

  while (high - low > 1) {
    guint middle = low + (high - low) / 2;

    if (start_of (m, take, middle) <= position)
      low = middle;
    else
      high = middle;
  }
  return low;
}

/* The first and the last frame of a pass. */
static void
points_of (Model * m, const Take * take, guint * first, guint * last)
{
  *first = take->in == NONE ? take->first
      : frame_at (m, take, (gdouble) take->in);
  *last = take->out == NONE ? take->end - 1
      : frame_at (m, take, (gdouble) take->out);
  *last = MAX (*last, *first);
}

static guint
frame_between_points (Model * m, const Take * take, gdouble position)
{
  guint first, last;

  points_of (m, take, &first, &last);
  return CLAMP (frame_at (m, take, position), first, last);
}

/* --- the playhead ------------------------------------------------------------ */

static void
go_to (Model * m, Head * head, guint number)
{
  const Take *take = take_of (m, head->take);

  head->frame = number;
  head->at = start_of (m, take, number) + period (m) / 2;
  head->lead = period (m) / 2;
  head->look = FALSE;
}

/* Half of a slot's way: a frame's half at the most. */
static gdouble
half_slot (Model * m, gdouble rate)
{
  return period (m) / 2 * MIN (rate, 1.0);
}

/* The first frame of a pass shows as long as any other. */
static void
start_at (Model * m, Head * head, guint number)
{
  go_to (m, head, number);
  head->from = head->at - head->direction * head->lead;
  head->lead = half_slot (m, head->rate);
  head->at = head->from + head->direction * head->lead;
}

static void
go_live (Head * head)
{
  head->mode = LIVE;
  head->take = 0;
  head->fresh = head->look = FALSE;
}

static gboolean
is_outside (Head * head, gdouble low, gdouble high, gdouble border)
{
  return head->direction < 0 ? head->at + border < low
      : head->at - border >= high;
}

/* Over and over between the middles of the outermost frames. */
static void
fold (Head * head, gdouble low, gdouble high, gdouble border)
{
  gdouble length = high - low, way;

  way = head->direction > 0 ? head->at - low : 2 * length - (head->at - low);
  way = fmod (way, 2 * length);
  if (way < NEAR_BORDER)
    way += 2 * length;
  head->direction = way < length ? 1 : -1;
  if (fabs (way - length) < NEAR_BORDER)
    head->direction = border > TIE ? 1 : -1;
  if (fabs (way - 2 * length) < NEAR_BORDER && border <= TIE) {
    head->direction = 1;
    way -= 2 * length;
  }
  head->at = head->direction > 0 ? low + way : high - (way - length);
  head->from = head->direction > 0 ? low : high;
}

static void
wrap (Head * head, gdouble low, gdouble high, gdouble border)
{
  gdouble length = high - low;
  gdouble beyond = head->direction < 0 ? low - head->at : head->at - high;

  beyond = fmod (MAX (beyond, 0.0), length);
  if (MIN (beyond, length - beyond) < NEAR_BORDER)
    beyond = border > TIE ? 0.0 : length;
  head->from = head->direction < 0 ? high : low;
  head->at = head->from + head->direction * beyond;
}

/* At the camera's pace each pass begins in the middle of a frame, unless that is
 * in a gap. */
static void
begin_pass (Model * m, Head * head, const Take * take, gdouble border)
{
  guint frame = frame_between_points (m, take,
      head->at - head->direction * border);

  head->odd = head->pace != 1.0
      || head->at > start_of (m, take, frame) + period (m) + NEAR_BORDER;
  head->lead = half_slot (m, head->pace);
  if (!head->odd)
    go_to (m, head, frame);
}

/* Time passes between two slots. */
static void
move (Model * m, Head * head, gdouble elapsed, gdouble border,
    Expected * expected)
{
  const Take *take = take_of (m, head->take);
  guint first, last;
  gdouble low, high, turn = 0.0;
  AtEnd at_end = head->at_end;

  points_of (m, take, &first, &last);
  low = start_of (m, take, first);
  high = start_of (m, take, last) + period (m);
  /* One frame has nowhere to turn to. */
  if (at_end == AT_PING_PONG && first == last)
    at_end = AT_LOOP;
  if (at_end == AT_PING_PONG && head->pace != 1.0)
    turn = period (m) / 2;
  head->look = FALSE;
  head->at += head->direction * elapsed * head->pace;
  if (is_outside (head, low + turn, high - turn, border)) {
    switch (at_end) {
      case AT_LIVE:
        go_live (head);
        return;
      case AT_HOLD:
        go_to (m, head, head->direction < 0 ? first : last);
        head->mode = PAUSED;
        return;
      case AT_LOOP:
        wrap (head, low, high, border);
        break;
      case AT_PING_PONG:
        fold (head, low + period (m) / 2, high - period (m) / 2, border);
        head->mode = head->direction < 0 ? REVERSE : FORWARD;
        break;
    }
    expected->wrapped = TRUE;
    begin_pass (m, head, take, border);
  }
  head->frame = frame_between_points (m, take,
      head->at - head->direction * border);
}

/* A whole number of frames after the last slot. */
static gboolean
is_on_grid (Model * m, const Head * head, gint64 slot)
{
  gdouble frames = (gdouble) (slot - head->slot) / period (m);

  return frames > 0.5 && fabs (frames - rint (frames)) * period (m) < ROUNDING;
}

/* The slot that is made up when there is no live frame for it. */
static gint64
made_up_slot (Model * m, const Head * head)
{
  gdouble length = period (m);
  gdouble earliest = (gdouble) m->now - length * 3 / 4 - ROUNDING;
  gdouble slot = (gdouble) head->slot;

  do
    slot += length;
  while (slot < earliest);
  return (gint64) llrint (slot);
}

static gboolean
has_slot (Model * m, const Head * head, gint64 time)
{
  if (head->slot == NONE)
    return TRUE;
  return (gdouble) time > (gdouble) head->slot
      + (head->made_up ? period (m) / 2 : 0);
}

/* The position in the take that the segment says. */
static void
expect_position (Model * m, const Head * head, Expected * expected)
{
  const Take *take = take_of (m, head->take);
  gdouble middle = start_of (m, take, head->frame) + period (m) / 2;
  gdouble half = period (m) / 2;

  expected->tolerance = 2 * GST_USECOND;
  if (head->mode == PAUSED) {
    expected->stream_time = (gint64) (middle - half);
    return;
  }
  expected->stream_time = (gint64) llrint (head->at
      - head->direction * head->lead);
  if (head->odd || fabs (middle - head->at) > 1000.0)
    expected->tolerance = (gint64) (half + 1000.0);
}

/* What @head shows next; @live is the number of a live frame that waits, or
 * -1. @border: how far behind itself the playhead is read. */
static void
predict (Model * m, Head * head, gint64 live, gdouble border,
    Expected * expected)
{
  gint64 slot = live >= 0 ? time_of (m, (guint) live) : made_up_slot (m, head);

  /* The output may have looked at the clock before it went on. */
  if (live < 0 && head->fresh && m->came < slot
      && is_on_grid (m, head, m->came))
    slot = m->came;
  memset (expected, 0, sizeof (*expected));
  expected->jump = head->fresh;
  if (head->mode != LIVE && head->fresh && head->look)
    head->frame = frame_between_points (m, take_of (m, head->take),
        head->at - head->direction * border);
  else if (head->mode != LIVE && head->mode != PAUSED && !head->fresh)
    move (m, head, (gdouble) (slot - head->slot), border, expected);
  expected->put = head->put;
  head->look = head->put = FALSE;
  if (head->mode == LIVE && live < 0)
    return;

  head->odd |= head->rate != head->pace;
  head->pace = head->rate;
  expected->any = TRUE;
  expected->pts = slot;
  head->slot = slot;
  head->made_up = live < 0;
  if (head->mode == LIVE) {
    expected->number = (guint) live;
    expected->stream_time = slot;
    head->shown = NONE;
    return;
  }
  expected->number = head->frame;
  expected->gap = !head->fresh && head->shown == (gint64) head->frame;
  head->shown = (gint64) head->frame;
  head->fresh = FALSE;
  expect_position (m, head, expected);
}

/* --- pictures ---------------------------------------------------------------- */

static const gchar *
difference (Model * m, RphOutput * output, const Head * head,
    const Expected * expected, const RphFrame * frame)
{
  const GstStructure *state = output->state_pulled;
  const Take *take = take_of (m, head->take);

  if (frame->number != expected->number)
    return "the frame";
  if (ABS ((gint64) frame->pts - expected->pts) > ROUNDING)
    return "the slot";
  if (frame->gap != expected->gap)
    return "the GAP flag";
  if (frame->is_playback != (head->mode != LIVE))
    return "onset-frame";
  if (g_strcmp0 (gst_structure_get_string (state, "mode"),
          mode_nicks[head->mode]) != 0)
    return "the mode in onset-state";
  if (ABS ((gint64) frame->stream_time - expected->stream_time)
      > expected->tolerance)
    return "the position";
  if (head->mode == LIVE)
    return NULL;
  if (rph_get_uint (state, "take") != head->take)
    return "the take in onset-state";
  if (frame->take != head->take || frame->index != head->frame - take->first
      || frame->frames != take->end - take->first)
    return "what onset-frame says";
  if (frame->direction != head->direction)
    return "the direction";
  if (frame->source_running_time != (guint64) time_of (m, head->frame))
    return "source-running-time";
  return NULL;
}

static gboolean
is_playing (const Shown * shown)
{
  return shown->mode == REVERSE || shown->mode == FORWARD;
}

/* Running time since when sound is of @shown. What sounds is where the playhead
 * is in the middle of a slot, so at other rates than 1 neither the end of a pass
 * nor another rate is heard with a slot. */
static gdouble
cut_of (Model * m, const Head * head, const Shown * shown, const Shown * before)
{
  gdouble slot = (gdouble) shown->slot;

  if (shown->jump || shown->put || !is_playing (shown) || !is_playing (before)
      || shown->take != before->take)
    return slot;
  if (shown->wrapped) {
    gdouble way = (head->at - head->from) * head->direction;

    /* It is in step as soon as the pass is under way at both rates. */
    way = MIN ((way - half_slot (m, shown->rate)) / shown->rate,
        (way - half_slot (m, before->rate)) / before->rate);
    return slot - CLAMP (way, -period (m), period (m));
  }
  if (shown->rate == before->rate)
    return slot;
  return slot + (half_slot (m, before->rate) - half_slot (m, shown->rate))
      / (before->rate - shown->rate);
}

static void
remember_shown (Model * m, const Head * head, const Expected * expected)
{
  Shown shown = { head->slot, head->mode, head->take, head->direction,
    head->rate, 0.0, 0, 0, 0.0, expected->jump, expected->wrapped,
    expected->put, head->odd, m->rolling && head->take == m->takes->len,
    (gdouble) head->slot, FALSE
  };

  if (head->take) {
    const Take *take = take_of (m, head->take);
    guint first, last;

    points_of (m, take, &first, &last);
    shown.at = head->at - head->direction * half_slot (m, head->rate);
    shown.low = (gint64) start_of (m, take, first);
    shown.high = (gint64) (start_of (m, take, last) + period (m));
    if (head->at_end == AT_PING_PONG && first < last)
      shown.turn = period (m) / 2;
  }
  if (m->shown->len > 0)
    shown.cut = cut_of (m, head, &shown, &g_array_index (m->shown, Shown,
            m->shown->len - 1));
  g_array_append_val (m->shown, shown);
}

static gchar *
describe (Model * m, const Head * head, const Expected * e)
{
  guint first = 0, last = 0;

  if (!e->any)
    return g_strdup ("nothing");
  if (head->mode == LIVE)
    return g_strdup_printf ("live %u at %" G_GINT64_FORMAT, e->number, e->pts);
  points_of (m, take_of (m, head->take), &first, &last);
  return g_strdup_printf ("%s %u at %" G_GINT64_FORMAT "%s, position %"
      G_GINT64_FORMAT " +- %" G_GINT64_FORMAT
      " (take %u, playhead %.0f, from %u to %u)", mode_nicks[head->mode],
      e->number, e->pts, e->gap ? " (gap)" : "", e->stream_time, e->tolerance,
      head->take, head->at, first, last);
}

static const gdouble borders[] = { 50000.0, 2.0, TIE, NEAR_BORDER };

/* A picture came. */
static void
check_picture (Model * m, guint which, gint64 live)
{
  RphOutput *output = m->outputs[which];
  const gchar *wrong = NULL;
  gchar *text;
  RphFrame frame;
  guint i;

  rph_pull (output, &frame);
  m->came = (gint64) frame.pts;
  for (i = 0; i < G_N_ELEMENTS (borders); i++) {
    Head head = m->heads[which];
    Expected expected;
    const gchar *what;

    predict (m, &head, live, borders[i], &expected);
    what = expected.any ? difference (m, output, &head, &expected, &frame)
        : "that there is one";
    if (!what) {
      head.slot = (gint64) frame.pts;
      m->heads[which] = head;
      m->n_pictures++;
      if (which == 0)
        remember_shown (m, &head, &expected);
      return;
    }
    wrong = wrong ? wrong : what;
  }
  {
    Head head = m->heads[which];
    Expected expected;

    predict (m, &head, live, borders[0], &expected);
    text = describe (m, &head, &expected);
  }
  check (m, FALSE, "%s: %s is wrong: %s %u at %" G_GUINT64_FORMAT
      "%s, position %" G_GUINT64_FORMAT ", state %s; expected %s",
      GST_OBJECT_NAME (output->pad), wrong,
      frame.is_playback ? "playback" : "live", frame.number, frame.pts,
      frame.gap ? " (gap)" : "", frame.stream_time,
      gst_structure_get_string (output->state_pulled, "mode"), text);
}

/* Timers that are due fire. */
static void
fire_timers (Model * m)
{
  GstClockID id = NULL;

  while (gst_test_clock_peek_next_pending_id (m->rph->clock, &id)) {
    gboolean due = (gint64) gst_clock_id_get_time (id) <= m->now;

    gst_clock_id_unref (id);
    if (!due)
      return;
    id = gst_test_clock_process_next_clock_id (m->rph->clock);
    if (id)
      gst_clock_id_unref (id);
  }
}

/* The model may say that the pass has ended and no live frame is there: then
 * the output goes live and shows nothing. */
static gboolean
has_gone_live (Model * m, guint which, gint64 live)
{
  guint i;

  if (g_strcmp0 (rph_nick (m->outputs[which]->pad, "mode"), "live") != 0)
    return FALSE;
  for (i = 0; i < G_N_ELEMENTS (borders); i++) {
    Head head = m->heads[which];
    Expected expected;

    predict (m, &head, live, borders[i], &expected);
    if (!expected.any) {
      m->heads[which] = head;
      return TRUE;
    }
  }
  return FALSE;
}

/* The next picture of an output. */
static void
settle (Model * m, guint which, gint64 live)
{
  RphOutput *output = m->outputs[which];
  gint64 until = rph_deadline ();

  for (;;) {
    Head head = m->heads[which];
    Expected expected;
    gchar *text;

    m->came = G_MAXINT64;
    if (rph_pending (output) > 0) {
      check_picture (m, which, live);
      return;
    }
    if (has_gone_live (m, which, live))
      return;
    fire_timers (m);
    if (g_get_monotonic_time () < until) {
      g_thread_yield ();
      continue;
    }
    predict (m, &head, live, borders[0], &expected);
    text = describe (m, &head, &expected);
    check (m, FALSE, "%s shows nothing; expected %s",
        GST_OBJECT_NAME (output->pad), text);
  }
}

/* --- sound ------------------------------------------------------------------- */

static gdouble
samples_of (Model * m, gdouble time)
{
  return time * m->samples_per_second / GST_SECOND;
}

/* Where in the take the sound is at @time. */
static gdouble
position_at (const Shown * shown, gdouble time)
{
  return shown->at + shown->direction * shown->rate
      * (time - (gdouble) shown->slot);
}

/* The sample that sounds at @time, as a value. */
static gdouble
ideal (Model * m, const Shown * shown, gdouble time)
{
  const Take *take = take_of (m, shown->take);
  gdouble at;

  if (shown->mode == LIVE)
    return samples_of (m, time) + 1;
  at = samples_of (m, (gdouble) time_of (m, take->first)
      + position_at (shown, time));
  return shown->direction < 0 ? at : at + 1;
}

static gboolean
is_same_pass (const Shown * a, const Shown * b)
{
  return a->mode == b->mode && a->take == b->take && a->rate == b->rate
      && a->direction == b->direction && !b->jump && !b->wrapped && !b->put;
}

/* The start of the pass that @i is in. */
static const Shown *
pass_of (Model * m, guint i)
{
  const Shown *shown = &g_array_index (m->shown, Shown, i);

  while (i > 0 && is_same_pass (shown - 1, shown)) {
    shown--;
    i--;
  }
  return shown;
}

/* A sound that changes does so at a sample of its own. */
static gboolean
is_at_cut (Model * m, gdouble time, const Shown * pass, const Shown * shown,
    const Shown * next)
{
  gdouble sample = (gdouble) GST_SECOND / m->samples_per_second;

  return time - pass->cut < sample
      || (next && next->cut - time < sample && !is_same_pass (shown, next));
}

/* How far from the playhead's sound may come round where @shown follows on the
 * slot before, which is of another pass. */
static gdouble
seam_of (const Shown * shown)
{
  if (shown->jump)
    return -1.0;
  return shown->rate == 1.0 || (shown - 1)->rate == 1.0 ? SEAM : SEAM_AT_RATES;
}

static gboolean
is_at_seam (Model * m, gdouble time, const Shown * pass, const Shown * shown,
    const Shown * next)
{
  if (pass != &g_array_index (m->shown, Shown, 0)
      && fabs (time - pass->cut) <= seam_of (pass))
    return TRUE;
  return next && !is_same_pass (shown, next)
      && fabs (next->cut - time) <= seam_of (next);
}

/* Whether the pass before @pass had another end than the playhead went for: its
 * points were moved, or the playhead was put into the middle of a frame. Sound
 * of that may have been out. */
static gboolean
was_longer (Model * m, const Shown * pass)
{
  guint i = (guint) (pass - &g_array_index (m->shown, Shown, 0));

  return i > 0 && (pass_of (m, i - 1)->moved || (pass - 1)->odd);
}

/* Where fades, resamplers' edges and seams leave it open what is heard. */
static gboolean
is_open (Model * m, gdouble time)
{
  const Shown *shown = &g_array_index (m->shown, Shown, m->at_shown);
  const Shown *pass = pass_of (m, m->at_shown), *next = NULL;
  gdouble since = time - pass->cut, edge, at;

  if (m->at_shown + 1 < m->shown->len)
    next = &g_array_index (m->shown, Shown, m->at_shown + 1);
  if (is_at_cut (m, time, pass, shown, next))
    return TRUE;
  if (pass != &g_array_index (m->shown, Shown, 0) && !is_playing (shown)
      && is_playing (pass - 1) && since < SEAM + FADE + GST_MSECOND)
    return TRUE;
  if (shown->mode == LIVE)
    return next && next->mode != LIVE
        && time > (gdouble) (next->slot - FADE - 2 * (gint64) GST_MSECOND);
  if (!is_playing (shown))
    return FALSE;
  at = position_at (shown, time);
  edge = shown->rate != 1.0
      ? shown->rate * GST_SECOND * 300 / m->samples_per_second
      : 1.5 * GST_SECOND / m->samples_per_second
      + (pass->jump ? 0 : (gdouble) SEAM);
  if (pass->moved || is_at_seam (m, time, pass, shown, next)
      || (!pass->jump && was_longer (m, pass) && time < (gdouble) pass->slot))
    return TRUE;
  /* Of a rolling take there is no sound yet. */
  if (shown->rolling && at > (gdouble) shown->high - 3 * period (m) - edge)
    return TRUE;
  /* It would have turned, and something else came. */
  if (shown->direction < 0 ? at < (gdouble) shown->low + shown->turn + edge
      : at > (gdouble) shown->high - shown->turn - edge)
    return TRUE;
  return at < (gdouble) shown->low + edge || at > (gdouble) shown->high - edge;
}

static void
check_value (Model * m, gdouble time, gdouble value)
{
  const Shown *shown = &g_array_index (m->shown, Shown, m->at_shown);
  gdouble want = ideal (m, shown, time);
  const Shown *pass = pass_of (m, m->at_shown);
  gdouble off = fabs (value - want), most = 2.0;

  if (shown->mode == PAUSED) {
    check (m, value == 0.0, "sound %.3f at %.0f in a pause", value, time);
    return;
  }
  if (shown->rate != 1.0)
    most = samples_of (m, SEAM_AT_RATES * MAX (shown->rate, 1.0));
  else if (!pass->jump)
    most += samples_of (m, SEAM);
  /* The slowest resampler is a little louder. */
  if (shown->rate < 0.1)
    most += want / 1000;
  check (m, off <= most,
      "sound at %.0f is %.3f, not %.3f +- %.0f (%s of take %u"
      " at rate %g from %" G_GINT64_FORMAT ", position %.0f of %"
      G_GINT64_FORMAT " to %" G_GINT64_FORMAT ")", time, value, want, most,
      mode_nicks[shown->mode], shown->take, shown->rate, shown->slot,
      position_at (shown, time), shown->low, shown->high);
}

static void
check_sample (Model * m, gdouble time, gdouble value)
{
  const Shown *shown;
  gboolean first = FALSE, open;

  while (m->at_shown + 1 < m->shown->len
      && time + 1.0 >= g_array_index (m->shown, Shown, m->at_shown + 1).cut) {
    m->at_shown++;
    shown = &g_array_index (m->shown, Shown, m->at_shown);
    first |= !is_same_pass (shown - 1, shown);
  }
  shown = &g_array_index (m->shown, Shown, m->at_shown);
  open = is_open (m, time);
  if (!open) {
    check_value (m, time, value);
    m->n_compared++;
  }
  if (!open && !first && m->before_valid && shown->mode != PAUSED
      && (shown->rate == 1.0 || shown->mode == LIVE))
    check (m, value - m->before == (shown->mode == LIVE ? 1 :
            shown->direction), "sound at %.0f goes from %.0f to %.0f",
        time, m->before, value);
  m->before = value;
  m->before_valid = !open;
  m->n_samples++;
}

static void
check_buffer (Model * m, GstBuffer * buffer)
{
  gint64 pts = (gint64) GST_BUFFER_PTS (buffer);
  GstMapInfo map;
  gsize i, n;

  check (m, ABS (pts - m->heard) <= (gint64) GST_MSECOND,
      "sound goes on at %" G_GINT64_FORMAT ", not at %" G_GINT64_FORMAT, pts,
      m->heard);
  gst_buffer_map (buffer, &map, GST_MAP_READ);
  n = map.size / sizeof (gdouble);
  for (i = 0; i < n; i++)
    check_sample (m, (gdouble) pts + (gdouble) i * GST_SECOND
        / m->samples_per_second, ((const gdouble *) map.data)[i]);
  gst_buffer_unmap (buffer, &map);
  m->heard = pts + (gint64) llrint ((gdouble) n * GST_SECOND
      / m->samples_per_second);
}

/* The end of a buffer. */
static gint64
end_of (Model * m, GstBuffer * buffer)
{
  return (gint64) GST_BUFFER_PTS (buffer)
      + (gint64) (gst_buffer_get_size (buffer) / sizeof (gdouble)
      * GST_SECOND / m->samples_per_second);
}

/* Sound that lies before main's last slot is decided. */
static GstBuffer *
next_buffer (Model * m, gint64 until)
{
  GstBuffer *buffer;

  g_mutex_lock (&m->rph->lock);
  buffer = g_queue_peek_head (&m->sound);
  if (buffer && end_of (m, buffer) <= until)
    g_queue_pop_head (&m->sound);
  else
    buffer = NULL;
  g_mutex_unlock (&m->rph->lock);
  return buffer;
}

static void
check_sound (Model * m)
{
  gint64 slot = m->heads[0].slot, due = slot - 2 * (gint64) period (m)
      - 100 * (gint64) GST_MSECOND;
  gint64 until = rph_deadline ();

  for (;;) {
    GstBuffer *buffer = next_buffer (m, slot);

    if (buffer) {
      check_buffer (m, buffer);
      gst_buffer_unref (buffer);
    } else if (m->heard >= due) {
      return;
    } else {
      check (m, g_get_monotonic_time () < until,
          "sound stands at %" G_GINT64_FORMAT ", the picture is at %"
          G_GINT64_FORMAT, m->heard, slot);
      fire_timers (m);
      g_thread_yield ();
    }
  }
}

static GstFlowReturn
hear (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  Model *m = g_object_get_data (G_OBJECT (pad), "model");

  g_mutex_lock (&m->rph->lock);
  g_queue_push_tail (&m->sound, buffer);
  g_mutex_unlock (&m->rph->lock);
  return GST_FLOW_OK;
}

static void
push_sound_buffer (Model * m, guint n)
{
  gdouble *samples = g_new (gdouble, n);
  guint i;
  GstBuffer *buffer;

  for (i = 0; i < n; i++)
    samples[i] = (gdouble) (m->pushed + i + 1);
  buffer = gst_buffer_new_wrapped (samples, n * sizeof (gdouble));
  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale_round (m->pushed, GST_SECOND,
      m->samples_per_second);
  GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale_round (n, GST_SECOND,
      m->samples_per_second);
  m->pushed += n;
  fail_unless_equals_int (gst_harness_push (m->mic, buffer), GST_FLOW_OK);
}

/* The sound of a tick, in buffers of any length. */
static void
push_sound (Model * m, guint tick)
{
  guint64 end = gst_util_uint64_scale_round (rph_time_of (m->rph, tick + 1),
      m->samples_per_second, GST_SECOND);

  while (m->pushed < end) {
    guint64 left = end - m->pushed;

    push_sound_buffer (m, g_rand_boolean (m->rand) ? (guint) left
        : (guint) g_rand_int_range (m->rand, 1, (gint32) left + 1));
  }
}

/* --- the camera's steps ------------------------------------------------------ */

static void
set_now (Model * m, gint64 now)
{
  m->now = MAX (m->now, now);
  rph_set_time (m->rph, (GstClockTime) m->now);
}

static void
push_frame (Model * m, gint64 time)
{
  Rph *rph = m->rph;

  g_array_append_val (m->frames, time);
  if (m->rolling)
    g_array_index (m->takes, Take, m->takes->len - 1).end = rph->number + 1;
  fail_unless_equals_int (gst_harness_push (rph->main->harness,
          rph_make_frame (rph, rph->number++, (GstClockTime) time)),
      GST_FLOW_OK);
}

static void
next_frame (Model * m)
{
  gboolean sound_first = g_rand_boolean (m->rand);
  guint number = m->rph->number, i;
  gint64 time = grid (m, m->tick);

  set_now (m, time);
  if (sound_first)
    push_sound (m, m->tick);
  push_frame (m, time);
  if (!sound_first)
    push_sound (m, m->tick);
  m->tick++;
  for (i = 0; i < N_OUTPUTS; i++)
    if (has_slot (m, &m->heads[i], time))
      settle (m, i, (gint64) number);
  check_sound (m);
}

/* Nothing comes from the camera; the clock wakes whom it wakes a little late. */
static void
stall (Model * m)
{
  gint64 time = grid (m, m->tick), length = (gint64) period (m), late;
  guint i;

  set_now (m, time);
  push_sound (m, m->tick);
  m->tick++;
  late = length * g_rand_int_range (m->rand, 26, 70) / 100;
  set_now (m, time + late);
  for (i = 0; i < N_OUTPUTS; i++) {
    Head *head = &m->heads[i];

    while (head->mode != LIVE
        && made_up_slot (m, head) + length / 4 + ROUNDING <= m->now)
      settle (m, i, NONE);
  }
  check_sound (m);
}

/* --- commands ---------------------------------------------------------------- */

static const gdouble rates[] = {
  0.05, 0.1, 0.25, 0.5, 0.7071, 1.0, 1.0, 1.0, 1.0, 1.5, 2.0, 3.3, 8.0, 16.0
};

static gdouble
some_rate (Model * m)
{
  return rates[g_rand_int_range (m->rand, 0, G_N_ELEMENTS (rates))];
}

/* Somewhere in the take, on its borders, or far away. */
static guint64
some_position (Model * m, const Take * take)
{
  gdouble duration = duration_of (m, take);

  switch (g_rand_int_range (m->rand, 0, 8)) {
    case 0:
      return 0;
    case 1:
      return (guint64) duration;
    case 2:
      return (guint64) duration *3;
    case 3:
      return G_MAXINT64 - 1;
    default:
      return (guint64) (g_rand_double (m->rand) * duration);
  }
}

static gdouble
as_position (guint64 position)
{
  return (gdouble) MIN (position, (guint64) G_MAXINT64 / 4);
}

/* Whether the element said what the model says. */
static void
agree (Model * m, guint which, const gchar * command, gboolean ok,
    gboolean expected)
{
  explain (m, "%s: %s%s", GST_OBJECT_NAME (m->outputs[which]->pad), command,
      ok ? "" : " (refused)");
  check (m, ok == expected, "%s was %s", command,
      ok ? "obeyed, and should not have been" : m->rph->reason);
}

static const Take *
reviewed (Model * m, const Head * head)
{
  return head->mode == LIVE ? NULL : take_of (m, head->take);
}

/* A command's picture goes out at once. */
static void
show_at_once (Model * m, guint which)
{
  m->heads[which].fresh = TRUE;
  settle (m, which, NONE);
  check_sound (m);
}

static void
start_playing (Model * m, guint which, guint id, gint direction,
    gdouble position)
{
  Head *head = &m->heads[which];
  const Take *take = take_of (m, id);
  guint first, last;

  points_of (m, take, &first, &last);
  head->take = id;
  head->direction = direction;
  head->mode = direction < 0 ? REVERSE : FORWARD;
  head->odd = head->rate != 1.0;
  head->pace = head->rate;
  start_at (m, head, position >= 0.0 ? frame_between_points (m, take, position)
      : direction < 0 ? last : first);
  head->fresh = TRUE;
}

static void
do_roll (Model * m)
{
  guint64 lead = g_rand_boolean (m->rand) ? 0
      : (guint64) (period (m) * g_rand_int_range (m->rand, 0, 12));
  Take take = { m->rph->number, m->rph->number, NONE, NONE, FALSE, FALSE };
  gboolean ok = rph_command (m->rph->main, "take-start",
      "lead", G_TYPE_UINT64, lead, NULL);

  agree (m, 0, "take-start", ok, !m->rolling);
  if (!ok)
    return;
  while (lead > 0 && take.first > 0 && (gdouble) time_of (m, take.first - 1)
      >= (gdouble) time_of (m, m->rph->number - 1) + period (m) / 2
      - (gdouble) lead)
    take.first--;
  g_array_append_val (m->takes, take);
  m->rolling = TRUE;
  go_live (&m->heads[0]);
}

static void
do_cut (Model * m)
{
  gboolean ok = rph_command (m->rph->main, "take-stop", NULL);
  const Take *take = take_of (m, m->takes->len);
  guint i;

  agree (m, 0, "take-stop", ok, m->rolling);
  if (!ok)
    return;
  m->rolling = FALSE;
  for (i = 0; i < N_OUTPUTS; i++) {
    Head *head = &m->heads[i];
    gint what = head->once >= 0 ? head->once : head->after_take;

    head->once = -1;
    if (what == 0 || take->first == take->end)
      continue;
    start_playing (m, i, m->takes->len, what == 1 ? -1 : 1, -1.0);
    settle (m, i, NONE);
  }
  check_sound (m);
}

/* The latest take that ended, has frames and was not discarded; the rolling
 * one when there is no other. */
static guint
latest (Model * m)
{
  guint id = m->takes->len - (m->rolling ? 1 : 0);

  for (; id > 0; id--) {
    const Take *take = take_of (m, id);

    if (take->end > take->first && !take->discarded)
      return id;
  }
  return m->rolling ? m->takes->len : 0;
}

static void
do_play (Model * m, guint which)
{
  guint id = (guint) g_rand_int_range (m->rand, 0, (gint32) m->takes->len + 2);
  gboolean reverse = g_rand_boolean (m->rand), ok;
  gdouble rate = g_rand_boolean (m->rand) ? some_rate (m) : 0.0;
  guint meant = id ? id : latest (m);
  const Take *take = take_of (m, meant);
  gboolean from = take && g_rand_int_range (m->rand, 0, 4) == 0;
  guint64 position = from ? some_position (m, take) : 0;

  if (from)
    ok = rph_command (m->outputs[which], "play", "take", G_TYPE_UINT, id,
        "direction", G_TYPE_STRING, reverse ? "reverse" : "forward",
        "position", G_TYPE_UINT64, position, NULL);
  else if (rate != 0.0)
    ok = rph_command (m->outputs[which], "play", "take", G_TYPE_UINT, id,
        "direction", G_TYPE_STRING, reverse ? "reverse" : "forward",
        "rate", G_TYPE_DOUBLE, rate, NULL);
  else
    ok = rph_command (m->outputs[which], "play", "take", G_TYPE_UINT, id,
        "direction", G_TYPE_STRING, reverse ? "reverse" : "forward", NULL);
  agree (m, which, reverse ? "play reverse" : "play forward", ok,
      take && take->end > take->first);
  if (!ok)
    return;
  if (!from && rate != 0.0)
    m->heads[which].rate = rate;
  explain (m, "take %u, %u frames, rate %g, from %" G_GINT64_FORMAT, meant,
      take->end - take->first, m->heads[which].rate,
      from ? (gint64) position : -1);
  start_playing (m, which, meant, reverse ? -1 : 1,
      from ? as_position (position) : -1.0);
  settle (m, which, NONE);
  check_sound (m);
}

static void
do_live (Model * m, guint which)
{
  agree (m, which, "live", rph_command (m->outputs[which], "live", NULL), TRUE);
  go_live (&m->heads[which]);
}

static void
do_pause (Model * m, guint which)
{
  static const gchar *const names[] = { "pause", "resume", "pause-toggle" };
  guint i = (guint) g_rand_int_range (m->rand, 0, 3);
  gboolean ok = rph_command (m->outputs[which], names[i], NULL);
  Head *head = &m->heads[which];
  gboolean paused = head->mode == PAUSED;

  agree (m, which, names[i], ok, reviewed (m, head) != NULL);
  if (!ok)
    return;
  if (i == 0 || (i == 2 && !paused))
    head->mode = PAUSED;
  else
    head->mode = head->direction < 0 ? REVERSE : FORWARD;
}

static void
do_step (Model * m, guint which)
{
  gint frames = g_rand_int_range (m->rand, -3, 4)
      * (g_rand_int_range (m->rand, 0, 6) ? 1 : 1000);
  gboolean ok = rph_command (m->outputs[which], "step",
      "frames", G_TYPE_INT, frames, NULL);
  Head *head = &m->heads[which];
  const Take *take = reviewed (m, head);
  guint first, last;
  gint64 to;

  agree (m, which, "step", ok, take != NULL);
  if (!ok)
    return;
  points_of (m, take, &first, &last);
  to = (gint64) CLAMP (head->frame, first, last) + frames;
  head->mode = PAUSED;
  go_to (m, head, (guint) CLAMP (to, (gint64) first, (gint64) last));
  show_at_once (m, which);
}

static void
do_seek (Model * m, guint which)
{
  Head *head = &m->heads[which];
  const Take *take = reviewed (m, head);
  guint64 position = take ? some_position (m, take) : 0;
  gboolean ok = rph_command (m->outputs[which], "seek",
      "position", G_TYPE_UINT64, position, NULL);

  agree (m, which, "seek", ok, take != NULL);
  if (!ok)
    return;
  explain (m, "to %" G_GUINT64_FORMAT, position);
  go_to (m, head, frame_between_points (m, take, as_position (position)));
  show_at_once (m, which);
}

/* As a player does it: the sign of the rate is the direction; in reverse it
 * starts where the segment stops. */
static void
do_seek_event (Model * m, guint which)
{
  Head *head = &m->heads[which];
  const Take *take = reviewed (m, head);
  gdouble rate = some_rate (m) * (g_rand_boolean (m->rand) ? 1 : -1);
  gint64 position = take && g_rand_boolean (m->rand)
      ? (gint64) MIN (some_position (m, take), (guint64) G_MAXINT64 / 4) : NONE;
  GstSeekType set = position == NONE ? GST_SEEK_TYPE_NONE : GST_SEEK_TYPE_SET;
  GstEvent *event = gst_event_new_seek (rate, GST_FORMAT_TIME,
      g_rand_boolean (m->rand) ? GST_SEEK_FLAG_FLUSH : GST_SEEK_FLAG_NONE,
      rate < 0 && set ? GST_SEEK_TYPE_SET : set, rate < 0 && set ? 0 : position,
      rate < 0 ? set : GST_SEEK_TYPE_NONE, rate < 0 ? position : NONE);
  gboolean ok = gst_harness_push_upstream_event (m->outputs[which]->harness,
      event);

  agree (m, which, "SEEK", ok, take != NULL);
  if (!ok)
    return;
  explain (m, "rate %g, to %" G_GINT64_FORMAT, rate, position);
  head->odd |= fabs (rate) != 1.0 || head->rate != 1.0;
  head->rate = fabs (rate);
  head->direction = rate < 0 ? -1 : 1;
  if (head->mode != PAUSED)
    head->mode = rate < 0 ? REVERSE : FORWARD;
  head->look = position == NONE;
  if (position != NONE) {
    go_to (m, head, frame_between_points (m, take,
            rate < 0 ? (gdouble) MAX (position - 1, 0) : (gdouble) position));
    head->odd = head->rate != 1.0;
  }
  head->pace = head->rate;
  show_at_once (m, which);
}

static void
do_rate (Model * m, guint which)
{
  Head *head = &m->heads[which];
  gdouble rate = some_rate (m);

  if (g_rand_int_range (m->rand, 0, 10) == 0) {
    agree (m, which, "rate 17", rph_command (m->outputs[which], "rate",
            "rate", G_TYPE_DOUBLE, 17.0, NULL), FALSE);
    return;
  }
  agree (m, which, "rate", rph_command (m->outputs[which], "rate",
          "rate", G_TYPE_DOUBLE, rate, NULL), TRUE);
  explain (m, "%g", rate);
  head->rate = rate;
}

/* Passes of @take (NULL = of any) whose sound has not come end where they did or
 * where they do now. */
static void
ends_moved (Model * m, const Take * take)
{
  guint i;

  for (i = m->at_shown; i < m->shown->len; i++) {
    Shown *pass = (Shown *) pass_of (m, i);

    if (!take || take_of (m, pass->take) == take)
      pass->moved = TRUE;
  }
}

static void
do_at_end (Model * m, guint which)
{
  guint i = (guint) g_rand_int_range (m->rand, 0, 4);

  agree (m, which, at_end_nicks[i], rph_command (m->outputs[which], "at-end",
          "value", G_TYPE_STRING, at_end_nicks[i], NULL), TRUE);
  if (which == 0 && m->heads[0].at_end != (AtEnd) i)
    ends_moved (m, NULL);
  m->heads[which].at_end = (AtEnd) i;
}

static void
do_after_take (Model * m, guint which)
{
  gint i = g_rand_int_range (m->rand, 0, 3);
  gboolean once = g_rand_boolean (m->rand);

  agree (m, which, "after-take", rph_command (m->outputs[which], "after-take",
          "value", G_TYPE_STRING, after_take_nicks[i],
          "once", G_TYPE_BOOLEAN, once, NULL), TRUE);
  if (once)
    m->heads[which].once = i;
  else
    m->heads[which].after_take = i;
}

/* Of the take under review, or of the one that rolls. */
static Take *
take_in_view (Model * m, guint which, gint64 * here)
{
  const Head *head = &m->heads[which];
  Take *take = take_of (m, head->mode == LIVE ? 0 : head->take);

  if (take) {
    *here = (gint64) start_of (m, take, head->frame);
    return take;
  }
  take = m->rolling ? take_of (m, m->takes->len) : NULL;
  if (take)
    *here = (gint64) duration_of (m, take);
  return take;
}

static gboolean
may_set_point (Model * m, const Take * take, gboolean is_in, gint64 position)
{
  gboolean rolls = m->rolling && take == take_of (m, m->takes->len);

  if (!rolls && (gdouble) position >= duration_of (m, take) - 1.0)
    return FALSE;
  if (is_in)
    return take->out == NONE || position <= take->out;
  return take->in == NONE || position >= take->in;
}

/* A playhead that lies outside of the points now goes to the nearest one; a
 * paused picture stays. */
static void
keep_between_points (Model * m, const Take * take)
{
  guint first, last, i;

  ends_moved (m, take);
  for (i = 0; i < N_OUTPUTS; i++) {
    Head *head = &m->heads[i];
    guint frame = head->frame;

    if (reviewed (m, head) != take)
      continue;
    points_of (m, take, &first, &last);
    if (frame >= first && frame <= last)
      continue;
    go_to (m, head, CLAMP (frame, first, last));
    head->frame = frame;
    head->put = TRUE;
  }
}

static void
do_point (Model * m, guint which)
{
  gboolean is_in = g_rand_boolean (m->rand), ok;
  gboolean given = g_rand_boolean (m->rand);
  const gchar *name = is_in ? "in" : "out";
  gint64 position = 0;
  Take *take = take_in_view (m, which, &position);

  /* Where a rolling take has come to is on the border of two frames. */
  given |= m->heads[which].mode == LIVE;
  if (take && given)
    position = (gint64) (g_rand_double (m->rand) * 1.2 * duration_of (m, take));
  ok = given ? rph_command (m->outputs[which], name,
      "position", G_TYPE_UINT64, (guint64) position, NULL)
      : rph_command (m->outputs[which], name, NULL);
  agree (m, which, name, ok, take && may_set_point (m, take, is_in, position));
  if (!ok)
    return;
  explain (m, "at %" G_GINT64_FORMAT, position);
  if (is_in)
    take->in = position;
  else
    take->out = position;
  keep_between_points (m, take);
}

static void
do_label (Model * m, guint which)
{
  guint id = (guint) g_rand_int_range (m->rand, 1, (gint32) m->takes->len + 2);
  Take *take = take_of (m, id);
  gboolean circle = g_rand_boolean (m->rand);
  gboolean rolls = m->rolling && id == m->takes->len, ok;

  ok = rph_command (m->outputs[which], circle ? "circle" : "discard",
      "take", G_TYPE_UINT, id, NULL);
  agree (m, which, circle ? "circle" : "discard", ok,
      take && (circle || (!rolls && !take->circled)));
  if (ok && circle)
    take->circled = !take->circled;
  else if (ok)
    take->discarded = TRUE;
}

/* --- a run ------------------------------------------------------------------- */

static void
some_command (Model * m)
{
  guint which = g_rand_int_range (m->rand, 0, 3) == 0;

  switch (g_rand_int_range (m->rand, 0, 30)) {
    case 0 ... 2:
      do_roll (m);
      break;
    case 3 ... 5:
      do_cut (m);
      break;
    case 6 ... 9:
      do_play (m, which);
      break;
    case 10:
      do_live (m, which);
      break;
    case 11 ... 13:
      do_pause (m, which);
      break;
    case 14 ... 15:
      do_step (m, which);
      break;
    case 16 ... 17:
      do_seek (m, which);
      break;
    case 18 ... 19:
      do_seek_event (m, which);
      break;
    case 20 ... 21:
      do_rate (m, which);
      break;
    case 22 ... 24:
      do_at_end (m, which);
      break;
    case 25:
      do_after_take (m, which);
      break;
    case 26 ... 28:
      do_point (m, which);
      break;
    default:
      do_label (m, which);
      break;
  }
}

static void
random_step (Model * m)
{
  gint what = g_rand_int_range (m->rand, 0, 100);
  gint n;

  if (what < 75) {
    next_frame (m);
  } else if (what < 77) {
    n = g_rand_int_range (m->rand, 1, 6);
    explain (m, "stall of %d frames from %u", n, m->tick);
    while (n--)
      stall (m);
  } else {
    some_command (m);
  }
}

/* Nobody asks for these. */
static void
forget_reports (Model * m)
{
  GstMessage *message;
  GstEvent *event;

  g_list_free_full (m->rph->messages, (GDestroyNotify) gst_structure_free);
  m->rph->messages = NULL;
  while ((message = gst_bus_pop (m->rph->bus)))
    gst_message_unref (message);
  while ((event = gst_harness_try_pull_upstream_event (m->rph->main->harness)))
    gst_event_unref (event);
}

static void
open_mic (Model * m)
{
  gchar *caps = g_strdup_printf ("audio/x-raw,format=F64LE,layout=interleaved,"
      "channels=1,rate=%u", m->samples_per_second);

  m->mic = gst_harness_new_with_element (m->rph->element, "sink_0", "src_0");
  g_object_set_data (G_OBJECT (m->mic->sinkpad), "model", m);
  gst_pad_set_chain_function (m->mic->sinkpad, hear);
  gst_harness_set_live (m->mic, TRUE);
  gst_harness_set_src_caps_str (m->mic, caps);
  g_free (caps);
}

static void
close_mic (Model * m)
{
  GstPad *pad = gst_pad_get_peer (m->mic->srcpad);

  gst_element_release_request_pad (m->rph->element, pad);
  gst_object_unref (pad);
  gst_harness_teardown (m->mic);
  g_queue_clear_full (&m->sound, (GDestroyNotify) gst_buffer_unref);
}

/* Until then little is kept outside of takes, and a lead may come to less. */
static void
wait_for_memory (Model * m)
{
  gint64 until = rph_deadline ();
  guint64 ready = 0;

  while (ready < HISTORY / 2 && g_get_monotonic_time () < until) {
    GstStructure *stats;

    g_object_get (m->rph->element, "stats", &stats, NULL);
    ready = rph_get_uint64 (stats, "ready-bytes");
    gst_structure_free (stats);
    g_thread_yield ();
  }
}

static void
model_open (Model * m, guint seed)
{
  static const gint frame_rates[][2] = {
    {25, 1}, {24, 1}, {30000, 1001}, {50, 1}
  };
  static const guint sample_rates[] = { 48000, 44100, 8000 };
  guint i = seed % G_N_ELEMENTS (frame_rates);

  memset (m, 0, sizeof (*m));
  m->seed = seed;
  m->rand = g_rand_new_with_seed (seed);
  m->log = g_string_new ("");
  m->rph = rph_new_with ("max-size-bytes", HISTORY, NULL);
  rph_set_caps (m->rph, "GRAY8", 16, 8, frame_rates[i][0], frame_rates[i][1]);
  m->samples_per_second = sample_rates[seed % G_N_ELEMENTS (sample_rates)];
  m->frames = g_array_new (FALSE, FALSE, sizeof (gint64));
  m->takes = g_array_new (FALSE, FALSE, sizeof (Take));
  m->shown = g_array_new (FALSE, FALSE, sizeof (Shown));
  for (i = 0; i < N_OUTPUTS; i++) {
    Head head =
        { LIVE, 0, -1, 1.0, 1.0, AT_LIVE, i == 0, -1, 0.0, 0.0, 0.0, 0, FALSE,
      FALSE, FALSE, NONE, FALSE, NONE, FALSE
    };

    m->heads[i] = head;
  }
  m->outputs[0] = m->rph->main;
  m->outputs[1] = rph_add_review (m->rph, "review_0");
  open_mic (m);
  next_frame (m);
  wait_for_memory (m);
}

static void
model_close (Model * m)
{
  close_mic (m);
  rph_free (m->rph);
  g_array_unref (m->frames);
  g_array_unref (m->takes);
  g_array_unref (m->shown);
  g_string_free (m->log, TRUE);
  g_rand_free (m->rand);
}

static guint
number_from (const gchar * variable, guint otherwise)
{
  const gchar *text = g_getenv (variable);

  return text ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

GST_START_TEST (any_commands_in_any_order)
{
  guint only = number_from ("ONSET_MODEL_SEED", 0);
  guint steps = number_from ("ONSET_MODEL_STEPS", STEPS);
  guint seed = only ? only : (guint) __i__ + 1;
  gint64 until = g_get_monotonic_time () + SECONDS_MOST * G_TIME_SPAN_SECOND;
  Model m;

  if (only && __i__ > 0)
    return;
  model_open (&m, seed);
  for (m.step = 1; m.step <= steps && g_get_monotonic_time () < until; m.step++) {
    random_step (&m);
    if (m.step % 64 == 0)
      forget_reports (&m);
  }
  printf ("seed %u: %u steps, %u pictures, %u samples, %u compared\n", seed,
      m.step - 1, m.n_pictures, m.n_samples, m.n_compared);
  model_close (&m);
}

GST_END_TEST;

static Suite *
reverseplay_model_suite (void)
{
  Suite *s = suite_create ("reverseplay-model");
  TCase *tc = tcase_create ("model");

  suite_add_tcase (s, tc);
  tcase_add_loop_test (tc, any_commands_in_any_order, 0, 8);
  return s;
}

GST_CHECK_MAIN (reverseplay_model);
