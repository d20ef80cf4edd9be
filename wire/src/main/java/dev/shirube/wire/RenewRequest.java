// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

/// What an agent sends for its next certificate; the present one says who it is.
///
/// @param request PKCS #10 in PEM, as in {@link EnrolRequest}
public record RenewRequest(String request) {
  /// The body.
  public byte[] bytes() {
    return new Json.Members().with("request", request).bytes();
  }

  /// Reads a body.
  public static RenewRequest read(byte[] body) throws WireException {
    Json.Members from = JsonReader.read(body, Protocol.MOST_ENROL_BYTES);
    return new RenewRequest(from.text("request", EnrolRequest.LONGEST_REQUEST));
  }
}
