// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which requests are answered by whom.
///
/// @param method GET, POST … or * for any
/// @param path segments between slashes; {name} stands for one segment, {name...} at the end for
///   all that follow, which may be none
/// @param handler answers
public record Route(String method, String path, Handler handler) {
  /// Any method.
  public static final String ANY = "*";

  /// Answers requests; runs in a thread of its own and may wait.
  @FunctionalInterface
  public interface Handler {
    /// Answers one request.
    ///
    /// @throws IOException when it cannot; the sender gets a status of 500, or that of a {@link
    ///   BodyException}
    /// @throws InterruptedException when the server is being stopped
    Answer answer(Request request) throws IOException, InterruptedException;
  }

  /// Whether the route is for a method. HEAD is GET without its body.
  public boolean takes(String asked) {
    return method.equals(ANY)
        || method.equals(asked)
        || (method.equals("GET") && asked.equals("HEAD"));
  }

  /// What stands for the {name}s in a path.
  ///
  /// @return null when the path is not this route's
  public @Nullable Map<String, String> match(String asked) {
    List<String> wanted = segments(path);
    List<String> there = segments(asked);
    Map<String, String> found = new HashMap<>();
    for (int index = 0; index < wanted.size(); index++) {
      String segment = wanted.get(index);
      if (segment.startsWith("{") && segment.endsWith("...}")) {
        String rest = String.join("/", there.subList(Math.min(index, there.size()), there.size()));
        found.put(segment.substring(1, segment.length() - 4), rest);
        return found;
      }
      if (index >= there.size()) {
        return null;
      }
      if (segment.startsWith("{")) {
        found.put(segment.substring(1, segment.length() - 1), there.get(index));
      } else if (!segment.equals(there.get(index))) {
        return null;
      }
    }
    return wanted.size() == there.size() ? found : null;
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    int from = 0;
    while (from < path.length()) {
      int to = path.indexOf('/', from);
      int end = to < 0 ? path.length() : to;
      if (end > from) {
        segments.add(path.substring(from, end));
      }
      from = end + 1;
    }
    return segments;
  }
}
