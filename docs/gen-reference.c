/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* Writes, or checks, the reference page of each element named: what the element
 * says about itself, as Markdown.
 *
 *   gen-reference --write DIRECTORY ELEMENT...
 *   gen-reference --check DIRECTORY ELEMENT...
 */

#include <gst/gst.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* More values than this and a list in caps says nothing any more */
#define MAX_LIST 12

/* Text inside a table cell */
static gchar *
cell (const gchar * text)
{
  GString *s = g_string_new (NULL);

  for (; text && *text; text++) {
    switch (*text) {
      case '|':
        g_string_append (s, "\\|");
        break;
      case '<':
        g_string_append (s, "&lt;");
        break;
      case '\n':
        g_string_append_c (s, ' ');
        break;
      default:
        g_string_append_c (s, *text);
    }
  }
  return g_string_free (s, FALSE);
}

static void
append_sentence (GString * out, const gchar * text)
{
  gchar *escaped = cell (text);
  gsize len = strlen (escaped);

  g_string_append (out, escaped);
  if (len > 0 && !strchr (".!?:", escaped[len - 1]))
    g_string_append_c (out, '.');
  g_free (escaped);
}

/* Types, as somebody who writes a pipeline or a script thinks of them */
static gchar *
type_name (GType type)
{
  if (type == G_TYPE_NONE)
    return g_strdup ("void");
  if (type == G_TYPE_STRING)
    return g_strdup ("string");
  if (type == G_TYPE_BOOLEAN)
    return g_strdup ("boolean");
  if (type == G_TYPE_INT)
    return g_strdup ("int");
  if (type == G_TYPE_UINT)
    return g_strdup ("uint");
  if (type == G_TYPE_INT64)
    return g_strdup ("int64");
  if (type == G_TYPE_UINT64)
    return g_strdup ("uint64");
  if (type == G_TYPE_DOUBLE)
    return g_strdup ("double");
  if (type == G_TYPE_FLOAT)
    return g_strdup ("float");
  if (type == GST_TYPE_FRACTION)
    return g_strdup ("fraction");
  if (type == GST_TYPE_STRUCTURE)
    return g_strdup ("structure");
  return g_strdup (g_type_name (type));
}

static gchar *
c_type_name (GType type)
{
  if (type == G_TYPE_NONE)
    return g_strdup ("void ");
  if (type == G_TYPE_STRING)
    return g_strdup ("const gchar * ");
  if (G_TYPE_IS_OBJECT (type) || G_TYPE_IS_BOXED (type)
      || G_TYPE_IS_INTERFACE (type))
    return g_strdup_printf ("%s * ", g_type_name (type));
  return g_strdup_printf ("%s ", g_type_name (type));
}

static gchar *
flags_nicks (GFlagsClass * klass, guint value)
{
  GString *s = g_string_new (NULL);
  guint i;

  for (i = 0; i < klass->n_values; i++) {
    const GFlagsValue *v = &klass->values[i];

    if (v->value != 0 && (value & v->value) == v->value)
      g_string_append_printf (s, "%s%s", s->len ? "+" : "", v->value_nick);
  }
  if (s->len == 0)
    g_string_append (s, "0");
  return g_string_free (s, FALSE);
}

static gchar *
default_value (GParamSpec * pspec)
{
  const GValue *def = g_param_spec_get_default_value (pspec);
  gchar buf[G_ASCII_DTOSTR_BUF_SIZE];

  if (!(pspec->flags & G_PARAM_WRITABLE))
    return NULL;
  if (G_VALUE_HOLDS_STRING (def)) {
    if (g_value_get_string (def) == NULL)
      return g_strdup ("NULL");
    return g_strdup_printf ("\"%s\"", g_value_get_string (def));
  }
  if (G_VALUE_HOLDS_BOOLEAN (def))
    return g_strdup (g_value_get_boolean (def) ? "true" : "false");
  if (G_VALUE_HOLDS_DOUBLE (def))
    return g_strdup (g_ascii_formatd (buf, sizeof buf, "%.15g",
            g_value_get_double (def)));
  if (G_VALUE_HOLDS_FLOAT (def))
    return g_strdup (g_ascii_formatd (buf, sizeof buf, "%g",
            g_value_get_float (def)));
  if (G_VALUE_HOLDS_ENUM (def)) {
    GEnumClass *klass = g_type_class_ref (G_VALUE_TYPE (def));
    GEnumValue *v = g_enum_get_value (klass, g_value_get_enum (def));
    gchar *nick = v ? g_strdup (v->value_nick)
        : g_strdup_printf ("%d", g_value_get_enum (def));

    g_type_class_unref (klass);
    return nick;
  }
  if (G_VALUE_HOLDS_FLAGS (def)) {
    GFlagsClass *klass = g_type_class_ref (G_VALUE_TYPE (def));
    gchar *nicks = flags_nicks (klass, g_value_get_flags (def));

    g_type_class_unref (klass);
    return nicks;
  }
  if (G_VALUE_HOLDS_OBJECT (def) || G_VALUE_HOLDS_BOXED (def))
    return g_strdup ("NULL");
  return gst_value_serialize (def);
}

static gchar *
uint64_limit (guint64 value)
{
  if (value == G_MAXUINT64)
    return g_strdup ("2^64-1");
  if (value == G_MAXINT64)
    return g_strdup ("2^63-1");
  if (value == G_MAXUINT32)
    return g_strdup ("2^32-1");
  if (value == G_MAXINT32)
    return g_strdup ("2^31-1");
  return g_strdup_printf ("%" G_GUINT64_FORMAT, value);
}

static gchar *
int64_limit (gint64 value)
{
  if (value == G_MININT64)
    return g_strdup ("-2^63");
  if (value == G_MININT32)
    return g_strdup ("-2^31");
  if (value < 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, value);
  return uint64_limit (value);
}

static gchar *
range (GParamSpec * pspec)
{
  gchar lo[G_ASCII_DTOSTR_BUF_SIZE], hi[G_ASCII_DTOSTR_BUF_SIZE];
  gchar *a = NULL, *b = NULL, *s;

  if (G_IS_PARAM_SPEC_UINT (pspec)) {
    a = uint64_limit (G_PARAM_SPEC_UINT (pspec)->minimum);
    b = uint64_limit (G_PARAM_SPEC_UINT (pspec)->maximum);
  } else if (G_IS_PARAM_SPEC_UINT64 (pspec)) {
    a = uint64_limit (G_PARAM_SPEC_UINT64 (pspec)->minimum);
    b = uint64_limit (G_PARAM_SPEC_UINT64 (pspec)->maximum);
  } else if (G_IS_PARAM_SPEC_INT (pspec)) {
    a = int64_limit (G_PARAM_SPEC_INT (pspec)->minimum);
    b = int64_limit (G_PARAM_SPEC_INT (pspec)->maximum);
  } else if (G_IS_PARAM_SPEC_INT64 (pspec)) {
    a = int64_limit (G_PARAM_SPEC_INT64 (pspec)->minimum);
    b = int64_limit (G_PARAM_SPEC_INT64 (pspec)->maximum);
  } else if (G_IS_PARAM_SPEC_DOUBLE (pspec)) {
    GParamSpecDouble *d = G_PARAM_SPEC_DOUBLE (pspec);

    if (d->minimum == -G_MAXDOUBLE && d->maximum == G_MAXDOUBLE)
      return NULL;
    a = g_strdup (g_ascii_formatd (lo, sizeof lo, "%g", d->minimum));
    b = d->maximum == G_MAXDOUBLE ? g_strdup ("any") :
        g_strdup (g_ascii_formatd (hi, sizeof hi, "%g", d->maximum));
  } else if (GST_IS_PARAM_SPEC_FRACTION (pspec)) {
    GstParamSpecFraction *f = GST_PARAM_SPEC_FRACTION (pspec);

    a = g_strdup_printf ("%d/%d", f->min_num, f->min_den);
    b = f->max_num == G_MAXINT ? g_strdup_printf ("2^31-1/%d", f->max_den)
        : g_strdup_printf ("%d/%d", f->max_num, f->max_den);
  } else {
    return NULL;
  }

  s = g_strdup_printf ("%s to %s", a, b);
  g_free (a);
  g_free (b);
  return s;
}

static gint
compare_pspecs (gconstpointer a, gconstpointer b)
{
  const GParamSpec *x = *(GParamSpec * const *) a;
  const GParamSpec *y = *(GParamSpec * const *) b;

  return strcmp (x->name, y->name);
}

static gboolean
is_own (GType owner, GType type, GType base)
{
  return g_type_is_a (type, owner) && owner != base
      && g_type_is_a (owner, base);
}

/* Remembers enum and flags types, in the order in which they come up */
static void
note_type (GArray * types, GType type)
{
  guint i;

  if (!G_TYPE_IS_ENUM (type) && !G_TYPE_IS_FLAGS (type))
    return;
  for (i = 0; i < types->len; i++) {
    if (g_array_index (types, GType, i) == type)
      return;
  }
  g_array_append_val (types, type);
}

static void
append_properties (GString * out, GType type, GType base, const gchar * level,
    GArray * types)
{
  GObjectClass *klass = g_type_class_ref (type);
  guint n, i, found = 0;
  GParamSpec **pspecs = g_object_class_list_properties (klass, &n);

  qsort (pspecs, n, sizeof (GParamSpec *), compare_pspecs);

  for (i = 0; i < n; i++) {
    GParamSpec *p = pspecs[i];
    gchar *type_text, *def, *limits;

    if (!is_own (p->owner_type, type, base))
      continue;

    if (found++ == 0)
      g_string_append_printf (out, "%s Properties\n\n", level);

    type_text = type_name (p->value_type);
    def = default_value (p);
    limits = range (p);

    g_string_append_printf (out, "%s# `%s`\n\n", level, p->name);
    append_sentence (out, g_param_spec_get_blurb (p));
    g_string_append (out, "\n\n");

    g_string_append_printf (out, "- Type: %s", type_text);
    if (limits)
      g_string_append_printf (out, ", %s", limits);
    g_string_append_c (out, '\n');
    if (def)
      g_string_append_printf (out, "- Default: `%s`\n", def);

    g_string_append (out, "- ");
    if (!(p->flags & G_PARAM_WRITABLE)) {
      g_string_append (out, "Read only");
    } else {
      if (!(p->flags & G_PARAM_READABLE))
        g_string_append (out, "Write only, can be set ");
      else
        g_string_append (out, "Can be set ");
      if (p->flags & G_PARAM_CONSTRUCT_ONLY)
        g_string_append (out, "when it is made");
      else if (p->flags & GST_PARAM_MUTABLE_PLAYING)
        g_string_append (out, "at any time");
      else if (p->flags & GST_PARAM_MUTABLE_PAUSED)
        g_string_append (out, "in the states NULL, READY and PAUSED");
      else if (p->flags & GST_PARAM_MUTABLE_READY)
        g_string_append (out, "in the states NULL and READY");
      else
        g_string_append (out, "before the element starts");
    }
    if (p->flags & GST_PARAM_CONTROLLABLE)
      g_string_append (out, "; controllable");
    if (p->flags & GST_PARAM_CONDITIONALLY_AVAILABLE)
      g_string_append (out, "; not available everywhere");
    if (p->flags & G_PARAM_DEPRECATED)
      g_string_append (out, "; deprecated");
    g_string_append (out, "\n\n");

    /* The values stand with the first property that takes them */
    if (G_TYPE_IS_ENUM (p->value_type)) {
      GEnumClass *e = g_type_class_ref (p->value_type);
      guint v;

      g_string_append (out, "| value | | |\n|---|---|---|\n");
      for (v = 0; v < e->n_values; v++) {
        gchar *text = cell (e->values[v].value_name);

        g_string_append_printf (out, "| `%s` | %d | %s |\n",
            e->values[v].value_nick, e->values[v].value, text);
        g_free (text);
      }
      g_string_append_c (out, '\n');
      g_type_class_unref (e);
    } else if (G_TYPE_IS_FLAGS (p->value_type)) {
      GFlagsClass *f = g_type_class_ref (p->value_type);
      guint v;

      g_string_append (out, "| flag | | |\n|---|---|---|\n");
      for (v = 0; v < f->n_values; v++) {
        gchar *text = cell (f->values[v].value_name);

        g_string_append_printf (out, "| `%s` | 0x%x | %s |\n",
            f->values[v].value_nick, f->values[v].value, text);
        g_free (text);
      }
      g_string_append_c (out, '\n');
      g_type_class_unref (f);
    }
    note_type (types, p->value_type);

    g_free (type_text);
    g_free (def);
    g_free (limits);
  }

  g_free (pspecs);
  g_type_class_unref (klass);
}

static void
append_value (GString * out, const GValue * value)
{
  if (GST_VALUE_HOLDS_LIST (value)) {
    guint i, n = gst_value_list_get_size (value);

    for (i = 0; i < n && i < MAX_LIST; i++) {
      if (i > 0)
        g_string_append (out, ", ");
      append_value (out, gst_value_list_get_value (value, i));
    }
    if (n > MAX_LIST)
      g_string_append_printf (out, " and %u more", n - MAX_LIST);
  } else if (GST_VALUE_HOLDS_INT_RANGE (value)) {
    gchar *a = int64_limit (gst_value_get_int_range_min (value));
    gchar *b = int64_limit (gst_value_get_int_range_max (value));

    g_string_append_printf (out, "%s to %s", a, b);
    g_free (a);
    g_free (b);
  } else if (GST_VALUE_HOLDS_FRACTION_RANGE (value)) {
    const GValue *a = gst_value_get_fraction_range_min (value);
    const GValue *b = gst_value_get_fraction_range_max (value);

    append_value (out, a);
    g_string_append (out, " to ");
    append_value (out, b);
  } else if (GST_VALUE_HOLDS_FRACTION (value)) {
    gchar *a = int64_limit (gst_value_get_fraction_numerator (value));

    g_string_append_printf (out, "%s/%d", a,
        gst_value_get_fraction_denominator (value));
    g_free (a);
  } else {
    gchar *s = gst_value_serialize (value);

    g_string_append (out, s ? s : "?");
    g_free (s);
  }
}

static gboolean
append_field (GQuark field, const GValue * value, gpointer user_data)
{
  GString *out = user_data;

  g_string_append_printf (out, "  - %s: ", g_quark_to_string (field));
  append_value (out, value);
  g_string_append_c (out, '\n');
  return TRUE;
}

static void
append_caps (GString * out, GstCaps * caps)
{
  guint i;

  if (gst_caps_is_any (caps)) {
    g_string_append (out, "Media: any.\n\n");
    return;
  }

  g_string_append (out, "Media:\n\n");
  for (i = 0; i < gst_caps_get_size (caps); i++) {
    const GstStructure *s = gst_caps_get_structure (caps, i);
    GstCapsFeatures *features = gst_caps_get_features (caps, i);

    g_string_append_printf (out, "- `%s", gst_structure_get_name (s));
    if (features && (gst_caps_features_is_any (features)
            || !gst_caps_features_is_equal (features,
                GST_CAPS_FEATURES_MEMORY_SYSTEM_MEMORY))) {
      gchar *text = gst_caps_features_to_string (features);

      g_string_append_printf (out, "(%s)", text);
      g_free (text);
    }
    g_string_append (out, "`\n");
    gst_structure_foreach (s, append_field, out);
  }
  g_string_append_c (out, '\n');
}

static void
append_pads (GString * out, GstElementClass * klass, GArray * types)
{
  GList *l, *templates =
      g_list_copy (gst_element_class_get_pad_template_list (klass));

  templates = g_list_reverse (templates);
  g_string_append (out, "## Pads\n\n");
  for (l = templates; l; l = l->next) {
    GstPadTemplate *t = l->data;
    GType gtype = GST_PAD_TEMPLATE_GTYPE (t);
    GstCaps *caps = gst_pad_template_get_caps (t);

    g_string_append_printf (out, "### `%s`\n\n%s pad, ",
        GST_PAD_TEMPLATE_NAME_TEMPLATE (t),
        GST_PAD_TEMPLATE_DIRECTION (t) == GST_PAD_SRC ? "Source" : "Sink");
    switch (GST_PAD_TEMPLATE_PRESENCE (t)) {
      case GST_PAD_ALWAYS:
        g_string_append (out, "always there");
        break;
      case GST_PAD_SOMETIMES:
        g_string_append (out, "there when the stream it carries is");
        break;
      case GST_PAD_REQUEST:
        g_string_append (out, "on request");
        break;
    }
    g_string_append (out, ". ");
    append_caps (out, caps);

    if (gtype != G_TYPE_NONE && gtype != GST_TYPE_PAD)
      append_properties (out, gtype, GST_TYPE_PAD, "####", types);

    gst_caps_unref (caps);
  }
  g_list_free (templates);
}

static void
append_signal (GString * out, const GSignalQuery * q, GArray * types)
{
  gboolean action = (q->signal_flags & G_SIGNAL_ACTION) != 0;
  gchar *ret = type_name (q->return_type);
  gchar *c_ret = c_type_name (q->return_type);
  guint i;

  g_string_append_printf (out, "### `%s`\n\n`%s (", q->signal_name,
      q->signal_name);
  for (i = 0; i < q->n_params; i++) {
    gchar *t = type_name (q->param_types[i] & ~G_SIGNAL_TYPE_STATIC_SCOPE);

    g_string_append_printf (out, "%s%s", i ? ", " : "", t);
    note_type (types, q->param_types[i] & ~G_SIGNAL_TYPE_STATIC_SCOPE);
    g_free (t);
  }
  g_string_append_printf (out, ") -> %s`\n\n```c\n", ret);

  if (action) {
    if (q->return_type != G_TYPE_NONE)
      g_string_append_printf (out, "%sret;\n", c_ret);
    for (i = 0; i < q->n_params; i++) {
      gchar *t = c_type_name (q->param_types[i] & ~G_SIGNAL_TYPE_STATIC_SCOPE);

      g_string_append_printf (out, "%sarg%u;\n", t, i);
      g_free (t);
    }
    g_string_append_printf (out, "g_signal_emit_by_name (element, \"%s\"",
        q->signal_name);
    for (i = 0; i < q->n_params; i++)
      g_string_append_printf (out, ", arg%u", i);
    if (q->return_type != G_TYPE_NONE)
      g_string_append (out, ", &ret");
    g_string_append (out, ");\n```\n\n");
  } else {
    g_string_append_printf (out, "%s\ncallback (GstElement * element",
        g_strchomp (c_ret));
    for (i = 0; i < q->n_params; i++) {
      gchar *t = c_type_name (q->param_types[i] & ~G_SIGNAL_TYPE_STATIC_SCOPE);

      g_string_append_printf (out, ", %sarg%u", t, i);
      g_free (t);
    }
    g_string_append (out, ", gpointer user_data);\n```\n\n");
  }

  g_free (ret);
  g_free (c_ret);
}

static void
append_signals (GString * out, GType type, gboolean actions, GArray * types)
{
  GType t;
  guint found = 0;

  for (t = type; t != GST_TYPE_ELEMENT && t != 0; t = g_type_parent (t)) {
    guint n, i;
    guint *ids = g_signal_list_ids (t, &n);

    for (i = 0; i < n; i++) {
      GSignalQuery q;

      g_signal_query (ids[i], &q);
      if (actions != ((q.signal_flags & G_SIGNAL_ACTION) != 0))
        continue;
      if (found++ == 0)
        g_string_append (out, actions ? "## Action signals\n\n"
            "An application emits these; the element obeys and answers with "
            "what is returned.\n\n" : "## Signals\n\n");
      append_signal (out, &q, types);
    }
    g_free (ids);
  }
}

/* Types that signals use and that no property has explained */
static void
append_types (GString * out, GArray * types, guint first)
{
  guint i, v;

  if (types->len <= first)
    return;

  g_string_append (out, "## Types\n\n");
  for (i = first; i < types->len; i++) {
    GType type = g_array_index (types, GType, i);

    g_string_append_printf (out, "### `%s`\n\n| value | | |\n|---|---|---|\n",
        g_type_name (type));
    if (G_TYPE_IS_ENUM (type)) {
      GEnumClass *e = g_type_class_ref (type);

      for (v = 0; v < e->n_values; v++) {
        gchar *text = cell (e->values[v].value_name);

        g_string_append_printf (out, "| `%s` | %d | %s |\n",
            e->values[v].value_nick, e->values[v].value, text);
        g_free (text);
      }
      g_type_class_unref (e);
    } else {
      GFlagsClass *f = g_type_class_ref (type);

      for (v = 0; v < f->n_values; v++) {
        gchar *text = cell (f->values[v].value_name);

        g_string_append_printf (out, "| `%s` | 0x%x | %s |\n",
            f->values[v].value_nick, f->values[v].value, text);
        g_free (text);
      }
      g_type_class_unref (f);
    }
    g_string_append_c (out, '\n');
  }
}

static void
append_interfaces (GString * out, GType type)
{
  guint n, i;
  GType *interfaces = g_type_interfaces (type, &n);

  for (i = 0; i < n; i++)
    g_string_append_printf (out, "| Interface | `%s` |\n",
        g_type_name (interfaces[i]));
  g_free (interfaces);
}

static gchar *
make_page (const gchar * name)
{
  GstElementFactory *factory = gst_element_factory_find (name);
  GstElementFactory *loaded;
  GstElementClass *klass;
  GString *out;
  GArray *types;
  GType type;
  gchar *author;
  guint explained;

  if (factory == NULL) {
    g_printerr ("There is no element \"%s\" in GST_PLUGIN_PATH_1_0.\n", name);
    return NULL;
  }
  loaded = GST_ELEMENT_FACTORY (gst_plugin_feature_load (GST_PLUGIN_FEATURE
          (factory)));
  gst_object_unref (factory);
  if (loaded == NULL) {
    g_printerr ("The plugin of \"%s\" does not load.\n", name);
    return NULL;
  }

  type = gst_element_factory_get_element_type (loaded);
  klass = g_type_class_ref (type);
  types = g_array_new (FALSE, FALSE, sizeof (GType));
  out = g_string_new (NULL);

  g_string_append_printf (out, "# %s\n\n", name);
  g_string_append (out, "<!-- Written by `./onset docs` from what the plugin "
      "says about itself. Changes belong into the source. -->\n\n");
  append_sentence (out, gst_element_factory_get_metadata (loaded,
          GST_ELEMENT_METADATA_DESCRIPTION));
  g_string_append (out, "\n\n| | |\n|---|---|\n");
  g_string_append_printf (out, "| Name | %s |\n",
      gst_element_factory_get_metadata (loaded, GST_ELEMENT_METADATA_LONGNAME));
  g_string_append_printf (out, "| Class | %s |\n",
      gst_element_factory_get_metadata (loaded, GST_ELEMENT_METADATA_KLASS));
  g_string_append_printf (out, "| Plugin | `%s` |\n",
      gst_plugin_feature_get_plugin_name (GST_PLUGIN_FEATURE (loaded)));
  g_string_append_printf (out, "| Type | `%s`, a `%s` |\n",
      g_type_name (type), g_type_name (g_type_parent (type)));
  append_interfaces (out, type);
  author = cell (gst_element_factory_get_metadata (loaded,
          GST_ELEMENT_METADATA_AUTHOR));
  g_string_append_printf (out, "| Author | %s |\n\n", author);
  g_free (author);

  append_pads (out, klass, types);
  append_properties (out, type, GST_TYPE_ELEMENT, "##", types);
  explained = types->len;
  append_signals (out, type, TRUE, types);
  append_signals (out, type, FALSE, types);
  append_types (out, types, explained);

  /* one newline at the end */
  while (out->len > 1 && out->str[out->len - 2] == '\n')
    g_string_truncate (out, out->len - 1);

  g_array_free (types, TRUE);
  g_type_class_unref (klass);
  gst_object_unref (loaded);
  return g_string_free (out, FALSE);
}

/* The first line in which the two differ, for whoever has to look */
static void
print_difference (const gchar * committed, const gchar * current)
{
  gchar **a = g_strsplit (committed, "\n", -1);
  gchar **b = g_strsplit (current, "\n", -1);
  guint i;

  for (i = 0; a[i] && b[i] && g_str_equal (a[i], b[i]); i++);
  g_print ("  line %u of the page: %s\n", i + 1, a[i] ? a[i] : "(its end)");
  g_print ("  the plugin says:  %s\n", b[i] ? b[i] : "(nothing more)");
  g_strfreev (a);
  g_strfreev (b);
}

int
main (int argc, char **argv)
{
  gboolean check;
  gint i, ret = 0;

  gst_init (&argc, &argv);
  if (argc < 4 || (!g_str_equal (argv[1], "--check")
          && !g_str_equal (argv[1], "--write"))) {
    g_printerr ("Usage: %s --check|--write DIRECTORY ELEMENT...\n", argv[0]);
    return 2;
  }
  check = g_str_equal (argv[1], "--check");

  for (i = 3; i < argc; i++) {
    gchar *base = g_strconcat (argv[i], ".md", NULL);
    gchar *path = g_build_filename (argv[2], base, NULL);
    gchar *page = make_page (argv[i]);
    gchar *committed = NULL;
    GError *error = NULL;

    if (page == NULL) {
      ret = 1;
    } else if (check) {
      if (!g_file_get_contents (path, &committed, NULL, NULL)) {
        g_print ("docs/reference/%s is missing: run ./onset docs and commit "
            "what it writes.\n", base);
        ret = 1;
      } else if (!g_str_equal (committed, page)) {
        g_print ("docs/reference/%s is not what %s says about itself:\n",
            base, argv[i]);
        print_difference (committed, page);
        g_print ("Run ./onset docs and commit what it writes.\n");
        ret = 1;
      }
    } else if (g_mkdir_with_parents (argv[2], 0755) != 0
        || !g_file_set_contents (path, page, -1, &error)) {
      g_printerr ("Cannot write %s: %s\n", path,
          error ? error->message : g_strerror (errno));
      g_clear_error (&error);
      ret = 1;
    } else {
      g_print ("%s\n", path);
    }

    g_free (committed);
    g_free (page);
    g_free (path);
    g_free (base);
  }
  return ret;
}
