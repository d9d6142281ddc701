/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * Acknowledgements, and the window that they move: each byte of the input is a
 * frame that is offered, or the 8 that follow it are a message.
 */
#include "fuzz.h"
#include "window.h"
#include "wire.h"

typedef struct
{
  TsWindow window;
  guint32 sequence;
  gint64 now;
} State;

static void
check (const State * state)
{
  guint limit = state->window.media == TS_MEDIA_H264 ? 8
      : state->window.media == TS_MEDIA_JPEG ? 2 : 50;

  g_assert_cmpuint (state->window.count, <=, limit);
  g_assert_cmpuint (state->window.bytes, <=, limit * 255);
  g_assert ((state->window.count == 0) == (state->window.bytes == 0));
  g_assert (!ts_window_is_dead (&state->window, state->window.since));
}

static void
offer (State * state, guint8 what)
{
  gboolean key = what & 1, discont = (what & 6) == 6;

  state->sequence++;
  if (ts_window_offer (&state->window, key, discont) == TS_WINDOW_SEND) {
    g_assert (key || state->window.media != TS_MEDIA_H264 || !discont);
    ts_window_send (&state->window, state->sequence, 1 + what / 2, 1,
        state->now);
  }
}

static void
acknowledge (State * state, guint32 sequence)
{
  guint before = state->window.count;
  gint64 captured = -1;
  TsAck ack = ts_window_acknowledge (&state->window, sequence, state->now,
      &captured);

  g_assert ((ack == TS_ACK_NEW) == (state->window.count < before));
  g_assert ((ack == TS_ACK_NEW) == (captured == 1));
}

static void
run (const guint8 * data, gsize size)
{
  State state = { 0, };

  if (size < 2)
    return;
  ts_window_init (&state.window, data[0] % TS_N_MEDIA);
  /* About to wrap, sometimes. */
  state.sequence = data[0] & 0x80 ? 0u - data[1] : data[1];
  for (data += 2, size -= 2; size > 0; data++, size--) {
    guint32 sequence;

    state.now += 1000;
    if (*data < 0x80 || size < 1 + TS_WIRE_ACK)
      offer (&state, *data);
    else if (ts_wire_parse_ack (data + 1, TS_WIRE_ACK, &sequence))
      acknowledge (&state, sequence);
    else
      acknowledge (&state, state.sequence - data[1] + data[2]);
    check (&state);
  }
}

static const FuzzSeed seeds[] = {
  FUZZ_SEED ("\0\0\1\2\2\2\200\1\20\0\0\0\0\0\2\2\2"),
  FUZZ_SEED ("\1\0\1\1\1\200\1\20\0\0\0\0\0\1\1\1"),
  FUZZ_SEED ("\200\3\1\2\2\2\2\200\1\20\0\0\0\0\0\1\2\2\1"),
  FUZZ_SEED ("\2\5\1\1\1\200\377\0\0\0\0\0\0\0\1"),
  FUZZ_SEEDS_END
};

const FuzzTarget fuzz_ack = { "ack", run, seeds };
