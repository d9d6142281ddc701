/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "frame.h"

G_BEGIN_DECLS

/*
 * Where other threads leave frames for the server's: a few of each stream and
 * media. When it does not keep up, the oldest go. Any thread.
 */
#define TS_MAILBOX_FRAMES 8     /* of each stream and media */

typedef struct _TsMailbox TsMailbox;

typedef struct
{
  TsFrame *frame;
  guint32 sequence;             /* from 1, of all that were pushed */
  gboolean discont;             /* the frame's own, or some before it are gone */
} TsLetter;

TsMailbox *ts_mailbox_new (void);
/* Nobody may push any more. */
void ts_mailbox_free (TsMailbox * box);

void ts_mailbox_add_stream (TsMailbox * box, const gchar * stream);
/* Drops what is in it. */
void ts_mailbox_remove_stream (TsMailbox * box, const gchar * stream);

/* Takes @frame. Nothing happens when there is no such stream. TRUE when the
 * box was empty: somebody should be woken. */
gboolean ts_mailbox_push (TsMailbox * box, const gchar * stream,
    TsFrame * frame);
/* The next one; FALSE = none. @stream and letter->frame are the caller's. In
 * order for each stream and media, which take turns. */
gboolean ts_mailbox_pop (TsMailbox * box, gchar ** stream, TsLetter * letter);

G_END_DECLS
