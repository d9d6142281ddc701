/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * onset-command: what anybody downstream may ask of reverseplay, and the
 * onset-answer that each command gets.
 *
 * A command travels upstream as a GST_EVENT_CUSTOM_UPSTREAM whose structure is
 * named "onset-command". Fields: "command" (string, required), "id" (any type,
 * chosen by the sender, returned as it is), "output" (string, the name of the
 * source pad that is meant; without it the pad that the event arrives
 * through), and the fields of the command itself:
 *
 *   take-start   name (string), lead (uint64, ns)
 *   take-stop, take-toggle
 *   in, out      position (uint64 ns in the take; without it: here, now)
 *   after-take   value (nick), once (boolean)
 *   play         take (uint, 0 = the latest), direction (nick),
 *                rate (double), position (uint64 ns)
 *   live, pause, resume, pause-toggle
 *   step         frames (int, negative = towards the take's start)
 *   seek         position (uint64 ns)
 *   rate         rate (double; or the string as-shot or as-projected)
 *   at-end       value (nick)
 *   mark         text (string)
 *   circle       take, circled (boolean; without it: the other state)
 *   note         take, text
 *   rename       take, name
 *   slate        take, scene, shot, take-number, camera, clip (strings)
 *   sensor-rate  take, value (frames per second: fraction, number, or a string
 *                such as 48 or 48000/1001; 0 = as the caps)
 *   discard      take, discarded (boolean, TRUE without it)
 *
 * A number may come as any integer type or as double, a boolean as integer:
 * commands are also written by scripts and by pages.
 *
 * The answer is a GST_EVENT_CUSTOM_DOWNSTREAM_OOB with the structure
 * "onset-answer": id (as it was sent, absent when none was), command (string),
 * ok (boolean), reason (string, empty when ok).
 */
#define ONSET_COMMAND "onset-command"
#define ONSET_ANSWER "onset-answer"
/* No camera is faster, and no fraction larger. */
#define ONSET_FRACTION_MAX 100000

/* Takes ownership of @command, whose name must be ONSET_COMMAND. */
GstEvent *onset_command_event_new (GstStructure * command);

/* The structure in @event when it is an onset-command, NULL otherwise. It
 * belongs to the event. */
const GstStructure *onset_command_event_parse (GstEvent * event);

GstEvent *onset_answer_event_new (const GstStructure * command, gboolean ok,
    const gchar * reason);

/* The same fields in another structure, such as a message's. */
void onset_answer_fill (GstStructure * answer, const GstStructure * command,
    gboolean ok, const gchar * reason);

/* Read a field of @command that may have been written with another numeric
 * type. Return FALSE when the field is absent; *valid is set to FALSE (and
 * never to TRUE) when it is there and is not a number in the type's range. */
gboolean onset_command_get_uint (const GstStructure * command,
    const gchar * field, guint * value, gboolean * valid);
gboolean onset_command_get_uint64 (const GstStructure * command,
    const gchar * field, guint64 * value, gboolean * valid);
gboolean onset_command_get_int (const GstStructure * command,
    const gchar * field, gint * value, gboolean * valid);
gboolean onset_command_get_double (const GstStructure * command,
    const gchar * field, gdouble * value, gboolean * valid);
gboolean onset_command_get_boolean (const GstStructure * command,
    const gchar * field, gboolean * value, gboolean * valid);
/* A fraction of 0 or more; also written as a number or as a string. */
gboolean onset_command_get_fraction (const GstStructure * command,
    const gchar * field, guint * num, guint * den, gboolean * valid);
/* The string is the structure's own and valid UTF-8. */
gboolean onset_command_get_string (const GstStructure * command,
    const gchar * field, const gchar ** value, gboolean * valid);

G_END_DECLS
