/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

#include "history.h"
#include "takes.h"

G_BEGIN_DECLS

/*
 * RpRoom: what goes first when the history is full.
 *
 * In this order: what lies outside takes; discarded takes; whole takes that
 * are not circled, oldest first; circled ones; at last the rolling take's own
 * head. While nothing rolls only the first may go: idle footage never evicts
 * a take, not even a discarded one. So that it has a place to be, takes leave it
 * a reserve.
 *
 * Not thread-safe: the owner's lock guards it.
 */
typedef enum
{
  RP_ROOM_NOTHING,              /* nothing may go */
  RP_ROOM_IDLE,                 /* an idle frame went, or became so */
  RP_ROOM_TAKE,                 /* a take went: *evicted is its id */
  RP_ROOM_HEAD,                 /* the rolling take's first frame went */
} RpRoom;

/* Frees the next thing in the order. @idle_keep: idle frames that must stay
 * while nothing rolls. */
RpRoom rp_room_free_one (RpHistory * history, RpTakes * takes,
    guint idle_keep, guint * evicted);

/* Bytes that takes leave to idle footage, of a budget of @max_bytes. */
guint64 rp_room_reserve (guint64 max_bytes, guint64 bytes_per_second);

/* Bytes that the rolling take (or the next one) can grow by before a take
 * that was not discarded is lost; with none to lose, before the rolling one
 * loses its own head. */
guint64 rp_room_left (RpHistory * history, RpTakes * takes,
    guint64 max_bytes, guint64 bytes_per_second);

/* Whether the next thing to go while a take rolls would be missed: nothing idle
 * and nothing discarded is left. */
gboolean rp_room_next_is_loss (RpHistory * history, RpTakes * takes);

/* The take that goes next when nothing else is left; NULL = none. */
RpTake *rp_room_next_victim (RpTakes * takes);

G_END_DECLS
