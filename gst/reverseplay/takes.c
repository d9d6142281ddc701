/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "takes.h"

#include <string.h>

struct _RpTakes
{
  RpHistory *history;
  GPtrArray *takes;             /* oldest first */
  RpTake *rolling;
  GArray *margins;              /* ns per track */
  guint last_id;
  guint version;
};

static void
mark_clear (gpointer data)
{
  g_free (((RpMark *) data)->text);
}

static void
take_free (gpointer data)
{
  RpTake *take = data;
  gint i;

  for (i = 0; i < RP_N_TEXTS; i++)
    g_free (take->texts[i]);
  g_array_unref (take->spans);
  g_array_unref (take->marks);
  g_array_unref (take->jerks);
  g_free (take);
}

RpTakes *
rp_takes_new (RpHistory * history)
{
  RpTakes *takes = g_new0 (RpTakes, 1);

  takes->history = history;
  takes->takes = g_ptr_array_new_with_free_func (take_free);
  takes->margins = g_array_new (FALSE, TRUE, sizeof (guint64));
  return takes;
}

void
rp_takes_free (RpTakes * takes)
{
  g_ptr_array_unref (takes->takes);
  g_array_unref (takes->margins);
  g_free (takes);
}

void
rp_takes_clear (RpTakes * takes)
{
  takes->rolling = NULL;
  g_ptr_array_set_size (takes->takes, 0);
  takes->version++;
}

/* Signals take any bytes; structures and JSON want UTF-8. */
static gchar *
cut_text (const gchar * text)
{
  gchar *valid = g_utf8_make_valid (text, -1);

  if (strlen (valid) > RP_TEXT_MAX)
    *g_utf8_find_prev_char (valid, valid + RP_TEXT_MAX + 1) = '\0';
  return valid;
}

/* --- spans ---------------------------------------------------------------- */

static gint64
margin_of (RpTakes * takes, guint track)
{
  return track < takes->margins->len
      ? (gint64) g_array_index (takes->margins, guint64, track) : 0;
}

void
rp_takes_set_margin (RpTakes * takes, guint track, guint64 margin)
{
  if (takes->margins->len <= track)
    g_array_set_size (takes->margins, track + 1);
  g_array_index (takes->margins, guint64, track) =
      MIN (margin, (guint64) G_MAXINT64 / 8);
}

static RpSpan *
span_of (RpTake * take, guint track)
{
  if (take->spans->len <= track)
    g_array_set_size (take->spans, track + 1);
  return &g_array_index (take->spans, RpSpan, track);
}

/* A take that was cut before a frame came holds nothing in any track. */
static gboolean
is_empty (const RpTake * take)
{
  return !take->rolling && rp_take_n_frames (take) == 0;
}

/* Whether a frame lies wholly before the take, or after it; neither while that
 * end of the take is not known. */
static gboolean
is_before (RpTakes * takes, const RpTake * take, guint track,
    const RpFrame * frame)
{
  if (take->start_time == G_MININT64)
    return FALSE;
  return frame->media_time + (gint64) frame->duration
      <= take->start_time - margin_of (takes, track);
}

static gboolean
is_after (RpTakes * takes, const RpTake * take, guint track,
    const RpFrame * frame)
{
  return take->end_time != G_MAXINT64
      && frame->media_time >= take->end_time + margin_of (takes, track);
}

/* A span has no holes: what has passed a take by is not held when its margin
 * grows afterwards. */
static gboolean
may_grow (RpTake * take, guint track, guint64 seq)
{
  RpSpan span = rp_take_span (take, track);

  return span.first == span.end || span.end == seq;
}

static void
grow (RpTake * take, guint track, guint64 seq)
{
  RpSpan *span = span_of (take, track);

  if (span->first == span->end)
    span->first = seq;
  span->end = seq + 1;
}

/* Lets go of frames at the head of a span, up to @first, and at its tail, from
 * @end on. */
static void
trim (RpTakes * takes, RpTake * take, guint track, guint64 first, guint64 end)
{
  RpSpan *span = span_of (take, track);
  RpSpan head = { span->first, CLAMP (first, span->first, span->end) };
  RpSpan tail = { MAX (CLAMP (end, span->first, span->end), head.end),
    span->end
  };

  rp_history_release (takes->history, track, head);
  rp_history_release (takes->history, track, tail);
  span->first = head.end;
  span->end = tail.first;
}

/* What another track holds follows the take's own times. */
static void
trim_to_times (RpTakes * takes, RpTake * take, guint track)
{
  RpSpan span = *span_of (take, track);
  guint64 first = span.first, end = span.end;

  while (first < end && is_before (takes, take, track,
          rp_history_get (takes->history, track, first)))
    first++;
  while (end > first && is_after (takes, take, track,
          rp_history_get (takes->history, track, end - 1)))
    end--;
  trim (takes, take, track, first, end);
}

static void
trim_other_tracks (RpTakes * takes, RpTake * take)
{
  guint i;

  for (i = 1; i < take->spans->len; i++)
    trim_to_times (takes, take, i);
}

/* What of another track has come already and belongs to a take that starts. */
static RpSpan
find_start (RpTakes * takes, const RpTake * take, guint track)
{
  guint64 end = rp_history_next_seq (takes->history, track);
  RpSpan span = { end, end };

  while (span.first > 0 && take->start_time != G_MININT64) {
    const RpFrame *frame =
        rp_history_get (takes->history, track, span.first - 1);

    if (!frame || is_before (takes, take, track, frame))
      break;
    span.first--;
  }
  return span;
}

/* The time from which a take that starts with frame @first holds other tracks:
 * that frame's, or as long as it has not come the one before it. */
static gint64
time_before (RpTakes * takes, guint64 first)
{
  const RpFrame *frame = rp_history_get (takes->history, 0, first);

  if (!frame && first > 0)
    frame = rp_history_get (takes->history, 0, first - 1);
  return frame ? frame->media_time : G_MININT64;
}

/* The take's first frame has come: what of other tracks was there before it and
 * belongs to the same time is held, too. */
static void
settle_start (RpTakes * takes, RpTake * take)
{
  guint i;

  for (i = 1; i < rp_history_n_tracks (takes->history); i++) {
    RpSpan found = find_start (takes, take, i), *span = span_of (take, i);
    RpSpan head = found;

    trim_to_times (takes, take, i);
    if (span->first == span->end)
      span->first = span->end = found.end;
    if (head.first >= span->first)
      continue;
    head.end = span->first;
    rp_history_hold (takes->history, i, head);
    span->first = head.first;
  }
}

static guint64
append_primary (RpTakes * takes, const RpFrame * frame)
{
  RpTake *rolling = takes->rolling;
  RpFrame held = *frame;
  guint64 seq;

  held.held = rolling ? 1 : 0;
  seq = rp_history_append (takes->history, 0, &held);
  if (rolling) {
    if (rp_take_n_frames (rolling) == 0) {
      rolling->start_time = frame->media_time;
      settle_start (takes, rolling);
    }
    grow (rolling, 0, seq);
  }
  return seq;
}

guint64
rp_takes_append (RpTakes * takes, guint track, const RpFrame * frame)
{
  guint64 seq = rp_history_next_seq (takes->history, track);
  RpFrame held = *frame;
  guint i;

  if (track == 0)
    return append_primary (takes, frame);
  held.held = 0;
  for (i = takes->takes->len; i > 0; i--) {
    RpTake *take = rp_takes_nth (takes, i - 1);

    if (is_empty (take) || is_before (takes, take, track, frame)
        || (take->closed >> (track % 64) & 1)
        || !may_grow (take, track, seq))
      continue;
    /* Takes follow one another: what lies behind one lies behind all before. */
    if (is_after (takes, take, track, frame))
      break;
    held.held++;
    grow (take, track, seq);
  }
  return rp_history_append (takes->history, track, &held);
}

void
rp_takes_forget_track (RpTakes * takes, guint track)
{
  guint i;

  for (i = 0; i < takes->takes->len; i++) {
    RpTake *take = rp_takes_nth (takes, i);

    if (track < take->spans->len)
      trim (takes, take, track, G_MAXUINT64, G_MAXUINT64);
  }
}

/* --- takes ---------------------------------------------------------------- */

RpTake *
rp_takes_start (RpTakes * takes, guint64 first, const gchar * name)
{
  RpTake *take;
  guint i;

  if (takes->rolling || takes->takes->len >= RP_TAKES_MAX)
    return NULL;

  take = g_new0 (RpTake, 1);
  take->id = ++takes->last_id;
  take->rolling = TRUE;
  take->in = take->out = RP_TIME_NONE;
  take->sensor_den = 1;
  take->start_time = time_before (takes, first);
  take->end_time = G_MAXINT64;
  take->marks = g_array_new (FALSE, FALSE, sizeof (RpMark));
  g_array_set_clear_func (take->marks, mark_clear);
  take->jerks = rp_jerks_new ();
  take->spans = g_array_new (FALSE, TRUE, sizeof (RpSpan));
  for (i = 0; i < rp_history_n_tracks (takes->history); i++) {
    RpSpan span = find_start (takes, take, i);

    if (i == 0)
      span.first = first;
    rp_history_hold (takes->history, i, span);
    g_array_append_val (take->spans, span);
  }
  rp_take_set_text (take, RP_TEXT_NAME, name);
  g_ptr_array_add (takes->takes, take);
  takes->rolling = take;
  takes->version++;
  return take;
}

/* A take without frames has no sound either. */
static void
end_other_tracks (RpTakes * takes, RpTake * take)
{
  RpSpan span = rp_take_span (take, 0);
  const RpFrame *last;
  guint i;

  if (span.first == span.end) {
    for (i = 1; i < take->spans->len; i++)
      trim (takes, take, i, G_MAXUINT64, G_MAXUINT64);
    return;
  }
  last = rp_history_get (takes->history, 0, span.end - 1);
  take->end_time = last->media_time + (gint64) last->duration;
  trim_other_tracks (takes, take);
}

/* Points and marks from @length ns on are no part of the take any more. */
static void
drop_positions (RpTake * take, guint64 length)
{
  guint n = take->marks->len;

  if (take->in != RP_TIME_NONE && take->in >= length)
    take->in = RP_TIME_NONE;
  if (take->out != RP_TIME_NONE && take->out >= length)
    take->out = RP_TIME_NONE;
  while (n > 0 && g_array_index (take->marks, RpMark, n - 1).position >= length)
    n--;
  g_array_set_size (take->marks, n);
}

static void
trim_jerks (RpTake * take)
{
  RpSpan span = rp_take_span (take, 0);

  rp_jerks_trim (take->jerks, span.first, span.end);
}

RpTake *
rp_takes_stop_at (RpTakes * takes, guint64 end)
{
  RpTake *take = takes->rolling;

  if (take) {
    trim (takes, take, 0, 0, end);
    trim_jerks (take);
    end_other_tracks (takes, take);
    if (end != G_MAXUINT64)
      drop_positions (take, rp_take_duration (take, takes->history));
    take->rolling = FALSE;
    takes->rolling = NULL;
    takes->version++;
  }
  return take;
}

RpTake *
rp_takes_stop (RpTakes * takes)
{
  return rp_takes_stop_at (takes, G_MAXUINT64);
}

/* The take's time 0 moves by @by ns. */
static void
move_positions (RpTake * take, guint64 by)
{
  guint i;

  if (take->in != RP_TIME_NONE)
    take->in -= MIN (take->in, by);
  if (take->out != RP_TIME_NONE)
    take->out -= MIN (take->out, by);
  for (i = 0; i < take->marks->len; i++) {
    RpMark *mark = &g_array_index (take->marks, RpMark, i);

    mark->position -= MIN (mark->position, by);
  }
}

static gint64
media_time_of (RpTakes * takes, guint64 seq)
{
  return rp_history_get (takes->history, 0, seq)->media_time;
}

gboolean
rp_takes_truncate (RpTakes * takes)
{
  RpTake *take = takes->rolling;
  gint64 before;

  if (!take || rp_take_n_frames (take) < 2)
    return FALSE;

  before = take->start_time;
  trim (takes, take, 0, rp_take_span (take, 0).first + 1, G_MAXUINT64);
  trim_jerks (take);
  take->start_time = media_time_of (takes, rp_take_span (take, 0).first);
  trim_other_tracks (takes, take);
  move_positions (take, (guint64) (take->start_time - before));
  /* Told once: it goes on frame by frame. */
  if (!take->truncated)
    takes->version++;
  take->truncated = TRUE;
  return TRUE;
}

static gint64
end_of_frame (RpTakes * takes, guint track, guint64 seq)
{
  const RpFrame *frame = rp_history_get (takes->history, track, seq);

  return frame->media_time + (gint64) frame->duration;
}

/* What lies so far behind the primary's last frame will hardly be its. */
static gboolean
drop_tail (RpTakes * takes, RpTake * take, guint track, gint64 limit)
{
  RpSpan span = rp_take_span (take, track);
  guint64 end = span.end;

  while (end > span.first
      && rp_history_get (takes->history, track, end - 1)->media_time >= limit)
    end--;
  if (end == span.end)
    return FALSE;
  trim (takes, take, track, span.first, end);
  take->closed |= G_GUINT64_CONSTANT (1) << (track % 64);
  return TRUE;
}

gboolean
rp_takes_drop_excess (RpTakes * takes, guint64 most)
{
  RpTake *take = takes->rolling;
  RpSpan primary, span;
  guint i;

  if (!take)
    return FALSE;
  primary = rp_take_span (take, 0);
  for (i = 1; i < take->spans->len; i++) {
    span = rp_take_span (take, i);
    if (span.first == span.end)
      continue;
    if (primary.first < primary.end) {
      if (drop_tail (takes, take, i, end_of_frame (takes, 0, primary.end - 1)
              + margin_of (takes, i) + (gint64) most))
        return TRUE;
    } else if (end_of_frame (takes, i, span.end - 1)
        - rp_history_get (takes->history, i, span.first)->media_time
        > (gint64) most) {
      trim (takes, take, i, span.first + 1, G_MAXUINT64);
      return TRUE;
    }
  }
  return FALSE;
}

void
rp_takes_remove (RpTakes * takes, RpTake * take)
{
  guint i;

  for (i = 0; i < take->spans->len; i++)
    rp_history_release (takes->history, i, rp_take_span (take, i));
  if (takes->rolling == take)
    takes->rolling = NULL;
  g_ptr_array_remove (takes->takes, take);
  takes->version++;
}

RpTake *
rp_takes_rolling (RpTakes * takes)
{
  return takes->rolling;
}

RpTake *
rp_takes_get (RpTakes * takes, guint id)
{
  guint i;

  for (i = 0; i < takes->takes->len; i++) {
    RpTake *take = rp_takes_nth (takes, i);

    if (take->id == id)
      return take;
  }
  return NULL;
}

static gboolean
can_be_played (const RpTake * take)
{
  return !take->discarded && rp_take_n_frames (take) > 0;
}

RpTake *
rp_takes_latest (RpTakes * takes)
{
  guint i;

  for (i = takes->takes->len; i > 0; i--) {
    RpTake *take = rp_takes_nth (takes, i - 1);

    if (can_be_played (take) && !take->rolling)
      return take;
  }
  return takes->rolling && can_be_played (takes->rolling) ?
      takes->rolling : NULL;
}

RpTake *
rp_takes_neighbour (RpTakes * takes, guint id, gint direction)
{
  RpTake *older = NULL;
  guint i;

  for (i = 0; i < takes->takes->len; i++) {
    RpTake *take = rp_takes_nth (takes, i);

    if (!can_be_played (take) || take->id == id)
      continue;
    if (take->id > id)
      return direction > 0 ? take : older;
    older = take;
  }
  return direction > 0 ? NULL : older;
}

guint
rp_takes_n (RpTakes * takes)
{
  return takes->takes->len;
}

RpTake *
rp_takes_nth (RpTakes * takes, guint n)
{
  return g_ptr_array_index (takes->takes, n);
}

guint
rp_takes_version (RpTakes * takes)
{
  return takes->version;
}

void
rp_takes_touch (RpTakes * takes)
{
  takes->version++;
}

void
rp_take_set_text (RpTake * take, RpText which, const gchar * text)
{
  gchar *value;

  if (text && *text)
    value = cut_text (text);
  else if (which == RP_TEXT_NAME)
    value = g_strdup_printf ("Take %u", take->id);
  else
    value = NULL;
  g_free (take->texts[which]);
  take->texts[which] = value;
}

const gchar *
rp_take_name (const RpTake * take)
{
  return take->texts[RP_TEXT_NAME];
}

gboolean
rp_take_add_mark (RpTake * take, guint64 position, const gchar * text)
{
  RpMark mark;
  guint at;

  if (take->marks->len >= RP_MARKS_MAX)
    return FALSE;
  mark.position = position;
  mark.text = cut_text (text ? text : "");
  for (at = take->marks->len; at > 0; at--) {
    if (g_array_index (take->marks, RpMark, at - 1).position <= position)
      break;
  }
  g_array_insert_val (take->marks, at, mark);
  return TRUE;
}

RpSpan
rp_take_span (const RpTake * take, guint track)
{
  RpSpan none = { 0, 0 };

  return track < take->spans->len ?
      g_array_index (take->spans, RpSpan, track) : none;
}

guint64
rp_take_n_frames (const RpTake * take)
{
  RpSpan span = rp_take_span (take, 0);

  return span.end - span.first;
}

guint64
rp_take_duration (const RpTake * take, RpHistory * history)
{
  RpSpan span = rp_take_span (take, 0);
  const RpFrame *first, *last;

  if (span.first == span.end)
    return 0;
  first = rp_history_get (history, 0, span.first);
  last = rp_history_get (history, 0, span.end - 1);
  return (guint64) (last->media_time - first->media_time) + last->duration;
}

gint64
rp_take_start_time (const RpTake * take, RpHistory * history)
{
  RpSpan span = rp_take_span (take, 0);

  if (span.first == span.end)
    return -1;
  return rp_history_get (history, 0, span.first)->running_time;
}

guint64
rp_take_bytes (const RpTake * take, RpHistory * history)
{
  guint64 bytes = 0, seq;
  guint i;

  for (i = 0; i < take->spans->len; i++) {
    RpSpan span = rp_take_span (take, i);

    for (seq = span.first; seq < span.end; seq++)
      bytes += rp_history_get (history, i, seq)->size;
  }
  return bytes;
}
