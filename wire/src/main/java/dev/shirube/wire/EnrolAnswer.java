// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

/// What an agent is given when it is enrolled, and when it renews its certificate.
///
/// @param agent who it is from now on
/// @param certificate PEM: its certificate
/// @param authority PEM: the certificate of the authority, which the server's ends at too
public record EnrolAnswer(String agent, String certificate, String authority) {
  private static final int LONGEST_PEM = 16_384;

  /// The body.
  public byte[] bytes() {
    return new Json.Members()
        .with("agent", agent)
        .with("certificate", certificate)
        .with("authority", authority)
        .bytes();
  }

  /// Reads a body.
  public static EnrolAnswer read(byte[] body) throws WireException {
    Json.Members from = JsonReader.read(body, Protocol.MOST_ANSWER_BYTES);
    return new EnrolAnswer(
        from.text("agent", Protocol.LONGEST_AGENT),
        from.text("certificate", LONGEST_PEM),
        from.text("authority", LONGEST_PEM));
  }
}
