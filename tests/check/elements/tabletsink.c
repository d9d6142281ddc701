/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* tabletsink: its life, its pads, what it says and what it passes on. The
 * server behind it is one that keeps what it is told. */
#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>
#include <onset/onset-command.h>
#include <onset/onset-event.h>
#include <onset/onset-meta.h>

#include <gsttabletbranch.h>
#include <gsttabletsink.h>

#include "tabletsink-server.h"

#define CAPS "video/x-raw,format=I420,width=64,height=36,framerate=24/1"
#define FRAME (GST_SECOND / 24)
#define SIZE (64 * 36 * 3 / 2)

static void
setup (void)
{
  fail_unless (GST_ELEMENT_REGISTER (tabletsink, NULL));
}

/* --- a pipeline around it -------------------------------------------------- */

typedef struct
{
  GstElement *pipeline, *sink;
  GstBus *bus;
} Set;

static Set
set_new (const gchar * description)
{
  GError *error = NULL;
  Set set;

  set.pipeline = gst_parse_launch (description, &error);
  fail_unless (error == NULL, "%s", error ? error->message : "");
  set.sink = gst_bin_get_by_name (GST_BIN (set.pipeline), "t");
  set.bus = gst_element_get_bus (set.pipeline);
  return set;
}

static void
set_free (Set * set)
{
  fail_unless_equals_int (gst_element_set_state (set->pipeline,
          GST_STATE_NULL), GST_STATE_CHANGE_SUCCESS);
  gst_object_unref (set->bus);
  gst_object_unref (set->sink);
  gst_object_unref (set->pipeline);
}

static void
go_to (Set * set, GstState state)
{
  fail_unless (gst_element_set_state (set->pipeline, state)
      != GST_STATE_CHANGE_FAILURE);
  fail_unless (gst_element_get_state (set->pipeline, NULL, NULL,
          GST_SECOND * 60)
      != GST_STATE_CHANGE_ASYNC);
}

/* Transfer full. Nothing fails meanwhile, unless that is waited for. */
static GstMessage *
wait_message (Set * set, GstMessageType type)
{
  GstMessage *message = gst_bus_timed_pop_filtered (set->bus,
      GST_SECOND * 60, type | GST_MESSAGE_ERROR);

  fail_unless (message != NULL, "no %s", gst_message_type_get_name (type));
  fail_unless (GST_MESSAGE_TYPE (message) & type, "%" GST_PTR_FORMAT, message);
  return message;
}

static gboolean
has_message (Set * set, GstMessageType type)
{
  GstMessage *message = gst_bus_pop_filtered (set->bus, type);
  gboolean has = message != NULL;

  gst_clear_message (&message);
  return has;
}

/* --- a pad that is fed by hand --------------------------------------------- */

static GstHarness *
fed_sink (GstElement * sink, const gchar * pad, const gchar * caps)
{
  GstHarness *h = gst_harness_new_with_element (sink, pad, NULL);

  gst_harness_set_src_caps_str (h, caps);
  return h;
}

static GstBuffer *
frame_at (guint n)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, SIZE, NULL);

  gst_buffer_memset (buffer, 0, 0x60, SIZE);
  GST_BUFFER_PTS (buffer) = n * FRAME;
  GST_BUFFER_DURATION (buffer) = FRAME;
  return buffer;
}

static GstHarness *
harness_new (void)
{
  GstElement *sink = gst_element_factory_make ("tabletsink", NULL);
  GstHarness *h = fed_sink (sink, "sink", CAPS);

  gst_object_unref (sink);
  return h;
}

static GstStructure *
play_command (guint64 id)
{
  return gst_structure_new (ONSET_COMMAND, "command", G_TYPE_STRING, "play",
      "id", G_TYPE_UINT64, id, NULL);
}

/* --- life ------------------------------------------------------------------ */

GST_START_TEST (test_states_up_and_down_twice)
{
  GstElement *sink = gst_element_factory_make ("tabletsink", NULL);
  static const GstState states[] = { GST_STATE_READY, GST_STATE_PAUSED,
    GST_STATE_PLAYING, GST_STATE_PAUSED, GST_STATE_READY, GST_STATE_NULL
  };
  guint i, round;

  for (round = 0; round < 2; round++)
    for (i = 0; i < G_N_ELEMENTS (states); i++) {
      /* never ASYNC: nobody waits for it */
      fail_unless_equals_int (gst_element_set_state (sink, states[i]),
          GST_STATE_CHANGE_SUCCESS);
      fail_unless_equals_int (fake_server_running (),
          states[i] >= GST_STATE_READY);
    }
  gst_object_unref (sink);
}

GST_END_TEST;

GST_START_TEST (test_the_server_gets_the_settings)
{
  GstElement *sink = gst_element_factory_make ("tabletsink", NULL);
  const TsServerSettings *settings;
  GstStructure *stats;
  guint port;

  g_object_get (sink, "bound-port", &port, "stats", &stats, NULL);
  fail_unless_equals_int (port, 0);
  fail_unless (gst_structure_has_name (stats, "tabletsink-stats"));
  gst_structure_free (stats);
  gst_util_set_object_arg (G_OBJECT (sink), "address", "127.0.0.2");
  g_object_set (sink, "port", 0, "operator-code", "op", "viewer-code", "view",
      "state-file", "/nowhere/state", "tls-certificate", "cert", "tls-key",
      "key", "allowed-hosts", "a,b", "max-clients", 7, NULL);
  gst_element_set_state (sink, GST_STATE_READY);
  settings = fake_server_settings ();
  fail_unless_equals_string (settings->address, "127.0.0.2");
  fail_unless_equals_string (settings->operator_code, "op");
  fail_unless_equals_string (settings->viewer_code, "view");
  fail_unless_equals_string (settings->state_file, "/nowhere/state");
  fail_unless_equals_string (settings->tls_certificate, "cert");
  fail_unless_equals_string (settings->tls_key, "key");
  fail_unless_equals_string (settings->allowed_hosts, "a,b");
  fail_unless_equals_int (settings->port, 0);
  fail_unless_equals_int (settings->max_clients, 7);
  g_object_get (sink, "bound-port", &port, "stats", &stats, NULL);
  fail_unless_equals_int (port, 4711);
  fail_unless (gst_structure_has_field (stats, "tablets"));
  gst_structure_free (stats);
  gst_element_set_state (sink, GST_STATE_NULL);
  gst_object_unref (sink);
}

GST_END_TEST;

GST_START_TEST (test_it_says_where_it_is)
{
  Set set = set_new ("fakesrc ! tabletsink name=t");
  const GstStructure *s;
  GstMessage *message;
  guint port;

  go_to (&set, GST_STATE_READY);
  message = wait_message (&set, GST_MESSAGE_ELEMENT);
  s = gst_message_get_structure (message);
  fail_unless (gst_structure_has_name (s, "tabletsink-ready"));
  fail_unless_equals_string (gst_structure_get_string (s, "url"),
      "http://127.0.0.1:4711/");
  fail_unless_equals_string (gst_structure_get_string (s, "operator-code"),
      "111111");
  fail_unless_equals_string (gst_structure_get_string (s, "viewer-code"),
      "222222");
  fail_unless (gst_structure_get_uint (s, "port", &port));
  fail_unless_equals_int (port, 4711);
  gst_message_unref (message);
  set_free (&set);
}

GST_END_TEST;

GST_START_TEST (test_a_server_that_does_not_start_is_an_error)
{
  Set set = set_new ("fakesrc ! tabletsink name=t");
  GstMessage *message;
  GError *error;

  fake_server_refuse ("port 8080 is in use: choose another one");
  fail_unless_equals_int (gst_element_set_state (set.pipeline,
          GST_STATE_READY), GST_STATE_CHANGE_FAILURE);
  message = wait_message (&set, GST_MESSAGE_ERROR);
  gst_message_parse_error (message, &error, NULL);
  fail_unless (g_error_matches (error, GST_RESOURCE_ERROR,
          GST_RESOURCE_ERROR_BUSY));
  fail_unless_equals_string (error->message,
      "port 8080 is in use: choose another one");
  g_error_free (error);
  gst_message_unref (message);
  /* and the next time it does */
  go_to (&set, GST_STATE_READY);
  fail_unless (fake_server_running ());
  set_free (&set);
}

GST_END_TEST;

GST_START_TEST (test_the_server_stays_while_the_pipeline_restarts)
{
  Set set = set_new ("videotestsrc is-live=true ! " CAPS
      " ! tabletsink name=t");
  const TsServerSettings *before;

  go_to (&set, GST_STATE_PLAYING);
  before = fake_server_settings ();
  fake_server_demand ("sink", TS_MEDIA_JPEG, TRUE);
  fake_server_wait_frame ("sink", TS_MEDIA_JPEG, 0);
  go_to (&set, GST_STATE_READY);
  fail_unless (fake_server_settings () == before);
  /* what stands still is not the camera */
  fail_unless (fake_server_ended ("sink"));
  go_to (&set, GST_STATE_PLAYING);
  fake_server_wait_frame ("sink", TS_MEDIA_JPEG, fake_server_n_frames ("sink",
          TS_MEDIA_JPEG));
  fail_if (fake_server_ended ("sink"));
  fail_unless (fake_server_settings () == before);
  set_free (&set);
}

GST_END_TEST;

GST_START_TEST (test_what_the_server_warns_of_is_a_warning)
{
  Set set = set_new ("videotestsrc is-live=true num-buffers=20 ! " CAPS
      " ! tabletsink name=t");
  GstMessage *message;
  GError *error;

  go_to (&set, GST_STATE_PLAYING);
  fake_server_notice (gst_structure_new ("tabletsink-warning", "reason",
          G_TYPE_STRING, "the disk is full", NULL));
  message = wait_message (&set, GST_MESSAGE_WARNING);
  gst_message_parse_warning (message, &error, NULL);
  fail_unless (strstr (error->message, "the disk is full") != NULL);
  g_error_free (error);
  gst_message_unref (message);
  fake_server_notice (gst_structure_new_empty ("tabletsink-something"));
  /* its data is taken all the same */
  gst_message_unref (wait_message (&set, GST_MESSAGE_EOS));
  set_free (&set);
}

GST_END_TEST;

GST_START_TEST (test_it_does_not_hold_up_the_preroll)
{
  Set set = set_new ("fakesrc num-buffers=0 ! fakesink async=false "
      "tabletsink name=t");

  fail_unless_equals_int (gst_element_set_state (set.sink,
          GST_STATE_PLAYING), GST_STATE_CHANGE_SUCCESS);
  go_to (&set, GST_STATE_PAUSED);
  go_to (&set, GST_STATE_PLAYING);
  set_free (&set);
}

GST_END_TEST;

/* --- pads ------------------------------------------------------------------ */

GST_START_TEST (test_pads_are_streams)
{
  GstElement *sink = gst_element_factory_make ("tabletsink", NULL);
  GstPad *picture = gst_element_request_pad_simple (sink, "sink_%u");
  GstPad *sound, *named;
  gchar *label;

  fail_unless_equals_string (GST_OBJECT_NAME (picture), "sink_0");
  gst_element_set_state (sink, GST_STATE_READY);
  sound = gst_element_request_pad_simple (sink, "audio_%u");
  named = gst_element_request_pad_simple (sink, "sink_5");
  fail_unless_equals_string (GST_OBJECT_NAME (named), "sink_5");
  fail_unless (fake_server_has_stream ("sink"));
  fail_unless (fake_server_has_stream ("sink_0"));
  fail_unless (fake_server_is_sound ("audio_0"));
  fail_if (fake_server_is_sound ("sink_5"));

  g_object_set (named, "label", "B camera", "viewers-control", TRUE, NULL);
  label = fake_server_label ("sink_5");
  fail_unless_equals_string (label, "B camera");
  g_free (label);
  fail_unless (fake_server_may_viewers ("sink_5"));
  fail_if (fake_server_may_viewers ("sink"));

  gst_element_release_request_pad (sink, named);
  gst_object_unref (named);
  fail_if (fake_server_has_stream ("sink_5"));
  named = gst_element_request_pad_simple (sink, "sink_%u");
  fail_unless_equals_string (GST_OBJECT_NAME (named), "sink_6");
  fail_unless_equals_int (fake_server_removed (), 1);
  gst_element_set_state (sink, GST_STATE_NULL);
  /* all others with the server, and not before it: tablets hear that it stops,
   * not that there is no such stream */
  fail_unless_equals_int (fake_server_removed (), 1);
  gst_object_unref (named);
  gst_object_unref (sound);
  gst_object_unref (picture);
  gst_object_unref (sink);
}

GST_END_TEST;

GST_START_TEST (test_a_description_sets_pads)
{
  Set set = set_new ("tabletsink name=t sink_1::label=B "
      "sink_1::viewers-control=true fakesrc ! t.sink fakesrc ! t.sink_1");
  gchar *label;

  go_to (&set, GST_STATE_READY);
  label = fake_server_label ("sink_1");
  fail_unless_equals_string (label, "B");
  g_free (label);
  fail_unless (fake_server_may_viewers ("sink_1"));
  set_free (&set);
}

GST_END_TEST;

GST_START_TEST (test_pads_come_and_go_while_playing)
{
  Set set = set_new ("videotestsrc is-live=true ! " CAPS " ! tee name=tee ! "
      "tabletsink name=t");
  GstElement *tee = gst_bin_get_by_name (GST_BIN (set.pipeline), "tee");
  guint i;

  go_to (&set, GST_STATE_PLAYING);
  fake_server_demand ("sink", TS_MEDIA_JPEG, TRUE);
  for (i = 0; i < 5; i++) {
    GstPad *pad = gst_element_request_pad_simple (set.sink, "sink_%u");
    GstPad *src = gst_element_request_pad_simple (tee, "src_%u");
    gchar *name = gst_pad_get_name (pad);

    fake_server_demand (name, TS_MEDIA_JPEG, TRUE);
    fail_unless_equals_int (gst_pad_link (src, pad), GST_PAD_LINK_OK);
    fake_server_wait_frame (name, TS_MEDIA_JPEG, 2);
    /* while it flows */
    gst_element_release_request_pad (set.sink, pad);
    fail_if (fake_server_has_stream (name));
    gst_element_release_request_pad (tee, src);
    gst_object_unref (src);
    gst_object_unref (pad);
    g_free (name);
  }
  fake_server_wait_frame ("sink", TS_MEDIA_JPEG,
      fake_server_n_frames ("sink", TS_MEDIA_JPEG) + 1);
  gst_object_unref (tee);
  set_free (&set);
}

GST_END_TEST;

/* Each in each state: nothing of it may be more than refused. */
static void
sweep_properties (GObject * object)
{
  GParamSpec **specs;
  guint n, i;

  specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);
  for (i = 0; i < n; i++) {
    GValue value = G_VALUE_INIT;

    if (specs[i]->flags & G_PARAM_READABLE) {
      g_value_init (&value, specs[i]->value_type);
      g_object_get_property (object, specs[i]->name, &value);
      if ((specs[i]->flags & G_PARAM_WRITABLE)
          && !(specs[i]->flags & G_PARAM_CONSTRUCT_ONLY)
          && !G_IS_PARAM_SPEC_OBJECT (specs[i])
          && !g_str_equal (specs[i]->name, "name"))
        g_object_set_property (object, specs[i]->name, &value);
      g_value_unset (&value);
    }
  }
  g_free (specs);
}

GST_START_TEST (test_properties_and_pads_in_every_state)
{
  GstElement *sink = gst_element_factory_make ("tabletsink", NULL);
  GstPad *kept = gst_element_request_pad_simple (sink, "sink_%u");
  gint state, step;

  for (state = GST_STATE_NULL, step = 1; state >= GST_STATE_NULL; state += step) {
    GstPad *pad;

    gst_element_set_state (sink, state);
    sweep_properties (G_OBJECT (sink));
    sweep_properties (G_OBJECT (kept));
    pad = gst_element_request_pad_simple (sink, "audio_%u");
    sweep_properties (G_OBJECT (pad));
    gst_element_release_request_pad (sink, pad);
    gst_object_unref (pad);
    fail_unless_equals_int (sink->numsinkpads, 2);
    if (state == GST_STATE_PLAYING)
      step = -1;
  }
  gst_object_unref (kept);
  gst_object_unref (sink);
}

GST_END_TEST;

/* --- commands -------------------------------------------------------------- */

GST_START_TEST (test_a_command_goes_up_and_its_answer_comes_back)
{
  GstHarness *h = harness_new ();
  GstStructure *command = play_command (77);
  GstEvent *event, *answer;
  const GstStructure *s;
  gboolean ok = FALSE;
  guint64 id = 0;

  fake_server_command ("sink", gst_structure_copy (command));
  while ((event = gst_harness_pull_upstream_event (h))) {
    s = onset_command_event_parse (event);
    if (s)
      break;
    gst_event_unref (event);
  }
  fail_unless (gst_structure_is_equal (s, command));
  gst_event_unref (event);

  gst_harness_push_event (h, onset_answer_event_new (command, TRUE, NULL));
  answer = fake_server_wait_event ("sink", ONSET_ANSWER);
  s = gst_event_get_structure (answer);
  fail_unless (gst_structure_get_uint64 (s, "id", &id) && id == 77);
  fail_unless (gst_structure_get_boolean (s, "ok", &ok) && ok);
  gst_event_unref (answer);
  gst_structure_free (command);
  gst_harness_teardown (h);
}

GST_END_TEST;

static void
check_refusal (const gchar * stream, guint64 id, const gchar * reason)
{
  GstEvent *answer = fake_server_wait_event (stream, ONSET_ANSWER);
  const GstStructure *s = gst_event_get_structure (answer);
  gboolean ok = TRUE;
  guint64 got = 0;

  fail_unless (gst_structure_get_boolean (s, "ok", &ok));
  fail_if (ok);
  fail_unless (gst_structure_get_uint64 (s, "id", &got));
  fail_unless (got == id);
  fail_unless (strstr (gst_structure_get_string (s, "reason"), reason) != NULL,
      "%s", gst_structure_get_string (s, "reason"));
  gst_event_unref (answer);
}

GST_START_TEST (test_a_command_that_nobody_takes_is_answered)
{
  Set set = set_new ("videotestsrc is-live=true ! " CAPS
      " ! tabletsink name=t");
  GstPad *pad = gst_element_request_pad_simple (set.sink, "sink_7");

  go_to (&set, GST_STATE_READY);
  fake_server_command ("sink", play_command (4));
  check_refusal ("sink", 4, "does not run");
  go_to (&set, GST_STATE_PLAYING);
  fake_server_command ("sink", play_command (5));
  check_refusal ("sink", 5, "put reverseplay before tabletsink");
  fake_server_command ("sink_7", play_command (6));
  check_refusal ("sink_7", 6, "nothing is linked");
  gst_object_unref (pad);
  set_free (&set);
}

GST_END_TEST;

/* An element upstream that blocks on a command until it is let go. */
typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean inside, go;
} Gate;

static GstPadProbeReturn
hold_command (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  Gate *gate = user_data;

  if (!onset_command_event_parse (GST_PAD_PROBE_INFO_EVENT (info)))
    return GST_PAD_PROBE_OK;
  g_mutex_lock (&gate->lock);
  gate->inside = TRUE;
  g_cond_broadcast (&gate->cond);
  while (!gate->go)
    g_cond_wait (&gate->cond, &gate->lock);
  g_mutex_unlock (&gate->lock);
  return GST_PAD_PROBE_OK;
}

static gpointer
open_gate (gpointer user_data)
{
  Gate *gate = user_data;

  g_mutex_lock (&gate->lock);
  gate->go = TRUE;
  g_cond_broadcast (&gate->cond);
  g_mutex_unlock (&gate->lock);
  return NULL;
}

GST_START_TEST (test_upstream_that_blocks_holds_up_neither_server_nor_stop)
{
  Set set = set_new ("videotestsrc is-live=true name=s ! " CAPS
      " ! tabletsink name=t");
  GstElement *source = gst_bin_get_by_name (GST_BIN (set.pipeline), "s");
  GstPad *pad = gst_element_get_static_pad (source, "src");
  GThread *thread;
  Gate gate = { 0 };
  guint64 i;

  g_mutex_init (&gate.lock);
  g_cond_init (&gate.cond);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, hold_command,
      &gate, NULL);
  go_to (&set, GST_STATE_PLAYING);
  fake_server_command ("sink", play_command (1));
  g_mutex_lock (&gate.lock);
  while (!gate.inside)
    g_cond_wait (&gate.cond, &gate.lock);
  g_mutex_unlock (&gate.lock);
  /* The server comes back at once, however many there are, and pictures go
   * on. */
  for (i = 2; i < 80; i++)
    fake_server_command ("sink", play_command (i));
  check_refusal ("sink", 66, "too many commands");
  fake_server_demand ("sink", TS_MEDIA_JPEG, TRUE);
  fake_server_wait_frame ("sink", TS_MEDIA_JPEG, 1);
  thread = g_thread_new ("gate", open_gate, &gate);
  gst_object_unref (pad);
  gst_object_unref (source);
  set_free (&set);
  g_thread_join (thread);
  g_cond_clear (&gate.cond);
  g_mutex_clear (&gate.lock);
}

GST_END_TEST;

GST_START_TEST (test_reverseplay_is_commanded_and_heard)
{
  Set set = set_new ("videotestsrc is-live=true ! " CAPS
      ",pixel-aspect-ratio=1/1 ! reverseplay max-size-bytes=8000000 ! "
      "tabletsink name=t");
  GstStructure *command = gst_structure_new (ONSET_COMMAND,
      "command", G_TYPE_STRING, "take-start", "id", G_TYPE_UINT64,
      (guint64) 9, NULL);
  gboolean ok = FALSE, rolling = FALSE;
  GstEvent *event;

  go_to (&set, GST_STATE_PLAYING);
  gst_event_unref (fake_server_wait_event ("sink", ONSET_STATE));
  fake_server_command ("sink", command);
  event = fake_server_wait_event ("sink", ONSET_ANSWER);
  fail_unless (gst_structure_get_boolean (gst_event_get_structure (event),
          "ok", &ok) && ok);
  gst_event_unref (event);
  while (!rolling) {
    event = fake_server_wait_event ("sink", ONSET_STATE);
    gst_structure_get_boolean (gst_event_get_structure (event), "rolling",
        &rolling);
    gst_event_unref (event);
  }
  gst_event_unref (fake_server_wait_event ("sink", ONSET_TAKES));
  set_free (&set);
}

GST_END_TEST;

/* --- what it hears --------------------------------------------------------- */

GST_START_TEST (test_a_frame_says_what_its_metas_say)
{
  GstHarness *h = harness_new ();
  GstBuffer *buffer = frame_at (0);
  OnsetMotion motion = { "moved", 1.5, -2.5, 0.25, 1.125, 0.75 };
  OnsetJerk jerk = { "bump", "needs-fix", 0.5, 0.625, 3 };
  GstCustomMeta *meta = gst_buffer_add_custom_meta (buffer, ONSET_FRAME_META);
  gint64 before = g_get_real_time ();
  TsMoment moment;

  gst_structure_set (gst_custom_meta_get_structure (meta),
      "take", G_TYPE_UINT, 3, "index", G_TYPE_UINT, 17,
      "frames", G_TYPE_UINT, 100, "direction", G_TYPE_STRING, "reverse", NULL);
  onset_motion_meta_set (buffer, &motion);
  onset_jerk_meta_set (buffer, 15, 2, &jerk);
  fail_unless_equals_int (gst_harness_push (h, buffer), GST_FLOW_OK);
  fail_unless_equals_int (gst_harness_push (h, frame_at (1)), GST_FLOW_OK);
  fail_unless_equals_int (fake_server_n_moments ("sink"), 2);

  moment = fake_server_moment ("sink", 0);
  fail_unless (moment.captured >= before
      && moment.captured <= g_get_real_time ());
  fail_unless_equals_int (moment.take, 3);
  fail_unless_equals_int (moment.index, 17);
  fail_unless_equals_int (moment.frames, 100);
  fail_unless (moment.reverse && moment.has_motion && moment.has_jerk);
  fail_unless_equals_string (moment.motion.kind, "moved");
  fail_unless_equals_float (moment.motion.dx, 1.5);
  fail_unless_equals_float (moment.motion.dy, -2.5);
  fail_unless_equals_float (moment.motion.rotation, 0.25);
  fail_unless_equals_float (moment.motion.scale, 1.125);
  fail_unless_equals_float (moment.motion.confidence, 0.75);
  fail_unless_equals_int (moment.age, 2);
  fail_unless_equals_string (moment.jerk.kind, "bump");
  fail_unless_equals_string (moment.jerk.level, "needs-fix");
  fail_unless_equals_int (moment.jerk.length, 3);

  moment = fake_server_moment ("sink", 1);
  fail_if (moment.take || moment.has_motion || moment.has_jerk);
  gst_harness_teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_a_report_is_passed_on)
{
  GstHarness *h = harness_new ();

  gst_harness_push_event (h,
      onset_report_event_new (gst_structure_new (ONSET_REPORT,
              "take", G_TYPE_UINT, 4, NULL)));
  gst_event_unref (fake_server_wait_event ("sink", ONSET_REPORT));
  gst_harness_teardown (h);
}

GST_END_TEST;

/* --- the end --------------------------------------------------------------- */

static void
check_eos (const gchar * description, const gchar * wanted)
{
  Set set = set_new (description);

  go_to (&set, GST_STATE_READY);
  if (wanted)
    fake_server_demand (wanted, TS_MEDIA_JPEG, TRUE);
  go_to (&set, GST_STATE_PLAYING);
  gst_message_unref (wait_message (&set, GST_MESSAGE_EOS));
  fail_unless (fake_server_ended ("sink"));
  set_free (&set);
}

GST_START_TEST (test_eos)
{
  check_eos ("videotestsrc num-buffers=3 ! " CAPS " ! tabletsink name=t", NULL);
  check_eos ("videotestsrc num-buffers=3 ! " CAPS " ! tabletsink name=t",
      "sink");
  /* without a frame, without caps */
  check_eos ("videotestsrc num-buffers=0 ! " CAPS " ! tabletsink name=t", NULL);
  check_eos ("fakesrc num-buffers=0 ! tabletsink name=t", NULL);
  /* a pad on which nothing arrives, a pad with no link */
  check_eos ("videotestsrc num-buffers=3 ! " CAPS " ! tabletsink name=t "
      "appsrc is-live=true ! t.sink_1", NULL);
}

GST_END_TEST;

GST_START_TEST (test_eos_waits_for_each_pad_that_has_begun)
{
  Set set = set_new ("videotestsrc is-live=true name=a ! " CAPS " ! tabletsink "
      "name=t videotestsrc is-live=true name=b ! " CAPS " ! t.sink_1");
  GstElement *a = gst_bin_get_by_name (GST_BIN (set.pipeline), "a");
  GstElement *b = gst_bin_get_by_name (GST_BIN (set.pipeline), "b");
  guint had;

  go_to (&set, GST_STATE_READY);
  fake_server_demand ("sink", TS_MEDIA_JPEG, TRUE);
  fake_server_demand ("sink_1", TS_MEDIA_JPEG, TRUE);
  go_to (&set, GST_STATE_PLAYING);
  fake_server_wait_frame ("sink", TS_MEDIA_JPEG, 0);
  fake_server_wait_frame ("sink_1", TS_MEDIA_JPEG, 0);
  gst_element_send_event (a, gst_event_new_eos ());
  fake_server_wait_ended ("sink");
  had = fake_server_n_frames ("sink_1", TS_MEDIA_JPEG);
  fake_server_wait_frame ("sink_1", TS_MEDIA_JPEG, had + 1);
  fail_if (has_message (&set, GST_MESSAGE_EOS));
  gst_element_send_event (b, gst_event_new_eos ());
  gst_message_unref (wait_message (&set, GST_MESSAGE_EOS));
  gst_object_unref (a);
  gst_object_unref (b);
  set_free (&set);
}

GST_END_TEST;

GST_START_TEST (test_after_eos_it_goes_on)
{
  GstHarness *h = harness_new ();
  GstSegment segment;
  guint round, had;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  fake_server_demand ("sink", TS_MEDIA_JPEG, TRUE);
  for (round = 0; round < 3; round++) {
    had = fake_server_n_frames ("sink", TS_MEDIA_JPEG);
    gst_harness_push (h, frame_at (0));
    fail_if (fake_server_ended ("sink"));
    fake_server_wait_frame ("sink", TS_MEDIA_JPEG, had);
    gst_harness_push_event (h, gst_event_new_eos ());
    fail_unless (fake_server_ended ("sink"));
    if (round == 1) {
      gst_harness_push_event (h, gst_event_new_flush_start ());
      gst_harness_push_event (h, gst_event_new_flush_stop (TRUE));
      gst_harness_push_event (h, gst_event_new_segment (&segment));
    } else {
      gst_harness_push_event (h, gst_event_new_stream_start ("again"));
      gst_harness_push_event (h, gst_event_new_segment (&segment));
    }
    fail_if (fake_server_ended ("sink"));
  }
  gst_harness_teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_eos_twice_and_again_after_a_restart)
{
  Set set = set_new ("videotestsrc num-buffers=3 ! " CAPS
      " ! tabletsink name=t");
  guint round;

  for (round = 0; round < 2; round++) {
    go_to (&set, GST_STATE_PLAYING);
    gst_message_unref (wait_message (&set, GST_MESSAGE_EOS));
    /* a sink that was paused says it again */
    go_to (&set, GST_STATE_PAUSED);
    go_to (&set, GST_STATE_PLAYING);
    gst_message_unref (wait_message (&set, GST_MESSAGE_EOS));
    go_to (&set, GST_STATE_READY);
  }
  set_free (&set);
}

GST_END_TEST;

/* After a seek neither sources nor demuxers start a stream anew. */
GST_START_TEST (test_eos_again_after_each_seek)
{
  Set set = set_new ("videotestsrc ! " CAPS " ! tabletsink name=t");
  guint round;

  go_to (&set, GST_STATE_PLAYING);
  for (round = 0; round < 3; round++) {
    fail_unless (gst_element_seek (set.pipeline, 1.0, GST_FORMAT_TIME,
            GST_SEEK_FLAG_FLUSH, GST_SEEK_TYPE_SET, 0, GST_SEEK_TYPE_SET,
            3 * FRAME));
    gst_message_unref (wait_message (&set, GST_MESSAGE_EOS));
    fail_unless (fake_server_ended ("sink"));
  }
  set_free (&set);
}

GST_END_TEST;

/* --- what it does not do to others ----------------------------------------- */

static guint n_upstream;        /* atomic */

static GstPadProbeReturn
count_upstream (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  GstEventType type = GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info));

  /* LATENCY is the pipeline's own, RECONFIGURE comes with the link */
  if (type != GST_EVENT_LATENCY)
    g_atomic_int_inc (&n_upstream);
  return GST_PAD_PROBE_OK;
}

GST_START_TEST (test_upstream_hears_nothing_of_what_is_inside)
{
  Set set = set_new ("videotestsrc is-live=true ! " CAPS " ! identity name=i "
      "! tabletsink name=t");
  GstElement *identity = gst_bin_get_by_name (GST_BIN (set.pipeline), "i");
  GstPad *pad = gst_element_get_static_pad (identity, "src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, count_upstream,
      NULL, NULL);
  go_to (&set, GST_STATE_PLAYING);
  fake_server_demand ("sink", TS_MEDIA_JPEG, TRUE);
  fake_server_demand ("sink", TS_MEDIA_H264, TRUE);
  fake_server_wait_frame ("sink", TS_MEDIA_JPEG, 3);
  fake_server_wait_frame ("sink", TS_MEDIA_H264, 3);
  fail_unless_equals_int (g_atomic_int_get (&n_upstream), 0);
  fail_if (has_message (&set, GST_MESSAGE_LATENCY));
  gst_object_unref (pad);
  gst_object_unref (identity);
  set_free (&set);
}

GST_END_TEST;

GST_START_TEST (test_latency_and_allocation)
{
  GstHarness *h = harness_new ();
  GstQuery *query = gst_query_new_latency ();
  GstPad *pad = gst_element_get_static_pad (h->element, "sink");
  GstClockTime min, max;
  GstCaps *caps;
  gboolean live;

  fail_unless (gst_element_query (h->element, query));
  gst_query_parse_latency (query, &live, &min, &max);
  fail_unless_equals_uint64 (min, 0);
  fail_unless_equals_uint64 (max, GST_CLOCK_TIME_NONE);
  gst_query_unref (query);

  caps = gst_caps_from_string (CAPS);
  query = gst_query_new_allocation (caps, TRUE);
  fail_unless (gst_pad_query (pad, query));
  fail_unless_equals_int (gst_query_get_n_allocation_pools (query), 0);
  fail_unless_equals_int (gst_query_get_n_allocation_params (query), 0);
  gst_query_unref (query);
  gst_caps_unref (caps);

  /* whatever is flowing, the rest may come */
  query = gst_query_new_caps (NULL);
  fail_unless (gst_pad_query (pad, query));
  gst_query_parse_caps_result (query, &caps);
  fail_unless_equals_int (gst_caps_get_size (caps), 3);
  gst_query_unref (query);
  gst_object_unref (pad);
  gst_harness_teardown (h);
}

GST_END_TEST;

static Suite *
tabletsink_suite (void)
{
  Suite *s = suite_create ("tabletsink");
  TCase *tc = tcase_create ("general");

  /* Once, and not in the process of each case */
  gst_tablet_branch_warm_up ();
  suite_add_tcase (s, tc);
  tcase_add_checked_fixture (tc, setup, NULL);
  tcase_add_test (tc, test_states_up_and_down_twice);
  tcase_add_test (tc, test_the_server_gets_the_settings);
  tcase_add_test (tc, test_it_says_where_it_is);
  tcase_add_test (tc, test_a_server_that_does_not_start_is_an_error);
  tcase_add_test (tc, test_the_server_stays_while_the_pipeline_restarts);
  tcase_add_test (tc, test_what_the_server_warns_of_is_a_warning);
  tcase_add_test (tc, test_it_does_not_hold_up_the_preroll);
  tcase_add_test (tc, test_pads_are_streams);
  tcase_add_test (tc, test_a_description_sets_pads);
  tcase_add_test (tc, test_pads_come_and_go_while_playing);
  tcase_add_test (tc, test_properties_and_pads_in_every_state);
  tcase_add_test (tc, test_a_command_goes_up_and_its_answer_comes_back);
  tcase_add_test (tc, test_a_command_that_nobody_takes_is_answered);
  tcase_add_test (tc,
      test_upstream_that_blocks_holds_up_neither_server_nor_stop);
  tcase_add_test (tc, test_reverseplay_is_commanded_and_heard);
  tcase_add_test (tc, test_a_frame_says_what_its_metas_say);
  tcase_add_test (tc, test_a_report_is_passed_on);
  tcase_add_test (tc, test_eos);
  tcase_add_test (tc, test_eos_waits_for_each_pad_that_has_begun);
  tcase_add_test (tc, test_after_eos_it_goes_on);
  tcase_add_test (tc, test_eos_twice_and_again_after_a_restart);
  tcase_add_test (tc, test_eos_again_after_each_seek);
  tcase_add_test (tc, test_upstream_hears_nothing_of_what_is_inside);
  tcase_add_test (tc, test_latency_and_allocation);
  return s;
}

GST_CHECK_MAIN (tabletsink);
