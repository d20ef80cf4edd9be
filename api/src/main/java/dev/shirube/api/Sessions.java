// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.access.Knowing;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Who has signed in at the page, by the cookie given for a token. Kept in memory: a restart ends
/// all sessions. What a session may do is asked anew each time; when its token ends, so does it.
final class Sessions {
  /// How long a session lasts.
  static final Duration LENGTH = Duration.ofHours(12);

  private static final int MOST = 10_000;
  private static final int BYTES = 32;

  private final RandomGenerator random;
  private final Map<String, Session> sessions =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
          return size() > MOST;
        }
      };

  private record Session(Knowing.Known known, Instant until) {}

  /// @param random must not be guessable
  Sessions(RandomGenerator random) {
    this.random = random;
  }

  /// Begins a session.
  ///
  /// @return what the cookie holds
  synchronized String open(Knowing.Known known, Instant now) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    sessions.put(id, new Session(known, now.plus(LENGTH)));
    return id;
  }

  /// Who has a session; null if there is none, or it is over.
  synchronized Knowing.@Nullable Known of(String id, Instant now) {
    Session session = sessions.get(id);
    if (session != null && now.isAfter(session.until())) {
      sessions.remove(id);
      return null;
    }
    return session == null ? null : session.known();
  }

  synchronized void close(String id) {
    sessions.remove(id);
  }
}
