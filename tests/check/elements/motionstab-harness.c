/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "motionstab-harness.h"

#include <math.h>
#include <string.h>

#define WALL 1024

/* --- pictures -------------------------------------------------------------- */

/* Noise on a grid of @step pixels, smooth in between. */
static gdouble
noise_at (guint x, guint y, guint step)
{
  guint gx = x / step, gy = y / step, i;
  gdouble fx = (gdouble) (x % step) / step, fy = (gdouble) (y % step) / step;
  gdouble corner[4];

  fx = fx * fx * (3 - 2 * fx);
  fy = fy * fy * (3 - 2 * fy);
  for (i = 0; i < 4; i++) {
    guint32 h = ((gx + (i & 1)) % (WALL / step)) * 374761393u
        + ((gy + i / 2) % (WALL / step)) * 668265263u + step * 2246822519u;

    h = (h ^ (h >> 13)) * 1274126177u;
    corner[i] = ((h ^ (h >> 16)) & 0xffff) / 65535.0;
  }
  return (corner[0] * (1 - fx) + corner[1] * fx) * (1 - fy)
      + (corner[2] * (1 - fx) + corner[3] * fx) * fy;
}

static const guint8 *
wall_row (guint y)
{
  static guint8 *wall = NULL;

  if (g_once_init_enter (&wall)) {
    guint8 *fresh = g_malloc (WALL * WALL);
    guint i;

    for (i = 0; i < WALL * WALL; i++)
      fresh[i] = (guint8) (30 + 100 * noise_at (i % WALL, i / WALL, 16)
          + 90 * noise_at (i % WALL, i / WALL, 8));
    g_once_init_leave (&wall, fresh);
  }
  return wall + (y % WALL) * WALL;
}

guint8
msh_wall (gint x, gint y)
{
  return wall_row ((guint) (y + 64 * WALL))[(guint) (x + 64 * WALL) % WALL];
}

/* One row of the wall as pack functions take it. */
static void
fill_line (guint8 * line, const GstVideoFormatInfo * unpack, gint x, gint y,
    guint width)
{
  gboolean is_yuv = GST_VIDEO_FORMAT_INFO_IS_YUV (unpack);
  gboolean wide = GST_VIDEO_FORMAT_INFO_BITS (unpack) > 8;
  guint i, c;

  for (i = 0; i < width; i++) {
    guint grey = msh_wall (x + (gint) i, y);

    for (c = 0; c < 4; c++) {
      guint value = c == 0 ? 255 : is_yuv && c > 1 ? 128 : grey;

      if (wide)
        ((guint16 *) (gpointer) line)[i * 4 + c] = (guint16) (value * 257);
      else
        line[i * 4 + c] = (guint8) value;
    }
  }
}

static void
pack_row (const GstVideoInfo * info, gpointer * data, gint * stride, gint row,
    gint x, gint y)
{
  const GstVideoFormatInfo *finfo = info->finfo;
  const GstVideoFormatInfo *unpack =
      gst_video_format_get_info (finfo->unpack_format);
  guint width = (guint) GST_VIDEO_INFO_WIDTH (info), i;
  guint8 *line;

  if (GST_VIDEO_FORMAT_INFO_HAS_PALETTE (finfo)) {
    guint8 *pixels = (guint8 *) data[0] + row * stride[0];

    for (i = 0; i < width; i++)
      pixels[i] = msh_wall (x + (gint) i, y);
    for (i = 0; i < 256; i++)
      ((guint32 *) data[1])[i] = 0xff000000u | i * 0x010101u;
    return;
  }
  line = g_malloc0 ((width + 64) * 8);
  fill_line (line, unpack, x, y, width + 16);
  finfo->pack_func (finfo, GST_VIDEO_PACK_FLAG_NONE, line, 0, data, stride,
      info->chroma_site, row, (gint) width);
  g_free (line);
}

typedef struct
{
  gint x, y;
} Place;

static GstBuffer *
paint (const GstVideoInfo * info, const Place places[2], gint row_step,
    guint padding)
{
  guint rows = (guint) GST_VIDEO_INFO_FIELD_HEIGHT (info), i, r;
  guint n = GST_VIDEO_INFO_N_PLANES (info);
  gsize offset[GST_VIDEO_MAX_PLANES] = { 0, }, size = 0;
  gint stride[GST_VIDEO_MAX_PLANES] = { 0, };
  gpointer data[GST_VIDEO_MAX_PLANES] = { NULL, };
  GstBuffer *buffer;
  GstMapInfo map;

  for (i = 0; i < n; i++) {
    gsize next = i + 1 < n ? info->offset[i + 1] : info->size;

    stride[i] = info->stride[i];
    offset[i] = info->offset[i];
    if (padding > 0 && !GST_VIDEO_FORMAT_INFO_IS_TILED (info->finfo)) {
      stride[i] += (gint) padding;
      offset[i] = size;
      size += next - info->offset[i] + rows * padding;
    } else {
      size = next;
    }
  }
  buffer = gst_buffer_new_allocate (NULL, size, NULL);
  gst_buffer_memset (buffer, 0, 0x55, size);
  fail_unless (gst_buffer_map (buffer, &map, GST_MAP_READWRITE));
  for (i = 0; i < n; i++)
    data[i] = map.data + offset[i];
  for (r = 0; r < rows; r++)
    pack_row (info, data, stride, (gint) r, places[r & 1].x,
        places[r & 1].y + (gint) r * row_step);
  gst_buffer_unmap (buffer, &map);
  if (padding > 0)
    gst_buffer_add_video_meta_full (buffer, GST_VIDEO_FRAME_FLAG_NONE,
        GST_VIDEO_INFO_FORMAT (info), (guint) GST_VIDEO_INFO_WIDTH (info),
        rows, n, offset, stride);
  return buffer;
}

GstBuffer *
msh_paint (const GstVideoInfo * info, gint x, gint y, guint padding)
{
  const Place places[2] = { {x, y}, {x, y} };

  return paint (info, places, 1, padding);
}

GstBuffer *
msh_paint_fields (const GstVideoInfo * info, gint x, gint y, gint bottom_x,
    gint bottom_y)
{
  const Place places[2] = { {x, y}, {bottom_x, bottom_y} };

  return paint (info, places, 1, 0);
}

GstBuffer *
msh_paint_lone_field (const GstVideoInfo * info, gint x, gint y)
{
  const Place places[2] = { {x, y}, {x, y} };

  return paint (info, places, 2, 0);
}

static gdouble
wall_between (gdouble x, gdouble y)
{
  gint ix = (gint) floor (x), iy = (gint) floor (y);
  gdouble fx = x - ix, fy = y - iy;

  return (msh_wall (ix, iy) * (1 - fx) + msh_wall (ix + 1, iy) * fx) * (1 - fy)
      + (msh_wall (ix, iy + 1) * (1 - fx) + msh_wall (ix + 1, iy + 1) * fx)
      * fy;
}

GstBuffer *
msh_paint_from_afar (const GstVideoInfo * info, gdouble zoom)
{
  gint width = GST_VIDEO_INFO_WIDTH (info), x, y;
  gint height = GST_VIDEO_INFO_HEIGHT (info);
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, info->size, NULL);
  GstMapInfo map;

  fail_unless (gst_buffer_map (buffer, &map, GST_MAP_WRITE));
  for (y = 0; y < height; y++) {
    for (x = 0; x < width; x++)
      map.data[y * info->stride[0] + x] = (guint8) (wall_between (512 + (x
                  - (width - 1) / 2.0) * zoom,
              512 + (y - (height - 1) / 2.0) * zoom) + 0.5);
  }
  gst_buffer_unmap (buffer, &map);
  return buffer;
}

/* --- the stream ------------------------------------------------------------ */

Msh *
msh_new (void)
{
  Msh *msh = g_new0 (Msh, 1);

  msh->h = gst_harness_new ("motionstab");
  msh->element = msh->h->element;
  msh->bus = gst_bus_new ();
  gst_element_set_bus (msh->element, msh->bus);
  g_object_set (msh->element, "post-shift", TRUE, NULL);
  msh_set_caps (msh, GST_VIDEO_FORMAT_GRAY8, 256, 192, NULL);
  return msh;
}

void
msh_free (Msh * msh)
{
  gst_clear_buffer (&msh->out);
  gst_harness_teardown (msh->h);
  msh_forget_messages (msh);
  gst_object_unref (msh->bus);
  g_free (msh);
}

void
msh_set_caps (Msh * msh, GstVideoFormat format, guint width, guint height,
    const gchar * more)
{
  const gchar *feature = more && strstr (more, "alternate") ?
      "(format:Interlaced)" : "";
  gchar *text = g_strdup_printf ("video/x-raw%s, format=%s, width=%u, "
      "height=%u, framerate=25/1%s%s", feature,
      gst_video_format_to_string (format), width, height, more ? ", " : "",
      more ? more : "");
  GstCaps *caps = gst_caps_from_string (text);

  fail_unless (caps != NULL, "%s", text);
  fail_unless (gst_video_info_from_caps (&msh->info, caps), "%s", text);
  gst_harness_set_src_caps (msh->h, caps);
  g_free (text);
}

void
msh_stamp (Msh * msh, GstBuffer * buffer)
{
  guint n = msh->number++;

  GST_BUFFER_PTS (buffer) = n * MSH_PERIOD;
  GST_BUFFER_DURATION (buffer) = MSH_PERIOD;
  gst_buffer_add_video_time_code_meta_full (buffer, 25, 1, NULL,
      GST_VIDEO_TIME_CODE_FLAGS_NONE, 10, n / 1500 % 60, n / 25 % 60, n % 25,
      0);
}

void
msh_push_buffer_AT (Msh * msh, GstBuffer * buffer, gint line)
{
  fail_unless_equals_int (gst_harness_push (msh->h, buffer), GST_FLOW_OK);
  gst_clear_buffer (&msh->out);
  msh->out = gst_harness_try_pull (msh->h);
  fail_unless (msh->out != NULL, "line %d: nothing came out", line);
}

void
msh_move_AT (Msh * msh, gint dx, gint dy, gint line)
{
  GstBuffer *buffer;

  msh->x += dx;
  msh->y += dy;
  buffer = msh_paint (&msh->info, msh->x, msh->y, 0);
  msh_stamp (msh, buffer);
  msh_push_buffer_AT (msh, buffer, line);
}

void
msh_travel (Msh * msh, guint n, gint dx, gint dy)
{
  while (n-- > 0)
    msh_move (msh, dx, dy);
}

/* --- what is said ---------------------------------------------------------- */

static void
read_bus (Msh * msh)
{
  GstMessage *message;

  while ((message = gst_bus_pop (msh->bus))) {
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT)
      msh->messages = g_list_append (msh->messages,
          gst_structure_copy (gst_message_get_structure (message)));
    else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING)
      msh->n_warnings++;
    else
      fail_if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR);
    gst_message_unref (message);
  }
}

GstStructure *
msh_try_message (Msh * msh, const gchar * name)
{
  GList *l;

  read_bus (msh);
  for (l = msh->messages; l; l = l->next) {
    GstStructure *s = l->data;

    if (!gst_structure_has_name (s, name))
      continue;
    msh->messages = g_list_delete_link (msh->messages, l);
    return s;
  }
  return NULL;
}

GstStructure *
msh_message_AT (Msh * msh, const gchar * name, gint line)
{
  GstStructure *s = msh_try_message (msh, name);

  fail_unless (s != NULL, "line %d: no message %s", line, name);
  return s;
}

void
msh_forget_messages (Msh * msh)
{
  read_bus (msh);
  g_list_free_full (msh->messages, (GDestroyNotify) gst_structure_free);
  msh->messages = NULL;
}

GstStructure *
msh_last_shift_AT (Msh * msh, gint line)
{
  GstStructure *last = NULL, *s;

  while ((s = msh_try_message (msh, "motionstab-shift"))) {
    g_clear_pointer (&last, gst_structure_free);
    last = s;
  }
  fail_unless (last != NULL, "line %d: no shift", line);
  return last;
}

void
msh_kind_AT (Msh * msh, const gchar * kind, gint line)
{
  GstStructure *s = msh_last_shift_AT (msh, line);
  const gchar *is = gst_structure_get_string (s, "kind");

  fail_unless (g_strcmp0 (is, kind) == 0, "line %d: %s, not %s", line, is,
      kind);
  gst_structure_free (s);
}

gdouble
msh_double (const GstStructure * s, const gchar * field)
{
  gdouble value = NAN;

  fail_unless (gst_structure_get_double (s, field, &value), "no double %s",
      field);
  return value;
}

guint64
msh_uint64 (const GstStructure * s, const gchar * field)
{
  guint64 value = 0;

  fail_unless (gst_structure_get_uint64 (s, field, &value), "no uint64 %s",
      field);
  return value;
}

guint
msh_uint (const GstStructure * s, const gchar * field)
{
  guint value = 0;

  fail_unless (gst_structure_get_uint (s, field, &value), "no uint %s", field);
  return value;
}

guint
msh_n_items (const GstStructure * s, const gchar * field)
{
  const GValue *array = gst_structure_get_value (s, field);

  fail_unless (array && GST_VALUE_HOLDS_ARRAY (array), "no array %s", field);
  return gst_value_array_get_size (array);
}

const GstStructure *
msh_item (const GstStructure * s, const gchar * field, guint i)
{
  fail_unless (i < msh_n_items (s, field));
  return gst_value_get_structure (gst_value_array_get_value
      (gst_structure_get_value (s, field), i));
}
