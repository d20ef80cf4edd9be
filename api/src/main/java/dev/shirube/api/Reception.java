// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.access.AccessRefused;
import dev.shirube.access.AccessRoom;
import dev.shirube.access.Knowing;
import dev.shirube.access.Principal;
import dev.shirube.access.PrincipalId;
import dev.shirube.access.Right;
import dev.shirube.catalog.Language;
import dev.shirube.catalog.Messages;
import dev.shirube.event.TenantId;
import dev.shirube.gateway.Answer;
import dev.shirube.gateway.Request;
import dev.shirube.gateway.Route;
import dev.shirube.report.Words;
import dev.shirube.store.StoreException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// Finds out who asks and whether it may, before anything else is done; and says no in the same way
/// everywhere.
final class Reception {
  private static final String COOKIE = "shirube_session";

  private final AccessRoom access;
  private final Messages messages;
  private final Clock clock;
  private final Sessions sessions;
  private final boolean secure;

  /// What answers once it is known who asks.
  @FunctionalInterface
  interface Answering {
    Answer answer(Call call) throws IOException, InterruptedException;
  }

  /// @param secure whether cookies go over TLS alone
  Reception(AccessRoom access, Messages messages, Clock clock, Sessions sessions, boolean secure) {
    this.access = access;
    this.messages = messages;
    this.clock = clock;
    this.sessions = sessions;
    this.secure = secure;
  }

  AccessRoom access() {
    return access;
  }

  /// A route for whoever is known.
  Route known(String method, String path, Answering answering) {
    return new Route(
        method,
        path,
        request -> {
          Words words = words(request);
          try {
            Knowing.Known known = who(request);
            ZoneId zone = Call.zone(request);
            Words own = zone == null ? words : words.in(zone);
            return answering.answer(new Call(request, known, own));
          } catch (Refusal refusal) {
            return refusal.answer(words);
          } catch (StoreException fault) {
            return Refusal.of(fault).answer(words);
          } catch (AccessRefused refused) {
            int status =
                switch (refused.reason()) {
                  case MISSING -> 404;
                  case FORBIDDEN -> 403;
                  case INVALID -> 400;
                  case TAKEN -> 409;
                };
            return Refusal.of(status, refused.what(), refused.advice()).answer(words);
          }
        });
  }

  /// A route for whoever has a right in the tenant that is asked for.
  Route within(String method, String path, Right right, Answering answering) {
    return known(
        method,
        path,
        call -> {
          access.require(call.asker(), call.tenant(), right);
          return answering.answer(call);
        });
  }

  /// A route for whoever has a right over the installation.
  Route above(String method, String path, Right right, Answering answering) {
    return known(
        method,
        path,
        call -> {
          access.require(call.asker(), PrincipalId.PROVIDER, right);
          return answering.answer(call);
        });
  }

  /// Whether the asker of a call may still do something: for answers that take long.
  boolean still(Call call, TenantId tenant, Right right) {
    return access.again(call.known()) instanceof Knowing.Known
        && access.may(call.asker(), tenant, right);
  }

  /// The words for the reader of an answer.
  Words words(Request request) {
    String said = request.query("language");
    String header = request.header("Accept-Language");
    String wanted = said != null ? said : header == null ? "" : header;
    return new Words(messages, Language.ofLocale(wanted), clock.getZone());
  }

  private Knowing.Known who(Request request) {
    String cookie = Call.cookie(request, COOKIE);
    String header = request.header("Authorization");
    if (header == null && cookie != null) {
      return session(request, cookie);
    }
    return token(request, header);
  }

  private Knowing.Known session(Request request, String cookie) {
    Knowing.@Nullable Known before = sessions.of(cookie, clock.instant());
    if (before != null && access.again(before) instanceof Knowing.Known now) {
      boolean changes = !request.method().equals("GET") && !request.method().equals("HEAD");
      // Other sites can make a browser send a cookie, but no header of their own.
      if (changes && request.header("X-Shirube") == null) {
        throw Refusal.of(403, "api.foreign");
      }
      return now;
    }
    throw Refusal.of(401, "api.unknown");
  }

  private Knowing.Known token(Request request, @Nullable String header) {
    if (header == null || !header.startsWith("Bearer ")) {
      throw Refusal.of(401, "api.unknown");
    }
    String token = header.substring("Bearer ".length()).strip();
    return switch (access.know(token, request.address().getHostAddress())) {
      // A source sends, and reads nothing: not even who it is.
      case Knowing.Known known when known.principal().kind() == Principal.Kind.SOURCE ->
          throw Refusal.of(401, "api.unknown");
      case Knowing.Known known -> known;
      case Knowing.Unknown _ -> throw Refusal.of(401, "api.unknown");
      case Knowing.TooMany(Duration pause) -> throw Refusal.tooMany(pause);
    };
  }

  /// Gives whoever shows a token a cookie in its place.
  Answer open(Call call) {
    // By a cookie alone a session could be made longer for ever.
    if (call.request().header("Authorization") == null) {
      throw Refusal.of(401, "api.unknown");
    }
    String id = sessions.open(call.known(), clock.instant());
    return Answer.json(200, Views.session(call.known()))
        .with("Set-Cookie", cookie(id, Sessions.LENGTH.toSeconds()));
  }

  /// Ends the session of the cookie that came.
  Answer close(Request request) {
    String cookie = Call.cookie(request, COOKIE);
    if (cookie != null) {
      sessions.close(cookie);
    }
    return Answer.empty(204).with("Set-Cookie", cookie("", 0));
  }

  private String cookie(String value, long seconds) {
    String cookie =
        COOKIE + "=" + value + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + seconds;
    return secure ? cookie + "; Secure" : cookie;
  }
}
