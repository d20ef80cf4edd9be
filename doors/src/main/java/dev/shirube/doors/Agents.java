// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.event.TenantId;
import dev.shirube.wire.Frame;
import dev.shirube.wire.Lane;
import dev.shirube.wire.Refusal;
import dev.shirube.wire.WireException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Who the agents are, what each may do and has done: asked by the {@link AgentDoor} before it
/// takes anything. Bodies are those of docs/reference/agent-protocol.md. For any thread.
public interface Agents {
  /// An agent that may send.
  ///
  /// @param tenant whose events it sends
  /// @param id from its certificate
  /// @param host the name of its machine
  record Known(TenantId tenant, String id, String host) {}

  /// What was asked for, or why not.
  sealed interface Outcome<T> {
    /// It is given.
    record Given<T>(T value) implements Outcome<T> {}

    /// It is not.
    ///
    /// @param status of HTTP
    /// @param retryAfter when to ask again; zero where that is of no use
    record Refused<T>(int status, Refusal why, Duration retryAfter) implements Outcome<T> {}

    /// A refusal by a text in content/messages.
    static <T> Outcome<T> refused(int status, String id, String... facts) {
      return new Refused<>(status, new Refusal(id, List.of(facts)), Duration.ZERO);
    }

    /// A refusal that holds for a while.
    static <T> Outcome<T> later(int status, Duration pause) {
      return new Refused<>(status, new Refusal("fleet.busy", List.of()), pause);
    }
  }

  /// Makes a machine that shows a token an agent.
  ///
  /// @param body of the request
  /// @param address it comes from
  /// @return the body of the answer
  /// @throws WireException if the body is none of the protocol
  Outcome<byte[]> enroll(byte[] body, String address) throws WireException;

  /// Who shows a certificate that the authority issued. Costs no look at the disk.
  Outcome<Known> who(X509Certificate certificate);

  /// Gives an agent its next certificate.
  Outcome<byte[]> renew(Known agent, byte[] body) throws WireException;

  /// Hears how an agent is.
  Outcome<byte[]> hello(Known agent, byte[] body) throws WireException;

  /// Counts what an agent is about to send.
  ///
  /// @return how long it has to wait before it may; zero if it may now
  Duration count(Known agent, int frames, long bytes);

  /// Where one lane of an agent stands.
  ///
  /// @param first where the epoch begins, as the agent told
  /// @param next the number that is expected next
  record Place(long first, long next) {}

  /// Where the lanes of an epoch stand.
  Map<Lane, Place> places(Known agent, long epoch);

  /// Notes that frames are on the disk.
  void took(Known agent, List<Frame> frames);

  /// The version of the policy that an agent is to follow.
  long policy(Known agent);

  /// Notes that an agent does what no honest one does.
  ///
  /// @param id of the deed's text; its facts are the agent and these
  void abuse(Known agent, String id, String... facts);
}
