/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "demo-log.h"

#include <string.h>

#define WIDTH 78
#define INDENT 9

struct _DemoLog
{
  GString *done;                /* complete lines */
  GString *line;                /* the open one */
  gchar *label;
  gboolean in_run;              /* first..last is not written yet */
  guint first, last;
  guint times;                  /* that the one frame of a run was there */
};

DemoLog *
demo_log_new (void)
{
  DemoLog *self = g_new0 (DemoLog, 1);

  self->done = g_string_new (NULL);
  self->line = g_string_new (NULL);
  return self;
}

void
demo_log_free (DemoLog * self)
{
  g_string_free (self->done, TRUE);
  g_string_free (self->line, TRUE);
  g_free (self->label);
  g_free (self);
}

static void
end_line (DemoLog * self)
{
  if (self->line->len) {
    g_string_append_len (self->done, self->line->str, self->line->len);
    g_string_append_c (self->done, '\n');
  }
  g_string_truncate (self->line, 0);
}

static void
write_word (DemoLog * self, const gchar * word)
{
  if (self->line->len + 1 + strlen (word) > WIDTH) {
    end_line (self);
    g_string_append_printf (self->line, "%*s", INDENT, "");
  }
  g_string_append_printf (self->line, " %s", word);
}

static void
end_run (DemoLog * self)
{
  gchar *word;

  if (!self->in_run)
    return;
  if (self->times > 1)
    word = g_strdup_printf ("%ux%u", self->first, self->times);
  else if (self->first == self->last)
    word = g_strdup_printf ("%u", self->first);
  else
    word = g_strdup_printf ("%u..%u", self->first, self->last);
  write_word (self, word);
  g_free (word);
  self->in_run = FALSE;
}

void
demo_log_frame (DemoLog * self, const gchar * label, guint number)
{
  if (g_strcmp0 (label, self->label) != 0) {
    end_run (self);
    end_line (self);
    g_free (self->label);
    self->label = g_strdup (label);
    g_string_append_printf (self->line, "%-*s", INDENT, label);
  }

  if (self->in_run && number == self->last && number == self->first) {
    self->times++;
    return;
  }
  if (self->in_run && number == self->last + 1 && self->times == 1) {
    self->last = number;
    return;
  }
  end_run (self);
  self->in_run = TRUE;
  self->first = self->last = number;
  self->times = 1;
}

gchar *
demo_log_take (DemoLog * self, gboolean all)
{
  gchar *text;

  if (all) {
    end_run (self);
    end_line (self);
    g_clear_pointer (&self->label, g_free);
  }
  text = g_strdup (self->done->str);
  g_string_truncate (self->done, 0);
  return text;
}
