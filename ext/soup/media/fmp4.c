/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fmp4.h"

#include "mp4box.h"

#define TRACK 1
#define PICTURE_SCALE 90000
#define OPUS_RATE 48000         /* whatever went into the encoder */
/* Where the encoder does not say: libopus, for sound of any kind. */
#define OPUS_PRE_SKIP 312
/* "und" in 5 bits each. */
#define UNDETERMINED 0x55c4

/* Flags of a sample: does it depend on others, is it a sync sample? */
#define SAMPLE_KEY 0x02000000
#define SAMPLE_DELTA 0x01010000

/* tfhd */
#define BASE_IS_MOOF 0x020000
/* trun */
#define HAS_OFFSET 0x000001
#define HAS_FIRST_FLAGS 0x000004
#define HAS_DURATION 0x000100
#define HAS_SIZE 0x000200

guint
ts_fmp4_timescale (TsMedia media)
{
  return media == TS_MEDIA_OPUS ? OPUS_RATE : PICTURE_SCALE;
}

static void
put_ftyp (GByteArray * out)
{
  guint box = ts_box_begin (out, "ftyp");

  ts_box_bytes (out, "iso6", 4);
  ts_box_u32 (out, 0);
  ts_box_bytes (out, "iso6mp41", 8);
  ts_box_end (out, box);
}

static void
put_matrix (GByteArray * out)
{
  static const guint32 unity[9] = {
    0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (unity); i++)
    ts_box_u32 (out, unity[i]);
}

static void
put_mvhd (GByteArray * out, guint timescale)
{
  guint box = ts_box_begin_full (out, "mvhd", 0, 0);

  ts_box_zeros (out, 8);        /* created, modified */
  ts_box_u32 (out, timescale);
  ts_box_u32 (out, 0);          /* duration: it has no end */
  ts_box_u32 (out, 0x10000);    /* rate */
  ts_box_u16 (out, 0x100);      /* volume */
  ts_box_zeros (out, 10);
  put_matrix (out);
  ts_box_zeros (out, 24);
  ts_box_u32 (out, TRACK + 1);
  ts_box_end (out, box);
}

static void
put_tkhd (GByteArray * out, const TsFormat * format)
{
  /* Enabled, in the movie, in the preview. */
  guint box = ts_box_begin_full (out, "tkhd", 0, 7);

  ts_box_zeros (out, 8);
  ts_box_u32 (out, TRACK);
  ts_box_zeros (out, 4 + 4 + 8 + 2 + 2);
  ts_box_u16 (out, format->media == TS_MEDIA_OPUS ? 0x100 : 0); /* volume */
  ts_box_zeros (out, 2);
  put_matrix (out);
  ts_box_u32 (out, format->width << 16);
  ts_box_u32 (out, format->height << 16);
  ts_box_end (out, box);
}

static void
put_mdhd (GByteArray * out, guint timescale)
{
  guint box = ts_box_begin_full (out, "mdhd", 0, 0);

  ts_box_zeros (out, 8);
  ts_box_u32 (out, timescale);
  ts_box_u32 (out, 0);
  ts_box_u16 (out, UNDETERMINED);
  ts_box_u16 (out, 0);
  ts_box_end (out, box);
}

static void
put_hdlr (GByteArray * out, gboolean sound)
{
  guint box = ts_box_begin_full (out, "hdlr", 0, 0);

  ts_box_u32 (out, 0);
  ts_box_bytes (out, sound ? "soun" : "vide", 4);
  ts_box_zeros (out, 12);
  ts_box_u8 (out, 0);           /* its name */
  ts_box_end (out, box);
}

static void
put_media_header (GByteArray * out, gboolean sound)
{
  guint box;

  if (sound) {
    box = ts_box_begin_full (out, "smhd", 0, 0);
    ts_box_zeros (out, 4);
  } else {
    box = ts_box_begin_full (out, "vmhd", 0, 1);
    ts_box_zeros (out, 8);
  }
  ts_box_end (out, box);
}

/* The data are in this file. */
static void
put_dinf (GByteArray * out)
{
  guint dinf = ts_box_begin (out, "dinf");
  guint dref = ts_box_begin_full (out, "dref", 0, 0), url;

  ts_box_u32 (out, 1);
  url = ts_box_begin_full (out, "url ", 0, 1);
  ts_box_end (out, url);
  ts_box_end (out, dref);
  ts_box_end (out, dinf);
}

static void
put_avc1 (GByteArray * out, const TsFormat * format)
{
  guint avc1 = ts_box_begin (out, "avc1"), avcc;

  ts_box_zeros (out, 6);
  ts_box_u16 (out, 1);          /* data reference */
  ts_box_zeros (out, 16);
  ts_box_u16 (out, format->width);
  ts_box_u16 (out, format->height);
  ts_box_u32 (out, 0x480000);   /* 72 dpi, as everybody writes */
  ts_box_u32 (out, 0x480000);
  ts_box_u32 (out, 0);
  ts_box_u16 (out, 1);          /* frames in a sample */
  ts_box_zeros (out, 32);       /* the compressor's name */
  ts_box_u16 (out, 0x18);       /* depth */
  ts_box_u16 (out, 0xffff);

  avcc = ts_box_begin (out, "avcC");
  if (format->config) {
    gsize size;
    gconstpointer data = g_bytes_get_data (format->config, &size);

    ts_box_bytes (out, data, size);
  }
  ts_box_end (out, avcc);
  ts_box_end (out, avc1);
}

static void
put_opus (GByteArray * out, const TsFormat * format)
{
  guint opus = ts_box_begin (out, "Opus"), dops;
  guint channels = format->channels ? format->channels : 2;

  ts_box_zeros (out, 6);
  ts_box_u16 (out, 1);          /* data reference */
  ts_box_zeros (out, 8);
  ts_box_u16 (out, channels);
  ts_box_u16 (out, 16);         /* bits */
  ts_box_zeros (out, 4);
  ts_box_u32 (out, (guint32) OPUS_RATE << 16);

  dops = ts_box_begin (out, "dOps");
  ts_box_u8 (out, 0);           /* version */
  ts_box_u8 (out, channels);
  ts_box_u16 (out, format->pre_skip ? format->pre_skip : OPUS_PRE_SKIP);
  ts_box_u32 (out, format->rate ? format->rate : OPUS_RATE);
  ts_box_u16 (out, 0);          /* gain */
  ts_box_u8 (out, 0);           /* mono or stereo */
  ts_box_end (out, dops);
  ts_box_end (out, opus);
}

/* All tables are empty: samples are in the fragments. */
static void
put_stbl (GByteArray * out, const TsFormat * format)
{
  static const gchar *const empty[] = { "stts", "stsc", "stco" };
  guint stbl = ts_box_begin (out, "stbl"), box, i;

  box = ts_box_begin_full (out, "stsd", 0, 0);
  ts_box_u32 (out, 1);
  if (format->media == TS_MEDIA_OPUS)
    put_opus (out, format);
  else
    put_avc1 (out, format);
  ts_box_end (out, box);

  for (i = 0; i < G_N_ELEMENTS (empty); i++) {
    box = ts_box_begin_full (out, empty[i], 0, 0);
    ts_box_u32 (out, 0);
    ts_box_end (out, box);
  }
  box = ts_box_begin_full (out, "stsz", 0, 0);
  ts_box_zeros (out, 8);
  ts_box_end (out, box);
  ts_box_end (out, stbl);
}

static void
put_trak (GByteArray * out, const TsFormat * format)
{
  gboolean sound = format->media == TS_MEDIA_OPUS;
  guint trak = ts_box_begin (out, "trak"), mdia, minf;

  put_tkhd (out, format);
  mdia = ts_box_begin (out, "mdia");
  put_mdhd (out, ts_fmp4_timescale (format->media));
  put_hdlr (out, sound);
  minf = ts_box_begin (out, "minf");
  put_media_header (out, sound);
  put_dinf (out);
  put_stbl (out, format);
  ts_box_end (out, minf);
  ts_box_end (out, mdia);
  ts_box_end (out, trak);
}

static void
put_mvex (GByteArray * out)
{
  guint mvex = ts_box_begin (out, "mvex");
  guint trex = ts_box_begin_full (out, "trex", 0, 0);

  ts_box_u32 (out, TRACK);
  ts_box_u32 (out, 1);          /* sample description */
  ts_box_u32 (out, 0);          /* duration */
  ts_box_u32 (out, 0);          /* size */
  ts_box_u32 (out, SAMPLE_DELTA);
  ts_box_end (out, trex);
  ts_box_end (out, mvex);
}

GBytes *
ts_fmp4_init (const TsFormat * format)
{
  GByteArray *out = g_byte_array_sized_new (1024);
  guint moov;

  put_ftyp (out);
  moov = ts_box_begin (out, "moov");
  put_mvhd (out, ts_fmp4_timescale (format->media));
  put_trak (out, format);
  put_mvex (out);
  ts_box_end (out, moov);
  return g_byte_array_free_to_bytes (out);
}

/* Returns where the offset of the data is to be written. */
static guint
put_traf (GByteArray * out, const TsFrame * frame, guint64 decode_time,
    guint32 duration)
{
  guint traf = ts_box_begin (out, "traf"), box, offset;

  box = ts_box_begin_full (out, "tfhd", 0, BASE_IS_MOOF);
  ts_box_u32 (out, TRACK);
  ts_box_end (out, box);

  box = ts_box_begin_full (out, "tfdt", 1, 0);
  ts_box_u64 (out, decode_time);
  ts_box_end (out, box);

  box = ts_box_begin_full (out, "trun", 0,
      HAS_OFFSET | HAS_FIRST_FLAGS | HAS_DURATION | HAS_SIZE);
  ts_box_u32 (out, 1);
  offset = out->len;
  ts_box_u32 (out, 0);
  ts_box_u32 (out, frame->key ? SAMPLE_KEY : SAMPLE_DELTA);
  ts_box_u32 (out, duration);
  ts_box_u32 (out, g_bytes_get_size (frame->data));
  ts_box_end (out, box);
  ts_box_end (out, traf);
  return offset;
}

GBytes *
ts_fmp4_fragment (const TsFrame * frame, guint32 number, guint64 decode_time,
    guint32 duration)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (frame->data, &size);
  GByteArray *out = g_byte_array_sized_new (128 + size);
  guint moof, box, offset;

  moof = ts_box_begin (out, "moof");
  box = ts_box_begin_full (out, "mfhd", 0, 0);
  ts_box_u32 (out, number);
  ts_box_end (out, box);
  offset = put_traf (out, frame, decode_time, duration);
  ts_box_end (out, moof);

  box = ts_box_begin (out, "mdat");
  ts_box_patch_u32 (out, offset, out->len - moof);
  ts_box_bytes (out, data, size);
  ts_box_end (out, box);
  return g_byte_array_free_to_bytes (out);
}
