# gst-plugins-onset
# Copyright (C) 2026 The gst-plugins-onset authors
#
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Certificates that nobody has signed, made when a test needs them."""
import base64
import hashlib
import os
import subprocess


def make_certificate(directory, host, name="certificate.pem", key="key.pem"):
    """For @host; the two files."""
    name, key = os.path.join(directory, name), os.path.join(directory, key)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
                    "-keyout", key, "-out", name, "-days", "2",
                    "-subj", "/CN=" + host], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return name, key


def fingerprint(key):
    """Of the public key, as Chromium is told which one to accept."""
    public = subprocess.run(["openssl", "pkey", "-in", key, "-pubout",
                             "-outform", "DER"], check=True,
                            stdout=subprocess.PIPE).stdout
    return base64.b64encode(hashlib.sha256(public).digest()).decode("ascii")
