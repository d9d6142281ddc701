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
  g_free (take);
}

RpTakes *
rp_takes_new (RpHistory * history)
{
  RpTakes *takes = g_new0 (RpTakes, 1);

  takes->history = history;
  takes->takes = g_ptr_array_new_with_free_func (take_free);
  return takes;
}

void
rp_takes_free (RpTakes * takes)
{
  g_ptr_array_unref (takes->takes);
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
  take->marks = g_array_new (FALSE, FALSE, sizeof (RpMark));
  g_array_set_clear_func (take->marks, mark_clear);
  take->spans = g_array_new (FALSE, TRUE, sizeof (RpSpan));
  for (i = 0; i < rp_history_n_tracks (takes->history); i++) {
    RpSpan span;

    span.end = rp_history_next_seq (takes->history, i);
    span.first = i == 0 ? first : span.end;
    rp_history_hold (takes->history, i, span);
    g_array_append_val (take->spans, span);
  }
  rp_take_set_text (take, RP_TEXT_NAME, name);
  g_ptr_array_add (takes->takes, take);
  takes->rolling = take;
  takes->version++;
  return take;
}

void
rp_takes_grow (RpTakes * takes, guint track, guint64 seq)
{
  GArray *spans = takes->rolling->spans;
  RpSpan none = { 0, 0 }, *span;

  /* A track may have come while the take rolls, and may have had data that
   * lie before the take. */
  while (spans->len <= track)
    g_array_append_val (spans, none);
  span = &g_array_index (spans, RpSpan, track);
  if (span->first == span->end)
    span->first = seq;
  span->end = seq + 1;
}

RpTake *
rp_takes_stop (RpTakes * takes)
{
  RpTake *take = takes->rolling;

  if (take) {
    take->rolling = FALSE;
    takes->rolling = NULL;
    takes->version++;
  }
  return take;
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
  RpSpan *span, head;
  gint64 before;

  if (!take || rp_take_n_frames (take) < 2)
    return FALSE;

  span = &g_array_index (take->spans, RpSpan, 0);
  before = media_time_of (takes, span->first);
  head.first = span->first;
  head.end = ++span->first;
  rp_history_release (takes->history, 0, head);
  move_positions (take, (guint64) (media_time_of (takes, span->first)
          - before));
  /* Told once: it goes on frame by frame. */
  if (!take->truncated)
    takes->version++;
  take->truncated = TRUE;
  return TRUE;
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

/* Lets go of the frames of @track from @end on. */
static void
cut_span (RpTakes * takes, RpTake * take, guint track, guint64 end)
{
  RpSpan *span = &g_array_index (take->spans, RpSpan, track), tail;

  if (end >= span->end)
    return;
  tail.first = MAX (end, span->first);
  tail.end = span->end;
  rp_history_release (takes->history, track, tail);
  span->end = tail.first;
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

RpTake *
rp_takes_stop_at (RpTakes * takes, guint64 end)
{
  RpTake *take = takes->rolling;
  const RpFrame *frame;
  guint i;

  if (!take)
    return NULL;
  frame = rp_history_get (takes->history, 0, end);
  if (frame && end < rp_take_span (take, 0).end) {
    gint64 time = frame->running_time;

    for (i = 1; i < take->spans->len; i++)
      cut_span (takes, take, i, rp_history_find (takes->history, i,
              rp_take_span (take, i), time));
  }
  cut_span (takes, take, 0, end);
  drop_positions (take, rp_take_duration (take, takes->history));
  return rp_takes_stop (takes);
}
