/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>
#include <gst/video/video.h>

#include "gstreverseplayenums.h"
#include "gstreverseplaypool.h"
#include "gstreverseplaytrigger.h"
#include "history.h"
#include "mediaclock.h"
#include "playhead.h"
#include "room.h"
#include "slots.h"
#include "soundclock.h"
#include "takes.h"
#include "timeline.h"

G_BEGIN_DECLS

/*
 * What the rooms of reverseplay share.
 *
 * Threads: upstream's streaming thread records (stream), each output has a
 * task of its own (task), anybody's thread commands (control, command), and
 * the clock's thread wakes an output that waits for a time.
 *
 * Lock order, total:
 *   1. a sink pad's stream lock, or one output's stream lock
 *   2. GstReversePlay.lock
 *   3. object locks; the locks inside RpArena and GstClock
 * With 2 or 3 held nothing is pushed, posted, queried, emitted or waited for,
 * except the condition variables that go with 2. What has to be said is put
 * into the outbox and goes out by gst_reverse_play_deliver() afterwards.
 *
 * Functions whose name ends in _locked are called with 2 held.
 */

#define GST_TYPE_REVERSE_PLAY (gst_reverse_play_get_type ())
G_DECLARE_FINAL_TYPE (GstReversePlay, gst_reverse_play, GST, REVERSE_PLAY,
    GstElement)

#define GST_TYPE_REVERSE_PLAY_OUTPUT (gst_reverse_play_output_get_type ())
G_DECLARE_FINAL_TYPE (GstReversePlayOutput, gst_reverse_play_output, GST,
    REVERSE_PLAY_OUTPUT, GstPad)

GST_DEBUG_CATEGORY_EXTERN (gst_reverse_play_debug);

/* The primary stream's track in the history. */
#define RP_PRIMARY 0

/* A frame of the history, as its opaque payload. Not a GstSample: caps keep a
 * list of the samples that they are in, and search it when one goes. */
typedef struct
{
  gint refs;
  GstBuffer *buffer;
  GstCaps *caps;
  /* Of sound: number of its first sample, how many, and of a second. */
  guint64 sample;
  guint n_samples, rate;
} GstReversePlayPicture;

typedef enum
{
  RP_MEDIA_CODED,               /* pictures that stand alone */
  RP_MEDIA_PICTURES,
  RP_MEDIA_SOUND,
} GstReversePlayMedia;

/* The recording side of one stream. */
typedef struct
{
  GstReversePlay *element;
  GstPad *pad;
  guint track;
  guint number;                 /* of its sink_%u */

  /* Upstream's streaming thread; media and caps change under the element's
   * lock. */
  GstSegment segment;
  GstCaps *caps;
  GstReversePlayMedia media;
  GstVideoInfo info;
  GstAudioInfo audio;
  RpMediaClock clock;
  RpSoundClock sound_clock;
  gboolean warned_bad;          /* about buffers that are no pictures */
  gint64 warned_at;             /* history time of the last look at the room */
  GstReversePlaySigns signs;    /* of the buffer that is being recorded */

  /* Element lock. */
  guint64 period_num, period_den;       /* ns per frame, 0/1 = not known */
  guint64 period;               /* ns, always something */
  gint64 epoch;                 /* history time - running time */
  guint n_flushes;              /* that set running time back */
  gint64 last_time;             /* history time of the last frame, -1 */
  gint64 lag;                   /* ns from stamp to arrival */
  guint64 bytes_per_second;
  gboolean latency_asked;       /* ask upstream again whether it is live */
  GstEvent *stream_start;       /* upstream's, NULL before it came */
  guint32 segment_seqnum, eos_seqnum;   /* upstream's, 0 = none */
  gboolean whole_stream_taken;  /* trigger=stream has made its take */
  gboolean live;                /* upstream is */
  gboolean flushing, eos;
  gint64 offset;                /* ns that its takes are late by */
  gboolean mute_live;
  GThread *thread;              /* that upstream's data came in last */
  GstReversePlayOutput *follower;       /* its src_%u; NULL of the primary */
} GstReversePlayStream;

typedef struct _GstReversePlaySound GstReversePlaySound;

/* Where an output that follows the main one is on its timeline. */
typedef struct
{
  guint64 serial;               /* of the piece that it is at */
  gboolean joins;               /* that one as it stands */
  gint64 edge;                  /* running time up to which all is out, -1 */
  gboolean joining;             /* live sound is cut to the edge */
  gint64 wake;                  /* running time to look again, -1 = none */

  /* Of sound. */
  gint64 anchor;                /* running time from which samples count */
  guint64 count;
  guint rate;                   /* samples per second, 0 = none yet */
  gboolean starved;             /* the pass has been out of samples */
  gboolean tail_due;            /* what ends is to be faded out, */
  guint tail_at;                /* and so many samples of it are */
  guint64 fade_serial;          /* of the piece that live sound gives way to */
  gint64 fade_from;             /* and since when, running time */
} GstReversePlayFollow;

/* What an output has still to tell downstream before its next buffer. */
typedef struct
{
  gboolean stream_start, segment, state, key_unit, discont;
  guint takes_version;          /* of the list that downstream has */
} GstReversePlayDue;

/* gstreverseplayfields.c: what an output knows of interlaced caps. */
typedef struct _GstReversePlayFields GstReversePlayFields;

struct _GstReversePlayOutput
{
  GstPad parent;

  GstReversePlay *element;      /* the pad's parent, for who holds that */
  GstReversePlayStream *stream; /* that it shows */
  gboolean follows;             /* a src_%u, part of the main output */
  GWeakRef owner;               /* the same for who may come after its end */
  GCond cond;                   /* with the element's lock */

  /* Everything below: element lock. */
  GstReversePlayAfterTake after_take;
  gint after_take_once;         /* for the next take only, -1 = not set */
  GstReversePlayAtEnd at_end;
  gdouble rate;                 /* against what a take is projected at */
  gdouble speed;                /* of the playback, from the next slot on */
  gboolean as_shot;             /* off-speed takes are not projected */
  gboolean show_live;

  gboolean active, flushing;
  GstFlowReturn flow;
  gboolean linked_once, eos_sent;
  guint n_links;                /* how often somebody was linked */

  GstReversePlayMode mode;
  guint take;                   /* under review, 0 = none */
  RpPlayhead head;
  guint64 frame;                /* that shows, number in the track */
  gboolean fresh;               /* the picture of a command waits to go out */
  gboolean started;             /* playback-started was posted */
  gboolean put;                 /* the playhead was, where its way did not go */
  gboolean held;                /* paused by the end of a pass */
  gint64 command_time;          /* monotonic, us; 0 = no turnaround to count */
  guint64 turnaround;           /* ns, of the last command that shows */
  guint64 pass_shown, pass_dropped;

  guint64 cursor;               /* the live frame that is looked at next */
  gboolean cut;                 /* the next live frame is not the next one of
                                 * what downstream saw */
  RpSlots slots;
  guint64 latency;              /* configured, ns */
  GstSegment segment;
  GstCaps *caps;                /* that downstream has */
  GstReversePlayFields *fields; /* of the last reverse, NULL = none yet */
  GstReversePlayDue due;
  GQueue events;                /* QueuedEvent: upstream's serialized events */
  gint64 now;                   /* running time at this turn, -1 = no clock */
  guint64 last_shown;           /* frame that went out last, for repeats */
  gboolean last_shown_valid;
  guint64 shown, dropped, repeated;

  GstReversePlaySound *sound;   /* of its own thread */
  GstReversePlayFollow follow;
  gboolean pushing;             /* not waiting */

  GstClockID timer;
  gint64 timer_at;              /* running time, -1 = none */
  GstReversePlayPicture *black;             /* for the caps in it */
};

struct _GstReversePlay
{
  GstElement parent;

  GstPad *sinkpad;
  GstReversePlayOutput *main;   /* src; owned by the element as its pad */

  /* Settings: object lock. */
  guint trigger;
  gboolean keys;
  GstReversePlayInterlacing interlacing;
  GstReversePlayFieldOrder field_order;
  guint64 max_size_bytes, max_size_time;
  guint sensor_num, sensor_den; /* of takes to come, 0/1 = as the caps */

  GstReversePlayTriggers triggers;      /* says itself what guards it */

  GMutex lock;
  GCond space;                  /* an output took a frame, or flushing */

  /* Everything below: lock. */
  GPtrArray *outputs;           /* GstReversePlayOutput, main first; refs */
  guint next_review, next_sink;
  GstReversePlayStream *primary;
  GPtrArray *streams;           /* GstReversePlayStream, the primary first */
  GQueue released;              /* GstReversePlayOutput: src_%u of before */
  RpTimeline *timeline;         /* of the main output */
  gint64 epoch;                 /* of the streams that were flushed last */
  guint n_flushes;
  GstReversePlayAllocator *allocator;   /* NULL before the first caps */
  RpHistory *history;
  RpTakes *takes;
  guint64 max_bytes;            /* in force, 0 = not known yet */
  guint64 max_time;
  guint64 touch_bytes;          /* of them are touched ahead at most */
  gboolean warned_room;         /* of the loss that comes next */

  gboolean recording;           /* between READY and PAUSED and back */
  gboolean playing;             /* in PLAYING */
  gboolean flushing;
  gboolean eos, eos_now;
  gboolean upstream_live;
  GstClock *clock;              /* while playing; may be none */

  guint64 recorded, rejected;
  guint32 seqnums[32];          /* of the commands obeyed last */
  guint seqnum_at;

  GValue takes_value;           /* the list as it was last asked for */
  guint takes_value_version;
  gboolean takes_value_set;

  GQueue outbox;
  gboolean delivering;
};

/* gstreverseplay.c */
guint gst_reverse_play_trigger (GstReversePlay * self);
/* The outputs as they are now, main first; each a reference. */
GPtrArray *gst_reverse_play_ref_outputs (GstReversePlay * self);
/* The source pads of a stream, or with NULL of all. Each a reference. */
GPtrArray *gst_reverse_play_ref_pads (GstReversePlay * self,
    GstReversePlayStream * stream);
/* FALSE when a command or a seek with this event's number was obeyed before: a
 * compositor sends one event up every pad. */
gboolean gst_reverse_play_is_new_locked (GstReversePlay * self,
    GstEvent * event);
/* Every output looks again at what there is to do. */
void gst_reverse_play_wake_all_locked (GstReversePlay * self);
/* Running time now; -1 when no clock runs. Called without the lock: a sink's
 * clock may take the sink's own locks. */
gint64 gst_reverse_play_now (GstReversePlay * self);

/* gstreverseplaypads.c: request pads. */
GstPad *gst_reverse_play_request_new_pad (GstElement * element,
    GstPadTemplate * templ, const gchar * wanted, const GstCaps * caps);
void gst_reverse_play_release_pad (GstElement * element, GstPad * pad);
void gst_reverse_play_child_proxy_init (gpointer g_iface, gpointer iface_data);

/* gstreverseplaymedia.c: what a stream carries. */
gboolean gst_reverse_play_media_set_caps (GstReversePlayStream * stream,
    GstCaps * caps);
/* Why @buffer is none that its caps describe; NULL when it is one. */
const gchar *gst_reverse_play_media_find_fault (GstReversePlayStream * stream,
    GstBuffer * buffer);
/* After the media or the offset have changed. */
void gst_reverse_play_media_set_margin_locked (GstReversePlayStream * stream);
/* Samples in @buffer of raw sound. */
guint gst_reverse_play_media_samples (const GstAudioInfo * info,
    GstBuffer * buffer);

/* gstreverseplayinput.c: request pads sink_%u with their src_%u. */
GstPad *gst_reverse_play_input_new (GstReversePlay * self,
    GstPadTemplate * templ, const gchar * wanted);
void gst_reverse_play_input_release (GstReversePlay * self, GstPad * pad);

/* gstreverseplaypace.c: a source that is not live is held back. */
/* Waits until no output of @stream is more than @by frames behind. */
void gst_reverse_play_wait_for_outputs_locked (GstReversePlayStream * stream,
    guint by);
/* The sound of a file may come after its picture: the take is not whole before
 * it is there. One that does not come holds nobody up for long. */
void gst_reverse_play_wait_for_streams_locked (GstReversePlay * self);

/* gstreverseplaystream.c: what arrives is recorded. */
/* What upstream is told of all outputs together. */
GstFlowReturn gst_reverse_play_flow_locked (GstReversePlay * self);
GstReversePlayStream *gst_reverse_play_stream_new (GstReversePlay * self,
    GstPad * pad, guint track);
/* The pad must not be active. */
void gst_reverse_play_stream_free (GstReversePlayStream * stream);
/* Data of all streams together, per second. */
guint64 gst_reverse_play_data_rate_locked (GstReversePlay * self);
void gst_reverse_play_stream_start (GstReversePlayStream * stream);
void gst_reverse_play_stream_stop (GstReversePlayStream * stream);
/* The first call lets what is under way finish, a second one ends at once.
 * @drain: outputs of a source that is not live show first what they have. */
void gst_reverse_play_end_of_stream (GstReversePlay * self, gboolean drain);

/* gstreverseplaytrigger.c: takes that make themselves. */
void gst_reverse_play_trigger_init (GstReversePlay * self);
void gst_reverse_play_trigger_finalize (GstReversePlay * self);
void gst_reverse_play_install_trigger_settings (GObjectClass * klass);
/* FALSE when the property is not one of these. */
gboolean gst_reverse_play_trigger_set (GstReversePlay * self, guint setting,
    const GValue * value);
gboolean gst_reverse_play_trigger_get (GstReversePlay * self, guint setting,
    GValue * value);
/* The element starts: nothing is known. */
void gst_reverse_play_trigger_start_locked (GstReversePlay * self);
/* Upstream's thread, before an event is handled; out-of-band ones any. */
void gst_reverse_play_trigger_event (GstReversePlayStream * stream,
    GstEvent * event);
/* Upstream's thread, before a buffer is recorded. */
void gst_reverse_play_trigger_look (GstReversePlayStream * stream,
    GstBuffer * buffer);
/* Frame @seq is in the history. */
void gst_reverse_play_trigger_frame_locked (GstReversePlayStream * stream,
    guint64 seq);
/* No more frames come: a take whose trigger is off already ends where it went
 * off. */
void gst_reverse_play_trigger_end_locked (GstReversePlay * self);

/* gstreverseplaytally.c: what colour a region of a picture has, as the mean of
 * some of its lines. @info says the layout; FALSE when it cannot be read. */
gboolean gst_reverse_play_region_colour (GstBuffer * buffer,
    const GstVideoInfo * info, const RpRegion * region, RpColour * colour);

/* gstreverseplayroom.c: memory for what arrives. */
/* Bytes that the history may hold, from the property or from what the machine
 * has left: max_bytes, and touch_bytes of them may be touched ahead. Warns when
 * it is more than there is. Called without the lock. */
guint64 gst_reverse_play_take_budget (GstReversePlay * self);
/* The budget is not promised to this element any more. */
void gst_reverse_play_give_back_budget (GstReversePlay * self);
/* Memory is touched ahead: all of it for a live camera, some way ahead of use
 * for a source that waits. */
void gst_reverse_play_touch_ahead_locked (GstReversePlay * self);
gboolean gst_reverse_play_open_memory_locked (GstReversePlay * self,
    guint64 frame_bytes);
GstMemory *gst_reverse_play_make_room (GstElement * element, gsize size);
/* Makes the history fit its time limit for one more frame of @duration. */
void gst_reverse_play_trim_time_locked (GstReversePlay * self,
    guint64 duration);
/* Says that a take will be lost before it is. */
void gst_reverse_play_check_room_locked (GstReversePlay * self);
/* ns that can be recorded before something is lost; NONE = no data rate. */
GstClockTime gst_reverse_play_remaining_locked (GstReversePlay * self);

/* gstreverseplayframe.c: buffers into the history, and out of it. */
/* A copy in @memory, or sharing the buffer's own memory when @memory is NULL.
 * Never refers to upstream's memory through a meta. NULL when @buffer cannot
 * be read. Takes ownership of @memory. */
GstBuffer *gst_reverse_play_frame_store (GstBuffer * buffer,
    GstMemory * memory, const GstVideoInfo * info);
/* Whether its planes lie as the caps alone say. */
gboolean gst_reverse_play_frame_is_plain (GstBuffer * buffer,
    const GstVideoInfo * info);
/* Takes a reference to both. */
GstReversePlayPicture *gst_reverse_play_picture_new (GstBuffer * buffer,
    GstCaps * caps);
GstReversePlayPicture *gst_reverse_play_picture_ref (GstReversePlayPicture *
    picture);
void gst_reverse_play_picture_unref (GstReversePlayPicture * picture);
/* Bytes that a copy needs. */
gsize gst_reverse_play_frame_size (GstBuffer * buffer,
    const GstVideoInfo * info);
gboolean gst_reverse_play_frame_is_in (GstBuffer * buffer,
    GstAllocator * allocator);
/* NULL when @caps are not raw video. */
GstBuffer *gst_reverse_play_black_new (GstCaps * caps);

/* gstreverseplayfields.c: interlaced frames in reverse; the rest is in
 * gstreverseplaystep.h. */
void gst_reverse_play_fields_free (GstReversePlayFields * fields);

/* gstreverseplayoutput.c: the pad and its settings. */
GstReversePlayOutput *gst_reverse_play_output_new (GstReversePlay * self,
    GstReversePlayStream * stream, GstPadTemplate * templ, const gchar * name);
/* The output that a pad belongs to: the main one, for a src_%u. */
GstReversePlayOutput *gst_reverse_play_output_leader (GstReversePlayOutput *
    output);
/* The output's settings, as its properties and the element's. */
enum
{
  RP_SETTING_AFTER_TAKE = 1,
  RP_SETTING_AT_END,
  RP_SETTING_RATE,
  RP_SETTING_SHOW_LIVE,
  RP_SETTING_MODE,
  RP_SETTING_ROLLING,
  RP_SETTING_CURRENT_TAKE,
  RP_SETTING_POSITION,
  RP_N_SETTINGS
};
/* Installs them; @after_take is that property's default. */
void gst_reverse_play_install_settings (GObjectClass * klass,
    GstReversePlayAfterTake after_take);
gboolean gst_reverse_play_output_set (GstReversePlayOutput * output,
    guint setting, const GValue * value);
gboolean gst_reverse_play_output_get (GstReversePlayOutput * output,
    guint setting, GValue * value);

/* gstreverseplaytask.c: the output's thread. */
gboolean gst_reverse_play_output_activate (GstPad * pad, GstObject * parent,
    GstPadMode mode, gboolean active);
/* It stops waiting, and does nothing until it is activated again. */
void gst_reverse_play_output_stop_waiting (GstReversePlayOutput * output);
void gst_reverse_play_output_flush_start (GstReversePlayOutput * output);
void gst_reverse_play_output_flush_stop (GstReversePlayOutput * output,
    gboolean reset_time);
/* An output that stopped pushing starts again. */
void gst_reverse_play_output_restart (GstReversePlayOutput * output);
void gst_reverse_play_clear_events_locked (GstReversePlayOutput * output);
void gst_reverse_play_output_queue_event_locked (GstReversePlayOutput * output,
    GstEvent * event);
void gst_reverse_play_output_wake_locked (GstReversePlayOutput * output);
/* Running time of the last slot, as a time for messages. */
GstClockTime gst_reverse_play_output_time_locked (GstReversePlayOutput * o);

/* gstreverseplaycontrol.c: what an output shows, and the takes. Each returns
 * NULL, or the reason why it was refused (to be freed). */
gchar *gst_reverse_play_start_take_locked (GstReversePlay * self,
    const gchar * name, guint64 lead, guint * id);
gchar *gst_reverse_play_stop_take_locked (GstReversePlay * self, guint * id);
/* The same for a start and an end that lie in the past: @first is the take's
 * first frame (or the oldest after it that is still there), @end the first that
 * is not the take's. */
gchar *gst_reverse_play_start_take_at_locked (GstReversePlay * self,
    const gchar * name, guint64 first, guint * id);
gchar *gst_reverse_play_stop_take_at_locked (GstReversePlay * self,
    guint64 end, guint * id);
/* The same by command or signal, when the property trigger says so. */
gchar *gst_reverse_play_roll_locked (GstReversePlay * self,
    const gchar * name, guint64 lead, guint * id);
gchar *gst_reverse_play_cut_locked (GstReversePlay * self, guint * id);
gchar *gst_reverse_play_play_locked (GstReversePlayOutput * output, guint take,
    gint direction, gdouble rate, guint64 position);
gchar *gst_reverse_play_pause_locked (GstReversePlayOutput * output);
gchar *gst_reverse_play_resume_locked (GstReversePlayOutput * output);
gchar *gst_reverse_play_step_locked (GstReversePlayOutput * output,
    gint frames);
gchar *gst_reverse_play_seek_locked (GstReversePlayOutput * output,
    guint64 position);
gchar *gst_reverse_play_set_rate_locked (GstReversePlayOutput * output,
    gdouble rate);
gchar *gst_reverse_play_set_point_locked (GstReversePlayOutput * output,
    gboolean is_in, guint64 position);
/* A mark where the take in view is. */
gchar *gst_reverse_play_mark_locked (GstReversePlayOutput * output,
    const gchar * text);
/* What is written on the takes has changed. */
void gst_reverse_play_list_changed_locked (GstReversePlay * self);
/* @once: for the next take only. */
void gst_reverse_play_set_after_take_locked (GstReversePlayOutput * output,
    GstReversePlayAfterTake value, gboolean once);
void gst_reverse_play_set_show_live_locked (GstReversePlayOutput * output,
    gboolean show_live);
/* A seek: the sign of @rate is the direction; @position -1 = where it is. */
gchar *gst_reverse_play_turn_locked (GstReversePlayOutput * output,
    gdouble rate, gint64 position);
void gst_reverse_play_set_at_end_locked (GstReversePlayOutput * output,
    GstReversePlayAtEnd at_end);
void gst_reverse_play_go_live_locked (GstReversePlayOutput * output);
/* A pass has come to its end: hold or live, as at-end says; live when it was
 * the @last one. TRUE when the output still shows the take. */
gboolean gst_reverse_play_pass_ended_locked (GstReversePlayOutput * output,
    gboolean last);
/* The playhead started over (RP_MOVE_WRAPPED) or turned round. */
void gst_reverse_play_wrapped_locked (GstReversePlayOutput * output,
    RpMove move);
/* The take under review, with its reel; NULL when there is none (any more). */
RpTake *gst_reverse_play_reviewed_locked (GstReversePlayOutput * output,
    RpReel * reel);
/* A take is gone; outputs that showed it go live. */
void gst_reverse_play_take_gone_locked (GstReversePlay * self, guint take);
/* Positions in @take are by @by ns (below 0) less than before. */
void gst_reverse_play_take_moved_locked (GstReversePlay * self, guint take,
    gint64 by);
/* ns in the take of the frame that shows, 0 when live. */
guint64 gst_reverse_play_position_locked (GstReversePlayOutput * output);

/* The playback rate has changed: the segment's, and what is said of it. */
void gst_reverse_play_speed_changed_locked (GstReversePlayOutput * output);

/* gstreverseplayspeed.c: off-speed takes. */
#define RP_RATE_MIN 0.05
#define RP_RATE_MAX 16.0
/* What a take's playback rate has to be multiplied by. */
gdouble gst_reverse_play_factor_locked (GstReversePlayOutput * output,
    const RpTake * take);
/* The playback rate as everybody sees it, 1.0 = as shot. */
gdouble gst_reverse_play_speed_locked (GstReversePlayOutput * output);
void gst_reverse_play_apply_speed_locked (GstReversePlayOutput * output,
    const RpTake * take);
void gst_reverse_play_set_sensor_rate_locked (GstReversePlay * self,
    RpTake * take, guint num, guint den);
void gst_reverse_play_set_as_shot_locked (GstReversePlayOutput * output,
    gboolean as_shot);

/* gstreverseplayactions.c: action signals. */
void gst_reverse_play_install_actions (GObjectClass * klass);

/* gstreverseplaycommand.c: onset-command and keys. */
/* @pad: that it came by; @output or what follows it. */
gboolean gst_reverse_play_handle_command (GstReversePlayOutput * output,
    GstReversePlayOutput * pad, GstEvent * event);
/* FALSE when the event is not a key of ours. */
gboolean gst_reverse_play_handle_key (GstReversePlayOutput * output,
    GstEvent * event);
/* An output by its pad's name; NULL = none. */
GstReversePlayOutput *gst_reverse_play_find_output_locked (GstReversePlay *
    self, const gchar * name);

/* gstreverseplayquery.c: queries and seeks from downstream. */
gboolean gst_reverse_play_src_query (GstPad * pad, GstObject * parent,
    GstQuery * query);
gboolean gst_reverse_play_sink_query (GstPad * pad, GstObject * parent,
    GstQuery * query);
GstIterator *gst_reverse_play_iterate_links (GstPad * pad, GstObject * parent);
gboolean gst_reverse_play_handle_seek (GstReversePlayOutput * output,
    GstEvent * event);

/* gstreverseplayoutbox.c: messages, notifications, events for upstream. */
void gst_reverse_play_post_locked (GstReversePlay * self, GstMessage * message);
void gst_reverse_play_notify_locked (GstReversePlay * self, GObject * object,
    const gchar * property);
void gst_reverse_play_send_upstream_locked (GstReversePlay * self,
    GstEvent * event);
/* Sends what is in the outbox, in order. Any thread, no lock held. */
void gst_reverse_play_deliver (GstReversePlay * self);
void gst_reverse_play_clear_outbox (GstReversePlay * self);

/* gstreverseplayjerks.c: what motionstab finds goes into the takes. */
/* motionstab is told of the take, and what it found before is read. */
void gst_reverse_play_jerks_take_started_locked (GstReversePlay * self,
    RpTake * take);
void gst_reverse_play_jerks_take_stopped_locked (GstReversePlay * self,
    RpTake * take);
/* Frame @seq of the primary stream is in the history. */
void gst_reverse_play_jerks_frame_locked (GstReversePlay * self, guint64 seq);
/* Upstream's thread: a report on a take replaces what was found live. */
void gst_reverse_play_jerks_event (GstReversePlayStream * stream,
    GstEvent * event);
/* As it stands in the list of takes. */
GstStructure *gst_reverse_play_jerk_structure_locked (GstReversePlay * self,
    const RpTake * take, const RpJerk * jerk);

/* gstreverseplayreport.c: messages, state, lists. */
void gst_reverse_play_report_take_started_locked (GstReversePlay * self,
    const RpTake * take);
void gst_reverse_play_report_take_stopped_locked (GstReversePlay * self,
    const RpTake * take);
void gst_reverse_play_report_evicted_locked (GstReversePlay * self, guint id);
void gst_reverse_play_report_warning_locked (GstReversePlay * self,
    const gchar * reason, const RpTake * victim);
void gst_reverse_play_report_playback_locked (GstReversePlayOutput * output,
    gboolean started);
void gst_reverse_play_report_command_locked (GstReversePlayOutput * output,
    const GstStructure * command, const gchar * refused);
/* History time as running time; NONE for what is from before a flush. */
GstClockTime gst_reverse_play_running_time_locked (GstReversePlay * self,
    gint64 time);
GstStructure *gst_reverse_play_state_locked (GstReversePlayOutput * output);
/* The list as a GstValueArray; valid until the lock is let go. */
const GValue *gst_reverse_play_takes_value_locked (GstReversePlay * self);
GstStructure *gst_reverse_play_stats_locked (GstReversePlay * self);

G_END_DECLS
