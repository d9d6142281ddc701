/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gstmotionstabpicture.h"

#include <math.h>

/* Some unpack functions write whole groups of pixels. */
#define SLACK 64
/* What lies beyond is not looked at: caps can say more than there is memory for,
 * and a small picture of these has the most pixels that it may have. */
#define COLUMNS_MAX (64 * 1024)
#define ROWS_MAX (64 * 512)

struct _GstMotionStabPicture
{
  GstVideoInfo info;
  gboolean direct;              /* rows are read where they lie */
  MsRowFormat format;           /* of them, or of the unpacked line */
  guint start;                  /* byte in the row */
  gboolean fields;              /* every second row of a frame */
  gboolean lone;                /* a field in each buffer */
  guint buffer_rows;            /* in a buffer */
  guint columns, rows;          /* of them that are looked at */
  guint8 *line;                 /* unpacked, NULL when direct */
  MsFactors factors;
  gdouble aspect;               /* of a pixel of the small picture */
  MsShrink *shrink;
};

/* The planes of a buffer while it is mapped. */
typedef struct
{
  gpointer data[GST_VIDEO_MAX_PLANES];
  gint stride[GST_VIDEO_MAX_PLANES];
  GstMapInfo map[GST_VIDEO_MAX_PLANES];
  guint n_maps;
  GstVideoMeta *meta;           /* NULL = one map for all, as the caps say */
} Planes;

/* --- formats --------------------------------------------------------------- */

static gboolean
luma_format (const GstVideoFormatInfo * finfo, MsRowFormat * format,
    guint * start)
{
  GstVideoFormat which = GST_VIDEO_FORMAT_INFO_FORMAT (finfo);

  if (which == GST_VIDEO_FORMAT_v210) {
    format->kind = MS_ROW_V210;
    return TRUE;
  }
  /* Words that hold all components. */
  if (which == GST_VIDEO_FORMAT_Y410 || GST_VIDEO_FORMAT_INFO_IS_TILED (finfo)
      || GST_VIDEO_FORMAT_INFO_PSTRIDE (finfo, 0) <= 0
      || GST_VIDEO_FORMAT_INFO_IS_COMPLEX (finfo))
    return FALSE;
  format->step = (guint) GST_VIDEO_FORMAT_INFO_PSTRIDE (finfo, 0);
  *start = (guint) GST_VIDEO_FORMAT_INFO_POFFSET (finfo, 0);
  format->bits = GST_VIDEO_FORMAT_INFO_DEPTH (finfo, 0)
      + GST_VIDEO_FORMAT_INFO_SHIFT (finfo, 0);
  if (format->bits == 8)
    return TRUE;
  format->kind = GST_VIDEO_FORMAT_INFO_IS_LE (finfo) ? MS_ROW_16LE
      : MS_ROW_16BE;
  switch (which) {
    case GST_VIDEO_FORMAT_Y412_LE:
    case GST_VIDEO_FORMAT_Y412_BE:
      *start = 2;               /* U Y V A, which the table does not say */
      break;
    case GST_VIDEO_FORMAT_Y210:
    case GST_VIDEO_FORMAT_v216:
      /* the high bits, the low byte first, which it does not say either */
      format->kind = MS_ROW_16LE;
      format->bits = 16;
      break;
    default:
      break;
  }
  return TRUE;
}

static gboolean
rgb_format (const GstVideoFormatInfo * finfo, MsRowFormat * format)
{
  gboolean little = GST_VIDEO_FORMAT_INFO_IS_LE (finfo) != 0;
  guint i, depth = GST_VIDEO_FORMAT_INFO_DEPTH (finfo, 0);

  if (GST_VIDEO_FORMAT_INFO_N_PLANES (finfo) != 1
      || GST_VIDEO_FORMAT_INFO_IS_COMPLEX (finfo)
      || GST_VIDEO_FORMAT_INFO_IS_TILED (finfo))
    return FALSE;
  format->step = (guint) GST_VIDEO_FORMAT_INFO_PSTRIDE (finfo, 0);
  for (i = 0; i < 3; i++)
    format->offset[i] = (guint) GST_VIDEO_FORMAT_INFO_POFFSET (finfo, i);
  if (depth == 8 && format->step >= 3) {
    format->kind = MS_ROW_RGB8;
    return TRUE;
  }
  if (depth == 16 && format->step == 8
      && little == (G_BYTE_ORDER == G_LITTLE_ENDIAN)) {
    format->kind = MS_ROW_RGB16;
    return TRUE;
  }
  return FALSE;
}

gboolean
gst_motion_stab_row_format (const GstVideoInfo * info, MsRowFormat * format,
    guint * start)
{
  const GstVideoFormatInfo *finfo = info->finfo;

  *format = (MsRowFormat) {
  .kind = MS_ROW_8,.bits = 8,};
  *start = 0;
  return GST_VIDEO_FORMAT_INFO_IS_RGB (finfo) ? rgb_format (finfo, format)
      : luma_format (finfo, format, start);
}

/* What an unpack function makes. */
static void
unpacked_format (const GstVideoInfo * info, MsRowFormat * format, guint * start)
{
  const GstVideoFormatInfo *finfo =
      gst_video_format_get_info (info->finfo->unpack_format);
  gboolean wide = GST_VIDEO_FORMAT_INFO_BITS (finfo) > 8;
  guint i, size = wide ? 2 : 1;

  *format = (MsRowFormat) {
  .step = 4 * size,.bits = 8 * size};
  *start = 0;
  if (GST_VIDEO_FORMAT_INFO_IS_RGB (finfo)) {
    format->kind = wide ? MS_ROW_RGB16 : MS_ROW_RGB8;
    for (i = 0; i < 3; i++)
      format->offset[i] = (i + 1) * size;
    return;
  }
  *start = size;                /* alpha is first */
  format->kind = !wide ? MS_ROW_8
      : G_BYTE_ORDER == G_LITTLE_ENDIAN ? MS_ROW_16LE : MS_ROW_16BE;
}

/* Bytes of a row from its beginning to the end of what is read. */
static gsize
direct_bytes (const GstMotionStabPicture * picture)
{
  gsize width = (gsize) GST_VIDEO_INFO_WIDTH (&picture->info);

  switch (picture->format.kind) {
    case MS_ROW_V210:
      return (width + 5) / 6 * 16;
    case MS_ROW_RGB8:
    case MS_ROW_RGB16:
      return width * picture->format.step;
    default:
      return (width - 1) * picture->format.step + picture->start
          + (picture->format.kind == MS_ROW_8 ? 1 : 2);
  }
}

/* --- mapping --------------------------------------------------------------- */

static void
unmap (GstBuffer * buffer, Planes * planes)
{
  guint i;

  for (i = 0; i < planes->n_maps; i++) {
    if (planes->meta)
      gst_video_meta_unmap (planes->meta, i, &planes->map[i]);
    else
      gst_buffer_unmap (buffer, &planes->map[i]);
  }
  planes->n_maps = 0;
}

/* The first @n planes. */
static const gchar *
map_with_meta (GstMotionStabPicture * picture, Planes * planes, guint n)
{
  const GstVideoMeta *meta = planes->meta;

  if (meta->format != GST_VIDEO_INFO_FORMAT (&picture->info)
      || meta->n_planes < n
      || (gint) meta->width < GST_VIDEO_INFO_WIDTH (&picture->info)
      || meta->height < picture->buffer_rows)
    return "its GstVideoMeta does not fit its caps";
  while (planes->n_maps < n) {
    guint i = planes->n_maps;

    if (!gst_video_meta_map (planes->meta, i, &planes->map[i],
            &planes->data[i], &planes->stride[i], GST_MAP_READ))
      return "its memory cannot be mapped";
    planes->n_maps++;
  }
  return NULL;
}

static const gchar *
map_as_caps_say (GstMotionStabPicture * picture, GstBuffer * buffer,
    Planes * planes, guint n)
{
  const GstVideoInfo *info = &picture->info;
  guint i;

  if (!gst_buffer_map (buffer, &planes->map[0], GST_MAP_READ))
    return "its memory cannot be mapped";
  planes->n_maps = 1;
  if (planes->map[0].size < GST_VIDEO_INFO_SIZE (info))
    return "it is smaller than its caps say";
  for (i = 0; i < n; i++) {
    planes->data[i] = planes->map[0].data + GST_VIDEO_INFO_PLANE_OFFSET (info,
        i);
    planes->stride[i] = GST_VIDEO_INFO_PLANE_STRIDE (info, i);
  }
  return NULL;
}

/* Whether @rows rows with @bytes bytes each lie in the memory of plane @i. */
static gboolean
is_within (const Planes * planes, guint i, gsize rows, gsize bytes)
{
  const GstMapInfo *map = &planes->map[i];
  gint64 first = (const guint8 *) planes->data[i] - map->data;
  gint64 last = first + (gint64) planes->stride[i] * ((gint64) rows - 1);

  return MIN (first, last) >= 0
      && MAX (first, last) + (gint64) bytes <= (gint64) map->size;
}

/* A row of tiles is as wide in every plane: chroma has half of the columns, and
 * two values in each. */
static gboolean
tiles_are_within (const Planes * planes, guint i, const GstVideoInfo * info,
    guint height)
{
  const GstVideoTileInfo *tile = &info->finfo->tile_info[i];
  guint64 x = GST_VIDEO_TILE_X_TILES (planes->stride[i]);
  guint64 y = GST_VIDEO_TILE_Y_TILES (planes->stride[i]);
  guint64 bits = (guint64) GST_VIDEO_INFO_WIDTH (info)
      * GST_VIDEO_INFO_COMP_DEPTH (info, 0);

  return planes->stride[i] > 0 && x * tile->stride * 8 >= bits
      && y * tile->height >= height
      && is_within (planes, i, 1, x * y * tile->size);
}

static gboolean
component_is_within (GstMotionStabPicture * picture, const Planes * planes,
    guint component)
{
  const GstVideoInfo *info = &picture->info;
  const GstVideoFormatInfo *finfo = info->finfo;
  guint i = GST_VIDEO_FORMAT_INFO_PLANE (finfo, component);
  guint rows = (guint) GST_VIDEO_FORMAT_INFO_SCALE_HEIGHT (finfo, component,
      (gint) picture->buffer_rows);
  gint usual = GST_VIDEO_INFO_PLANE_STRIDE (info, i);
  gint stride = ABS (planes->stride[i]);

  if (GST_VIDEO_FORMAT_INFO_HAS_PALETTE (finfo) && i == 1)
    return is_within (planes, i, 1, 256 * 4);
  if (GST_VIDEO_FORMAT_INFO_IS_TILED (finfo))
    return tiles_are_within (planes, i, info, rows);
  /* The usual one is rounded up; less than a pixel of it may be missing. */
  return stride + 4 > usual
      && is_within (planes, i, rows, (gsize) MIN (stride, usual));
}

/* Nobody else checks what a GstVideoMeta says. */
static gboolean
picture_is_within (GstMotionStabPicture * picture, const Planes * planes)
{
  guint c;

  if (!planes->meta)
    return TRUE;
  if (picture->direct)
    return is_within (planes, 0, picture->buffer_rows, direct_bytes (picture));
  for (c = 0; c < GST_VIDEO_INFO_N_COMPONENTS (&picture->info); c++) {
    if (!component_is_within (picture, planes, c))
      return FALSE;
  }
  return TRUE;
}

static const gchar *
map (GstMotionStabPicture * picture, GstBuffer * buffer, Planes * planes)
{
  /* Luma is in the first plane of every format that is read directly. */
  guint n = picture->direct ? 1 : GST_VIDEO_INFO_N_PLANES (&picture->info);
  const gchar *fault;

  planes->n_maps = 0;
  planes->meta = gst_buffer_get_video_meta (buffer);
  fault = planes->meta ? map_with_meta (picture, planes, n)
      : map_as_caps_say (picture, buffer, planes, n);
  if (!fault && !picture_is_within (picture, planes))
    fault = "it is smaller than its GstVideoMeta says";
  if (fault)
    unmap (buffer, planes);
  return fault;
}

/* --- reading --------------------------------------------------------------- */

static void
read_direct (GstMotionStabPicture * picture, const Planes * planes)
{
  gssize stride = planes->stride[0];

  ms_shrink_add_rows (picture->shrink, &picture->format,
      (const guint8 *) planes->data[0] + picture->start,
      picture->fields ? 2 * stride : stride, picture->rows);
}

static void
read_unpacked (GstMotionStabPicture * picture, const Planes * planes)
{
  const GstVideoFormatInfo *finfo = picture->info.finfo;
  guint i, used = gst_motion_stab_picture_get_height (picture)
      * picture->factors.y;

  for (i = 0; i < MIN (picture->rows, used); i++) {
    finfo->unpack_func (finfo, GST_VIDEO_PACK_FLAG_NONE, picture->line,
        (const gpointer *) planes->data, planes->stride, 0,
        (gint) (picture->fields ? 2 * i : i), (gint) picture->columns);
    ms_shrink_add_rows (picture->shrink, &picture->format,
        picture->line + picture->start, 0, 1);
  }
}

const gchar *
gst_motion_stab_picture_read (GstMotionStabPicture * picture,
    GstBuffer * buffer, gint16 * out)
{
  const gchar *fault;
  Planes planes;

  fault = map (picture, buffer, &planes);
  if (fault)
    return fault;
  ms_shrink_begin (picture->shrink, out);
  if (picture->direct)
    read_direct (picture, &planes);
  else
    read_unpacked (picture, &planes);
  unmap (buffer, &planes);
  return NULL;
}

gboolean
gst_motion_stab_picture_wants (const GstMotionStabPicture * picture,
    GstBuffer * buffer)
{
  return !picture->lone || !GST_VIDEO_BUFFER_IS_BOTTOM_FIELD (buffer);
}

void
gst_motion_stab_picture_to_frame (const GstMotionStabPicture * picture,
    const MsMotion * motion, gdouble * dx, gdouble * dy)
{
  const gdouble x = picture->factors.x, y = picture->factors.y;
  const gboolean field = picture->fields || picture->lone;
  const gdouble height = GST_VIDEO_INFO_HEIGHT (&picture->info);
  /* From the small picture's centre to the frame's, in the former's pixels:
   * what the factors leave over, and how much higher the top field is. */
  const gdouble off_x = (GST_VIDEO_INFO_WIDTH (&picture->info) / x
      - gst_motion_stab_picture_get_width (picture)) / 2;
  const gdouble off_y = ((field ? (height + 1) / 2 : height) / y
      - gst_motion_stab_picture_get_height (picture)) / 2;
  const gdouble c = motion->scale * cos (motion->rotation) - 1.0;
  const gdouble s = motion->scale * sin (motion->rotation);

  *dx = (motion->dx + c * off_x - s * off_y) * x;
  *dy = (motion->dy + s * off_x + c * off_y) * y;
  if (field)
    *dy *= 2;
}

/* --- life ------------------------------------------------------------------ */

GstMotionStabPicture *
gst_motion_stab_picture_new (const GstVideoInfo * info, gboolean whole,
    guint analysis_height)
{
  GstMotionStabPicture *picture = g_new0 (GstMotionStabPicture, 1);
  GstVideoInterlaceMode mode = GST_VIDEO_INFO_INTERLACE_MODE (info);
  gint par_n = GST_VIDEO_INFO_PAR_N (info), par_d = GST_VIDEO_INFO_PAR_D (info);
  gdouble aspect = par_n > 0 && par_d > 0 ? (gdouble) par_n / par_d : 1.0;

  picture->info = *info;
  picture->lone = mode == GST_VIDEO_INTERLACE_MODE_ALTERNATE;
  picture->fields = mode != GST_VIDEO_INTERLACE_MODE_PROGRESSIVE
      && !picture->lone && !whole;
  picture->buffer_rows = (guint) GST_VIDEO_INFO_FIELD_HEIGHT (info);
  picture->columns = MIN ((guint) GST_VIDEO_INFO_WIDTH (info), COLUMNS_MAX);
  picture->rows = picture->fields ? (picture->buffer_rows + 1) / 2
      : picture->buffer_rows;
  picture->rows = MIN (picture->rows, ROWS_MAX);
  if (picture->fields || picture->lone)
    aspect /= 2;

  picture->direct = gst_motion_stab_row_format (info, &picture->format,
      &picture->start);
  if (!picture->direct) {
    unpacked_format (info, &picture->format, &picture->start);
    picture->line = g_malloc0 (((gsize) picture->columns + SLACK) * 8);
  }
  ms_shrink_choose (&picture->factors, picture->columns, picture->rows, aspect,
      analysis_height);
  picture->aspect = aspect * picture->factors.x / picture->factors.y;
  picture->shrink = ms_shrink_new (picture->columns, picture->rows,
      &picture->factors);
  return picture;
}

void
gst_motion_stab_picture_free (GstMotionStabPicture * picture)
{
  ms_shrink_free (picture->shrink);
  g_free (picture->line);
  g_free (picture);
}

guint
gst_motion_stab_picture_get_width (const GstMotionStabPicture * picture)
{
  return ms_shrink_get_width (picture->shrink);
}

guint
gst_motion_stab_picture_get_height (const GstMotionStabPicture * picture)
{
  return ms_shrink_get_height (picture->shrink);
}

gdouble
gst_motion_stab_picture_get_aspect (const GstMotionStabPicture * picture)
{
  return picture->aspect;
}
