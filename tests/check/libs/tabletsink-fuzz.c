/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * The fuzzers' targets with their seeds, and with what a fixed sequence of
 * pseudo-random numbers makes of them: a moment of what libFuzzer does for
 * hours.
 */
#include <gst/check/gstcheck.h>

#include <string.h>

#include "../../fuzz/fuzz.h"

#define MAX_SIZE 512

static guint
n_seeds (const FuzzTarget * target)
{
  guint n = 0;

  while (target->seeds[n].data)
    n++;
  return n;
}

static void
run_seeds (const FuzzTarget * target)
{
  guint i;

  for (i = 0; target->seeds[i].data; i++)
    target->run (target->seeds[i].data, target->seeds[i].size);
  target->run ((const guint8 *) "", 0);
}

/* Something of one seed and something of another, with a few bytes changed. */
static gsize
mutate (const FuzzTarget * target, GRand * rand, guint8 * out)
{
  guint n = n_seeds (target), changes = g_rand_int_range (rand, 0, 6), i;
  const FuzzSeed *a = &target->seeds[g_rand_int_range (rand, 0, n)];
  const FuzzSeed *b = &target->seeds[g_rand_int_range (rand, 0, n)];
  gsize from_a = g_rand_int_range (rand, 1, a->size + 1);
  gsize from_b = g_rand_int_range (rand, 0, b->size + 1);

  g_assert (from_a + from_b <= MAX_SIZE);
  memcpy (out, a->data, from_a);
  memcpy (out + from_a, (const guint8 *) b->data + b->size - from_b, from_b);
  for (i = 0; i < changes; i++) {
    guint8 *byte = &out[g_rand_int_range (rand, 0, from_a + from_b)];

    if (g_rand_boolean (rand))
      *byte ^= 1 << g_rand_int_range (rand, 0, 8);
    else
      *byte = g_rand_int (rand);
  }
  return from_a + from_b;
}

static void
run_mutations (const FuzzTarget * target, guint n)
{
  GRand *rand = g_rand_new_with_seed (1);
  guint8 data[MAX_SIZE];
  guint i;

  for (i = 0; i < n; i++) {
    gsize size = mutate (target, rand, data);
    /* Of its own size, so that a sanitizer sees who reads past its end. */
    guint8 *exact = g_memdup2 (data, size);

    target->run (exact, size);
    g_free (exact);
  }
  g_rand_free (rand);
}

GST_START_TEST (test_ack)
{
  run_seeds (&fuzz_ack);
  run_mutations (&fuzz_ack, 2000);
}

GST_END_TEST;

GST_START_TEST (test_head)
{
  run_seeds (&fuzz_head);
  run_mutations (&fuzz_head, 3000);
}

GST_END_TEST;

GST_START_TEST (test_json)
{
  run_seeds (&fuzz_json);
  run_mutations (&fuzz_json, 2000);
}

GST_END_TEST;

GST_START_TEST (test_websocket)
{
  run_seeds (&fuzz_websocket);
  run_mutations (&fuzz_websocket, 200);
}

GST_END_TEST;

static Suite *
tabletsink_fuzz_suite (void)
{
  Suite *s = suite_create ("tabletsink-fuzz");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (s, tc);
  tcase_add_test (tc, test_ack);
  tcase_add_test (tc, test_head);
  tcase_add_test (tc, test_json);
  tcase_add_test (tc, test_websocket);
  return s;
}

GST_CHECK_MAIN (tabletsink_fuzz);
