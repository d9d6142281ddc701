/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/*
 * The two recipes that are made with OpenCV: corners followed by pyramidal Lucas
 * and Kanade with a similarity by RANSAC; and ECC with an affine model on a
 * picture 480 wide.
 */
#include "motion-peer.h"

#include <cmath>
#include <opencv2/calib3d.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>

namespace
{

const int ecc_width = 480;

struct Tracker
{
  int width, height;
  cv::Mat last;
};

gpointer
tracker_open (guint width, guint height)
{
  cv::setNumThreads (1);
  Tracker *self = new Tracker;
  self->width = (int) width;
  self->height = (int) height;
  return self;
}

void
tracker_close (gpointer data)
{
  delete static_cast<Tracker *> (data);
}

/* A 2x3 matrix about the corner becomes a similarity about the centre. */
void
to_motion (const cv::Mat & m, int width, int height, double enlarge,
    DollyMotion * motion)
{
  const double a = (m.at<double> (0, 0) + m.at<double> (1, 1)) / 2;
  const double b = (m.at<double> (1, 0) - m.at<double> (0, 1)) / 2;
  const double cx = (width - 1) / 2., cy = (height - 1) / 2.;

  motion->dx = (m.at<double> (0, 0) * cx + m.at<double> (0, 1) * cy +
      m.at<double> (0, 2) - cx) * enlarge;
  motion->dy = (m.at<double> (1, 0) * cx + m.at<double> (1, 1) * cy +
      m.at<double> (1, 2) - cy) * enlarge;
  motion->rotation = std::atan2 (b, a);
  motion->scale = std::hypot (a, b);
}

gboolean
lk_step (gpointer data, const guint8 * luma, DollyMotion * motion)
{
  Tracker *self = static_cast<Tracker *> (data);
  const cv::Mat now (self->height, self->width, CV_8U,
      const_cast<guint8 *> (luma));
  std::vector<cv::Point2f> before, after, from, to;
  std::vector<unsigned char> status;
  std::vector<float> error;
  cv::Mat m;

  if (!self->last.empty ())
    cv::goodFeaturesToTrack (self->last, before, 400, 0.01,
        self->height / 54.);
  if (!before.empty ()) {
    cv::calcOpticalFlowPyrLK (self->last, now, before, after, status, error,
        cv::Size (21, 21), 3);
    for (size_t i = 0; i < before.size (); i++) {
      if (status[i]) {
        from.push_back (before[i]);
        to.push_back (after[i]);
      }
    }
    if (from.size () >= 3)
      m = cv::estimateAffinePartial2D (from, to);
  }
  now.copyTo (self->last);
  if (m.empty ())
    return FALSE;
  to_motion (m, self->width, self->height, 1, motion);
  return TRUE;
}

gboolean
ecc_step (gpointer data, const guint8 * luma, DollyMotion * motion)
{
  Tracker *self = static_cast<Tracker *> (data);
  const cv::Mat whole (self->height, self->width, CV_8U,
      const_cast<guint8 *> (luma));
  const double enlarge = (double) self->width / ecc_width;
  gboolean found = FALSE;
  cv::Mat now;

  cv::resize (whole, now, cv::Size (ecc_width,
      (int) std::lround (self->height / enlarge)), 0, 0, cv::INTER_AREA);
  if (!self->last.empty ()) {
    cv::Mat warp = cv::Mat::eye (2, 3, CV_32F), m;

    try {
      cv::findTransformECC (self->last, now, warp, cv::MOTION_AFFINE,
          cv::TermCriteria (cv::TermCriteria::COUNT + cv::TermCriteria::EPS,
              30, 1e-4), cv::noArray (), 5);
      warp.convertTo (m, CV_64F);
      to_motion (m, now.cols, now.rows, enlarge, motion);
      found = TRUE;
    } catch (const cv::Exception &) {
      /* it did not converge */
    }
  }
  self->last = now;
  return found;
}

}  // namespace

extern "C"
{
  const MotionPeer motion_peer_lk = {
    "OpenCV: corners, LK, RANSAC", tracker_open, lk_step, tracker_close
  };
  const MotionPeer motion_peer_ecc = {
    "OpenCV: ECC, 480 wide", tracker_open, ecc_step, tracker_close
  };
}
