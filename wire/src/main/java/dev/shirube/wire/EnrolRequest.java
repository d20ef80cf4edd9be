// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

/// What a machine sends to become an agent: a token that is good once, and what is to be certified.
///
/// @param token as the operator was given it
/// @param request PKCS #10 in PEM: the agent's public key, signed by its private one. The name in
///   it does not count
public record EnrolRequest(String token, String request, String version, AgentHost host) {
  private static final int LONGEST_TOKEN = 256;
  static final int LONGEST_REQUEST = 8192;

  /// The body.
  public byte[] bytes() {
    return new Json.Members()
        .with("token", token)
        .with("request", request)
        .with("version", version)
        .with("host", host.json())
        .bytes();
  }

  /// Reads a body.
  public static EnrolRequest read(byte[] body) throws WireException {
    Json.Members from = JsonReader.read(body, Protocol.MOST_ENROL_BYTES);
    return new EnrolRequest(
        from.text("token", LONGEST_TOKEN),
        from.text("request", LONGEST_REQUEST),
        from.text("version", AgentHost.LONGEST, ""),
        AgentHost.of(from.get("host")));
  }
}
