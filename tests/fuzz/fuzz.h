/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What parses bytes from the network, one function each. libFuzzer runs it with
 * -Dfuzzers=enabled; the test libs/tabletsink-fuzz gives it its seeds and some
 * thousand pseudo-random mutations of them, in any build.
 */
typedef struct
{
  gconstpointer data;
  gsize size;
} FuzzSeed;

typedef struct
{
  const gchar *name;
  /* Aborts when something is wrong. */
  void (*run) (const guint8 * data, gsize size);
  const FuzzSeed *seeds;        /* the last one's data is NULL */
} FuzzTarget;

/* Of a string literal, which may hold zeros. */
#define FUZZ_SEED(text) { text, sizeof (text) - 1 }
#define FUZZ_SEEDS_END { NULL, 0 }

extern const FuzzTarget fuzz_ack, fuzz_head, fuzz_json, fuzz_websocket;

G_END_DECLS
