// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.gateway.Answer;
import dev.shirube.gateway.BodyException;
import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.DoorStatus.Count;
import dev.shirube.gateway.Inbox;
import dev.shirube.gateway.Request;
import dev.shirube.gateway.Route;
import dev.shirube.wire.Protocol;
import dev.shirube.wire.Refusal;
import dev.shirube.wire.WireException;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// The door of our own agents; docs/reference/agent-protocol.md is what is spoken at it. Who sends
/// is told by the certificate and by nothing that is sent. Frames are looked through before they
/// are taken, and acknowledged once they are on the disk.
public final class AgentDoor {
  /// The name of the door in envelopes.
  public static final String NAME = "agent";

  /// The largest body that is read at it.
  public static final long MOST_BODY_BYTES = Protocol.MOST_BODY_BYTES + 1L;

  private static final int SHORT = 1 << 16;

  private final Agents agents;
  private final DoorCounters counters;
  private final AgentFrames frames;

  /// @param clock for the time of receipt
  /// @param counters those of the server that its routes are given to
  /// @param patience how long to wait for the disk
  public AgentDoor(
      Agents agents, Inbox inbox, InstantSource clock, DoorCounters counters, Duration patience) {
    this.agents = agents;
    this.counters = counters;
    frames = new AgentFrames(agents, new AgentDelivery(inbox, counters, patience), clock);
  }

  /// The routes, for a server that asks for a certificate and lets in who has none.
  public List<Route> routes() {
    int enrol = Protocol.MOST_ENROL_BYTES;
    return List.of(
        new Route("POST", Protocol.ENROLL, request -> answer(() -> enroll(request))),
        known(Protocol.RENEW, (agent, request) -> agents.renew(agent, body(request, enrol))),
        known(
            Protocol.HELLO,
            (agent, request) -> agents.hello(agent, body(request, Protocol.MOST_HELLO_BYTES))),
        known(
            Protocol.FRAMES,
            (agent, request) ->
                frames.take(
                    agent,
                    body(request, Protocol.MOST_BODY_BYTES),
                    request.address().getHostAddress())));
  }

  /// Gives the body of an answer.
  @FunctionalInterface
  private interface Giving {
    Agents.Outcome<byte[]> give() throws IOException, InterruptedException;
  }

  /// The same for an agent that is known.
  @FunctionalInterface
  private interface GivingKnown {
    Agents.Outcome<byte[]> give(Agents.Known agent, Request request)
        throws IOException, InterruptedException;
  }

  private Agents.Outcome<byte[]> enroll(Request request) throws IOException {
    byte[] body = body(request, Protocol.MOST_ENROL_BYTES);
    return agents.enroll(body, request.address().getHostAddress());
  }

  private Route known(String path, GivingKnown giving) {
    return new Route(
        "POST",
        path,
        request -> {
          List<X509Certificate> shown = request.certificates();
          Agents.Outcome<Agents.Known> who =
              shown.isEmpty()
                  ? Agents.Outcome.refused(401, "fleet.certificate.none")
                  : agents.who(shown.getFirst());
          return switch (who) {
            case Agents.Outcome.Given<Agents.Known>(Agents.Known agent) ->
                answer(() -> giving.give(agent, request));
            case Agents.Outcome.Refused<Agents.Known> refused -> unread(request, refused);
          };
        });
  }

  /// An answer to a request whose body was not read. A short one is read by the server and thrown
  /// away: a connection that is closed with something unread in it may lose the answer.
  private Answer unread(Request request, Agents.Outcome.Refused<?> refused) {
    counters.add(Count.UNKNOWN_SENDERS);
    String length = request.header("Content-Length");
    boolean isShort = length != null && length.length() < Integer.toString(SHORT).length();
    return isShort ? refusal(refused) : refusal(refused).ending();
  }

  private Answer answer(Giving work) throws IOException, InterruptedException {
    try {
      return switch (work.give()) {
        case Agents.Outcome.Given<byte[]>(byte[] body) -> json(200, body);
        case Agents.Outcome.Refused<byte[]> refused -> {
          counters.add(refused.retryAfter().isZero() ? Count.UNKNOWN_SENDERS : Count.SLOWED);
          yield refusal(refused);
        }
      };
    } catch (WireException wrong) {
      counters.add(Count.BROKEN);
      return json(400, Refusal.of(wrong).bytes());
    } catch (BodyException wrong) {
      counters.add(Count.BROKEN);
      Refusal why = new Refusal("fleet.body", List.of(String.valueOf(wrong.getMessage())));
      return json(wrong.status(), why.bytes()).ending();
    }
  }

  private static Answer json(int status, byte[] body) {
    return Answer.of(status, "application/json", body);
  }

  private static Answer refusal(Agents.Outcome.Refused<?> refused) {
    Answer answer = json(refused.status(), refused.why().bytes());
    if (refused.retryAfter().isZero()) {
      return answer;
    }
    long seconds = Math.max(1, (refused.retryAfter().toMillis() + 999) / 1000);
    return answer.with("Retry-After", Long.toString(seconds));
  }

  /// The body.
  ///
  /// @throws BodyException if it is larger than the protocol allows
  private static byte[] body(Request request, int most) throws IOException {
    byte[] body = request.body().readNBytes(most + 1);
    if (body.length > most) {
      throw new BodyException(413, "more than " + most + " bytes");
    }
    return body;
  }
}
