/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>
#include <gst/check/gsttestclock.h>

G_BEGIN_DECLS

/*
 * A camera before reverseplay, monitors behind it, and a clock that only goes
 * when a test says so.
 *
 * The camera numbers its frames from 0; the number is in their pixels. Frame n
 * has the time n / fps and arrives when the clock shows that time. An output
 * (main, and what rph_add_review() gives) keeps what comes out of it until it
 * is pulled. Outputs have threads of their own: a test that pushes a frame has
 * to pull what it makes before it pushes the one after the next, or the output
 * finds itself late and skips, as it should.
 *
 * Whatever waits fails the test after a few seconds of real time. The macros
 * with upper case letters in their tail take the line they were called from
 * into the failure's text.
 */
#define RPH_PERIOD (GST_SECOND / 25)
/* The number of a picture that no camera made, such as black. */
#define RPH_NO_NUMBER G_MAXUINT

typedef struct _Rph Rph;

typedef struct
{
  Rph *rph;
  GstHarness *harness;
  GstPad *pad;                  /* reverseplay's source pad */

  /* The rest: rph->lock. */
  GQueue items;                 /* serialized events and buffers */
  GQueue answers;               /* GstStructure onset-answer */
  GstEvent *state_event, *takes_event;
  const GstStructure *state;    /* latest onset-state, as it came */
  const GstStructure *takes;    /* latest onset-takes */
  guint n_buffers;              /* in items */
  guint n_flushes;              /* flush events that came */
  gboolean eos;                 /* one is in items, or was pulled */
  gboolean blocked;             /* buffers are kept, but pushes do not return */
  gboolean stuck;               /* a push waits because of that */
  GstFlowReturn flow;           /* that pushes return */

  /* What the last pull found; owned here until the next one. */
  GstBuffer *buffer;
  GstCaps *caps;
  GstSegment segment;
  GstEvent *state_pulled_event, *takes_pulled_event;
  const GstStructure *state_pulled, *takes_pulled;
  GstClockTime last_pts;
} RphOutput;

struct _Rph
{
  GstElement *element;
  GstTestClock *clock;
  GstBus *bus;
  RphOutput *main;
  GPtrArray *outputs;           /* RphOutput, main first */
  GList *messages;              /* GstStructure, that nobody asked for yet */
  GList *upstream;              /* GstEvent, likewise */
  guint next_id;                /* of commands */
  gchar *reason;                /* of the last command's answer */

  /* The camera; change with rph_set_caps() or by hand between frames. */
  gchar *format;
  guint width, height;
  gint fps_n, fps_d;
  guint number;                 /* of the next frame */
  GstClockTime time;            /* of the next frame */

  GMutex lock;
  GCond cond;
};

typedef struct
{
  guint number;                 /* the camera's, or RPH_NO_NUMBER */
  GstClockTime pts, duration;
  GstClockTime stream_time;     /* of its start, by the segment in force */
  gboolean gap, discont;
  /* What came between the picture before and this one. */
  gboolean new_segment, new_caps, key_unit;
  guint n_states, n_takes, n_gaps, n_tags;
  /* Its onset-frame meta. */
  gboolean is_playback;
  guint take, index, frames;
  gint direction;               /* -1 reverse, 1 forward */
  GstClockTime source_pts, source_running_time;
} RphFrame;

/* The camera is GRAY8, 16x8, 25 frames per second, and live. max-size-bytes is
 * 8 MiB. */
Rph *rph_new (void);
/* Properties as for g_object_set(), set before the element starts. */
Rph *rph_new_with (const gchar * first_property, ...) G_GNUC_NULL_TERMINATED;
/* The same with an upstream that is not live. */
Rph *rph_new_file (const gchar * first_property, ...) G_GNUC_NULL_TERMINATED;
void rph_free (Rph * rph);
/* @name: "review_%u", or a pad's name. */
RphOutput *rph_add_review (Rph * rph, const gchar * name);
void rph_remove_review (Rph * rph, RphOutput * output);

/* --- the camera --- */

/* The camera's next frames. fps_n 0 = no frame rate; rph->time is then moved
 * by hand. */
void rph_set_caps (Rph * rph, const gchar * format, guint width, guint height,
    gint fps_n, gint fps_d);
/* Time of frame @number at the frame rate. */
GstClockTime rph_time_of (Rph * rph, guint number);
/* A frame as the camera makes it, with @pts. */
GstBuffer *rph_make_frame (Rph * rph, guint number, GstClockTime pts);
/* The clock goes on to the next frame's time and the frame arrives; it returns
 * what the element says. */
GstFlowReturn rph_push (Rph * rph);
void rph_push_n (Rph * rph, guint n);
/* @n times: one frame arrives, and main shows it live. */
#define rph_pass(rph, n) rph_pass_AT (rph, n, __LINE__)
void rph_pass_AT (Rph * rph, guint n, gint line);
/* Sets the clock; nobody is woken. */
void rph_set_time (Rph * rph, GstClockTime time);
/* Waits until the memory of the history is touched. Before that an element
 * that is pushed to faster than any camera is keeps few frames outside takes.
 */
void rph_wait_ready (Rph * rph);

/* --- an output --- */

/* The next picture. */
#define rph_pull(output, frame) rph_pull_AT (output, frame, __LINE__)
void rph_pull_AT (RphOutput * output, RphFrame * frame, gint line);
/* Waits whose time has come: a test clock that is set forward leaves them. */
void rph_fire_due (Rph * rph);
/* Until there is a picture, which the clock has come to already; and that. */
#define rph_wait_due(output) rph_wait_due_AT (output, __LINE__)
void rph_wait_due_AT (RphOutput * output, gint line);
#define rph_pull_due(output, frame) rph_pull_due_AT (output, frame, __LINE__)
void rph_pull_due_AT (RphOutput * output, RphFrame * frame, gint line);

/* The next picture, while no camera frame comes: the clock is cranked from
 * wait to wait until the picture is there. */
#define rph_crank(output, frame) rph_crank_AT (output, frame, __LINE__)
void rph_crank_AT (RphOutput * output, RphFrame * frame, gint line);
/* Cranks the clock until EOS comes; the number of pictures before it. */
#define rph_crank_eos(output) rph_crank_eos_AT (output, __LINE__)
guint rph_crank_eos_AT (RphOutput * output, gint line);
/* The next picture is live frame @number at that frame's own time. */
#define rph_live(output, number) rph_live_AT (output, number, __LINE__)
void rph_live_AT (RphOutput * output, guint number, gint line);
/* The next picture is @number, of a playback, in the slot @slot (counted in
 * frames of the camera). @frame: NULL or what was found. */
#define rph_shows(output, number, slot, frame) \
    rph_shows_AT (output, number, slot, frame, __LINE__)
void rph_shows_AT (RphOutput * output, guint number, guint slot,
    RphFrame * frame, gint line);
/* One camera frame arrives and makes main show @number, in its own slot. */
#define rph_step(rph, number, frame) rph_step_AT (rph, number, frame, __LINE__)
void rph_step_AT (Rph * rph, guint number, RphFrame * frame, gint line);
/* Pictures that wait to be pulled. */
guint rph_pending (RphOutput * output);
/* Pulls until EOS; the number of pictures that came before it. */
#define rph_pull_eos(output) rph_pull_eos_AT (output, __LINE__)
guint rph_pull_eos_AT (RphOutput * output, gint line);
/* The pushes of @output do not return until it is unblocked. What is pushed
 * can be pulled all the same. */
void rph_block (RphOutput * output);
void rph_unblock (RphOutput * output);
/* Waits until a push is stuck. */
void rph_wait_stuck (RphOutput * output);
void rph_set_flow (RphOutput * output, GstFlowReturn flow);
/* Waits until the latest onset-state has @field with @value, a string or what
 * gst_value_serialize() makes of another type. */
#define rph_wait_state(output, field, value) \
    rph_wait_state_AT (output, field, value, __LINE__)
void rph_wait_state_AT (RphOutput * output, const gchar * field,
    const gchar * value, gint line);
/* A copy of the latest onset-state; NULL when none came. */
GstStructure *rph_state (RphOutput * output);

/* --- commands --- */

/* Sends onset-command through @output with fields as for gst_structure_set()
 * and an id; fails without an answer in event and message. TRUE when it was
 * obeyed; rph->reason says why not. */
#define rph_command(output, ...) rph_command_AT (output, __LINE__, __VA_ARGS__)
gboolean rph_command_AT (RphOutput * output, gint line, const gchar * command,
    ...) G_GNUC_NULL_TERMINATED;
/* The answer with this id (of type uint); NULL when there is none. To be
 * freed. */
GstStructure *rph_answer (RphOutput * output, guint id);
/* take-start and take-stop by signal; the take's id. */
guint rph_roll (Rph * rph);
guint rph_cut (Rph * rph);
/* Rolls, passes @n frames, cuts. Returns the take's id. */
#define rph_shoot(rph, n) rph_shoot_AT (rph, n, __LINE__)
guint rph_shoot_AT (Rph * rph, guint n, gint line);
/* The value of a property that is an enum, as its nick. */
const gchar *rph_nick (gpointer object, const gchar * property);

/* --- bus and upstream --- */

/* The next element message of that name; waits for it, and leaves others. To
 * be freed. */
#define rph_message(rph, name) rph_message_AT (rph, name, __LINE__)
GstStructure *rph_message_AT (Rph * rph, const gchar * name, gint line);
/* The same, NULL when there is none now. */
GstStructure *rph_try_message (Rph * rph, const gchar * name);
/* The next event of that type that went upstream; NULL when there is none now.
 * To be freed. */
GstEvent *rph_try_upstream (Rph * rph, GstEventType type);
/* The same, but waits for it. Messages, notifications and what goes upstream
 * may be said by a thread of the element, a moment after its cause. */
#define rph_upstream(rph, type) rph_upstream_AT (rph, type, __LINE__)
GstEvent *rph_upstream_AT (Rph * rph, GstEventType type, gint line);
/* Monotonic time until which a test should wait for what has to come. */
gint64 rph_deadline (void);

guint rph_get_uint (const GstStructure * structure, const gchar * field);
guint64 rph_get_uint64 (const GstStructure * structure, const gchar * field);
gboolean rph_get_boolean (const GstStructure * structure,
    const gchar * field);

G_END_DECLS
