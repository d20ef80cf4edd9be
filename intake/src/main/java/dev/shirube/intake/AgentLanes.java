// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.event.Digests;
import dev.shirube.event.TenantId;
import dev.shirube.wire.Lane;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.StringTokenizer;
import java.util.TreeMap;

/// Which numbers of every agent's events have come, lane by lane: so that what is missing is known.
/// It follows from what the journal holds up to an offset and from nothing else; what was noted
/// since the last {@link #commit} can be taken back, to read that stretch again. One thread notes;
/// any may ask.
public final class AgentLanes {
  private static final String MAGIC = "shirube-agents 1";
  private static final String BLIND = MAGIC + " blind";
  private static final int MOST_EPOCHS = 4;

  private final Map<Way, Came> ways = new HashMap<>();
  // What a way was before it was touched since the last commit; nothing where there was none.
  private final Map<Way, Came> before = new HashMap<>();
  private long counter;
  // Whether something was known and is forgotten.
  private boolean blind;

  /// Nothing has come yet.
  public AgentLanes() {}

  /// The events of one lane, numbered without a break for as long as the agent's folder lives.
  record Way(TenantId tenant, String agent, long epoch, Lane lane) {}

  /// What of an agent's events never came.
  ///
  /// @param told how many the agent said it does not send
  /// @param untold how many are missing without a word
  public record Missing(long told, long untold) {
    private Missing and(long more, long moreUntold) {
      return new Missing(sum(told, more), sum(untold, moreUntold));
    }

    /// Numbers are others' word and may be any.
    private static long sum(long one, long other) {
      long sum = one + other;
      return sum < 0 ? Long.MAX_VALUE : sum;
    }
  }

  /// What came of a way.
  ///
  /// @param next the number that comes next if none is missing
  /// @param touched tells which epochs are the newest
  private record Came(long next, long touched, Missing missing) {
    static final Came NOTHING = new Came(0, 0, new Missing(0, 0));
  }

  private Came of(Way way) {
    return ways.getOrDefault(way, Came.NOTHING);
  }

  private void set(Way way, Came came) {
    before.putIfAbsent(way, of(way));
    ways.put(way, came);
  }

  /// What never came of an agent.
  public synchronized Missing missing(TenantId tenant, String agent) {
    Missing all = Came.NOTHING.missing;
    for (Map.Entry<Way, Came> each : ways.entrySet()) {
      if (each.getKey().agent.equals(agent) && each.getKey().tenant.equals(tenant)) {
        Missing missing = each.getValue().missing;
        all = all.and(missing.told, missing.untold);
      }
    }
    return all;
  }

  /// Begins a way if nothing of it has come yet.
  ///
  /// @param told where its agent began it
  /// @param first the number that comes now: where it begins if what came before is forgotten
  synchronized void begin(Way way, long told, long first) {
    if (!ways.containsKey(way)) {
      set(way, new Came(blind ? first : told, ++counter, Came.NOTHING.missing));
      forgetOldest(way);
    }
  }

  /// Says that what came before is not known any more.
  synchronized void forget() {
    ways.clear();
    before.clear();
    blind = true;
  }

  /// The number that comes next.
  synchronized long next(Way way) {
    return of(way).next;
  }

  /// Notes that a way has come up to a number.
  ///
  /// @param told how many of what came are only told of
  /// @param untold how many are missing before
  synchronized void came(Way way, long end, long told, long untold) {
    Came was = of(way);
    set(way, new Came(Math.max(was.next, end), ++counter, was.missing.and(told, untold)));
  }

  /// Of one agent's lane as many epochs are kept as an honest agent has in years.
  private void forgetOldest(Way way) {
    Way oldest = null;
    int same = 0;
    for (Map.Entry<Way, Came> each : ways.entrySet()) {
      Way other = each.getKey();
      if (other.lane == way.lane
          && other.agent.equals(way.agent)
          && other.tenant.equals(way.tenant)) {
        same++;
        boolean older = oldest == null || each.getValue().touched < of(oldest).touched;
        oldest = older ? other : oldest;
      }
    }
    if (same > MOST_EPOCHS && oldest != null) {
      before.putIfAbsent(oldest, of(oldest));
      ways.remove(oldest);
    }
  }

  /// Keeps what was noted.
  synchronized void commit() {
    before.clear();
  }

  /// Takes back what was noted since the last commit.
  synchronized void rollBack() {
    before.forEach((way, came) -> {
      if (came.equals(Came.NOTHING)) {
        ways.remove(way);
      } else {
        ways.put(way, came);
      }
    });
    before.clear();
  }

  /// All of it as text: one line for each way, and a digest of them.
  synchronized String text() {
    Map<String, String> lines = new TreeMap<>();
    ways.forEach((way, came) -> {
      String key = way.tenant.value() + ' ' + way.agent + ' ' + way.epoch + ' ' + way.lane;
      Missing missing = came.missing;
      String rest =
          " " + came.next + ' ' + came.touched + ' ' + missing.told + ' ' + missing.untold;
      lines.put(key, key + rest + '\n');
    });
    String body = (blind ? BLIND : MAGIC) + '\n' + String.join("", lines.values());
    return body + HexFormat.of().formatHex(Digests.sha256(body)) + '\n';
  }

  /// Goes on from a text.
  ///
  /// @return whether it was one; if not, what came before is forgotten
  synchronized boolean read(byte[] bytes) {
    forget();
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.lastIndexOf('\n', text.length() - 2) + 1;
    String body = text.substring(0, end);
    String digest = HexFormat.of().formatHex(Digests.sha256(body));
    if (!body.startsWith(MAGIC) || !text.substring(end).strip().equals(digest)) {
      return false;
    }
    blind = body.startsWith(BLIND);
    try {
      body.lines().skip(1).forEach(this::line);
      return true;
    } catch (IllegalArgumentException | NoSuchElementException e) {
      forget();
      return false;
    }
  }

  private void line(String line) {
    StringTokenizer parts = new StringTokenizer(line, " ");
    TenantId tenant = new TenantId(parts.nextToken());
    String agent = parts.nextToken();
    long epoch = Long.parseLong(parts.nextToken());
    Lane lane = Lane.valueOf(parts.nextToken());
    long next = Long.parseLong(parts.nextToken());
    long touched = Long.parseLong(parts.nextToken());
    long told = Long.parseLong(parts.nextToken());
    Missing missing = new Missing(told, Long.parseLong(parts.nextToken()));
    counter = Math.max(counter, touched);
    ways.put(new Way(tenant, agent, epoch, lane), new Came(next, touched, missing));
  }
}
