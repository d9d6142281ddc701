/* gst-plugins-onset
 * Copyright (C) 2026 The gst-plugins-onset authors
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

/* Made for these tests, of no use elsewhere: signed by itself, for a hundred
 * years. */
#define CERTIFICATE \
  "-----BEGIN CERTIFICATE-----\n" \
  "MIIBiTCCAS+gAwIBAgIUB/utCjBfkT1bFR/cQzXBKvc4zv0wCgYIKoZIzj0EAwIw\n" \
  "GTEXMBUGA1UEAwwOdGFibGV0LmV4YW1wbGUwIBcNMjYxMTIxMDgwMzI2WhgPMjEy\n" \
  "NjEwMjgwODAzMjZaMBkxFzAVBgNVBAMMDnRhYmxldC5leGFtcGxlMFkwEwYHKoZI\n" \
  "zj0CAQYIKoZIzj0DAQcDQgAE5T16EcDq8tGMzeXenbnAYcR5OMGksx62C96Brhd4\n" \
  "wdb1IXVym8rRv3ZJnziw1C8ZoknYof2aLVCyp0lWzdl/daNTMFEwHQYDVR0OBBYE\n" \
  "FP+pfIgtgI9T+AgsNP30qcBPpQljMB8GA1UdIwQYMBaAFP+pfIgtgI9T+AgsNP30\n" \
  "qcBPpQljMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAJOQ6qFe\n" \
  "yXOpJG4xHXhAV76Zoxr8nHXTWB4p0JjJ4zFFAiBbEGZUFDcpiZTXCCucNtShWcfY\n" \
  "QZ2nOjj/MI90Vs6fZg==\n" \
  "-----END CERTIFICATE-----\n"

/* Of another certificate. */
#define OTHER_KEY \
  "-----BEGIN PRIVATE KEY-----\n" \
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+jR+i+Rc/D5Ae3kZ\n" \
  "qa2Yl2yDqoU61bePTSEgwrZ3RBihRANCAAQAVAqP5MIKK+IklpGwhmOqSQ8R0h0O\n" \
  "PBXqQySe7KG3sUyxa+qPckIy7TcPobXgpWjnBxDTwB7b3jVHv9Jp9RNm\n" \
  "-----END PRIVATE KEY-----\n"

#define KEY \
  "-----BEGIN PRIVATE KEY-----\n" \
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZzuW6OOcuqw7v1M1\n" \
  "hrDmHBA6zzGK15z0W1tvt7WggVmhRANCAATlPXoRwOry0YzN5d6ducBhxHk4waSz\n" \
  "HrYL3oGuF3jB1vUhdXKbytG/dkmfOLDULxmiSdih/ZotULKnSVbN2X91\n" \
  "-----END PRIVATE KEY-----\n"
