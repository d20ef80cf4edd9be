// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

/// Names and limits of the agent protocol; docs/reference/agent-protocol.md tells the rest.
public final class Protocol {
  /// Where a machine enrols, without a certificate.
  public static final String ENROLL = "/agent/v1/enroll";

  /// Where an agent gets its next certificate.
  public static final String RENEW = "/agent/v1/renew";

  /// Where an agent says how it is.
  public static final String HELLO = "/agent/v1/hello";

  /// Where an agent sends events.
  public static final String FRAMES = "/agent/v1/frames";

  /// The media type of a body of frames.
  public static final String FRAMES_TYPE = "application/vnd.shirube.frames";

  /// The envelope's format of a record that is one frame.
  public static final String FRAME_FORMAT = "shirube-frame";

  /// Most bytes of a body that enrols or renews.
  public static final int MOST_ENROL_BYTES = 64 << 10;

  /// Most bytes of a hello.
  public static final int MOST_HELLO_BYTES = 512 << 10;

  /// Most bytes of any answer.
  public static final int MOST_ANSWER_BYTES = 128 << 10;

  /// Most bytes of a body of frames.
  public static final int MOST_BODY_BYTES = 4 << 20;

  /// Most bytes of one frame.
  public static final int MOST_FRAME_BYTES = 1 << 20;

  /// Most bytes of a frame's events before they were compressed.
  public static final int MOST_RAW_BYTES = 960 << 10;

  /// Most events of a frame.
  public static final int MOST_EVENTS = 1 << 16;

  /// Most bytes of an agent's id.
  public static final int LONGEST_AGENT = 64;

  private Protocol() {}
}
