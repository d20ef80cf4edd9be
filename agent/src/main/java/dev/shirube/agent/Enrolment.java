// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.certificates.ClientIdentity;
import dev.shirube.certificates.SigningRequest;
import dev.shirube.wire.AgentHost;
import dev.shirube.wire.EnrolAnswer;
import dev.shirube.wire.EnrolRequest;
import dev.shirube.wire.Protocol;
import dev.shirube.wire.Refusal;
import dev.shirube.wire.RenewRequest;
import java.io.IOException;
import java.security.KeyPair;

/// Makes a machine an agent, and gets its next certificate. The private key is made here and never
/// leaves the folder, where its owner alone may read it.
public final class Enrolment {
  static final String JSON = "application/json";
  private static final int OK = 200;

  private Enrolment() {}

  /// Enrolls with a token that is good once; the folder has the agent's files then.
  ///
  /// @param transport trusts the server by its authority's fingerprint alone
  /// @throws AgentFault when the server does not take it, with the server's reason
  public static ClientIdentity enroll(
      AgentSettings settings, Transport transport, String token, AgentHost host)
      throws IOException, InterruptedException {
    KeyPair keys = SigningRequest.keys();
    String request = SigningRequest.make(keys, "agent");
    EnrolRequest body = new EnrolRequest(token, request, settings.version(), host);
    Transport.Reply reply = transport.post(Protocol.ENROLL, JSON, body.bytes());
    ClientIdentity identity = identity(settings, keys, reply, "agent.enroll");
    settings.write();
    return identity;
  }

  /// Gets the next certificate, for a new key.
  ///
  /// @throws AgentFault when the server gives none
  static ClientIdentity renew(AgentSettings settings, Transport transport)
      throws IOException, InterruptedException {
    KeyPair keys = SigningRequest.keys();
    byte[] body = new RenewRequest(SigningRequest.make(keys, "agent")).bytes();
    Transport.Reply reply = transport.post(Protocol.RENEW, JSON, body);
    return identity(settings, keys, reply, "agent.renew");
  }

  private static ClientIdentity identity(
      AgentSettings settings, KeyPair keys, Transport.Reply reply, String id) throws IOException {
    if (reply.status() != OK) {
      Refusal refusal = Refusal.read(reply.body());
      String why = refusal.id().isEmpty() ? "" : refusal.id() + " " + refusal.facts();
      throw AgentFault.of(settings.server().toString(), null, id, reply.status(), why);
    }
    EnrolAnswer answer = EnrolAnswer.read(reply.body());
    return ClientIdentity.write(settings.folder(), keys, answer.certificate(), answer.authority());
  }
}
