/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What an encoder gave, and what a decoder has to know about it. Both are
 * reference-counted and never change once they are shared; any thread.
 */
typedef enum
{
  TS_MEDIA_H264,
  TS_MEDIA_JPEG,
  TS_MEDIA_OPUS,
} TsMedia;

#define TS_N_MEDIA 3

/* "h264", "jpeg", "opus". */
const gchar *ts_media_name (TsMedia media);

typedef struct
{
  gatomicrefcount refs;
  TsMedia media;
  gchar *codec;                 /* RFC 6381: avc1.64001f, opus; image/jpeg */
  GBytes *config;               /* H.264: the avcC record; others: NULL */
  guint width, height;          /* pixels as shown; 0 for sound */
  guint fps_n, fps_d;           /* 0/1 = not known, or variable */
  guint rate, channels;         /* of sound; 0 for pictures */
  guint pre_skip;               /* Opus: samples of 1/48000 s at the start that
                                 * are the encoder's own; 0 = not known */
} TsFormat;

typedef struct
{
  gatomicrefcount refs;
  TsFormat *format;
  GBytes *data;                 /* H.264: an access unit, each NAL unit after
                                 * its length in 4 bytes; JPEG: a picture;
                                 * Opus: a packet */
  gint64 captured;              /* us since 1970, when it entered the element */
  guint64 duration;             /* ns; 0 = not known */
  gboolean key;                 /* can be decoded without those before it */
  gboolean discont;             /* something before it is missing */
} TsFrame;

/* All fields zero but media and refs; the maker fills in the rest before it is
 * shared. */
TsFormat *ts_format_new (TsMedia media);
TsFormat *ts_format_ref (TsFormat * format);
void ts_format_unref (TsFormat * format);

/* Takes @data, adds a reference to @format. */
TsFrame *ts_frame_new (TsFormat * format, GBytes * data);
TsFrame *ts_frame_ref (TsFrame * frame);
void ts_frame_unref (TsFrame * frame);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsFormat, ts_format_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsFrame, ts_frame_unref)

G_END_DECLS
