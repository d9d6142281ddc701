/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The head of a request, read strictly: what could be understood in two ways
 * is refused, so nobody behind us and nobody before us reads it differently.
 * Any thread.
 */
#define TS_HEAD_MAX 16384       /* bytes, with the empty line */
#define TS_HEAD_FIELDS 64
#define TS_HEAD_TARGET 2048     /* bytes */

typedef struct
{
  const gchar *name, *value;    /* without the space around it */
} TsField;

typedef struct
{
  gchar *text;                  /* what the others point into */
  const gchar *method;
  const gchar *path;
  const gchar *query;           /* NULL = none */
  guint minor;                  /* HTTP/1.x */
  TsField fields[TS_HEAD_FIELDS];
  guint n_fields;
  gint64 length;                /* of the body; -1 = not said */
  gboolean chunked;             /* or anything else as Transfer-Encoding */
} TsHead;

/* Bytes of the head in @data with its empty line; 0 = there is more to come. */
gsize ts_head_size (const guint8 * data, gsize length);
/* @length as ts_head_size() said. NULL: *@status is what to answer and *@why
 * (static) what is wrong. */
TsHead *ts_head_parse (const guint8 * data, gsize length, guint * status,
    const gchar ** why);
void ts_head_free (TsHead * head);

/* NULL = none. What decides anything comes once, the rest may come twice. */
const gchar *ts_head_get (const TsHead * head, const gchar * name);
/* Whether the value, a list with commas, has @token. */
gboolean ts_head_has_token (const TsHead * head, const gchar * name,
    const gchar * token);

/* For libsoup: the same request without what it would act on by itself
 * (ranges, expectations, upgrades) and without the query, which it would
 * refuse in its own words; for a connection that ends after it. */
void ts_head_write (const TsHead * head, GByteArray * out);

/* The value of @key in the query: letters, digits and "_.-". NULL when it is
 * not there; *@good is set to FALSE (and never to TRUE) when it is something
 * else or comes twice. Transfer full. */
gchar *ts_head_query (const TsHead * head, const gchar * key, gboolean * good);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TsHead, ts_head_free)

G_END_DECLS
