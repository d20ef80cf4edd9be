// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import dev.shirube.match.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Counts wrong tokens by the address they came from, and says when it is enough. An IPv6 address
/// stands for its network of 64 bits, as one host has all of that. Memory is bounded: with too many
/// addresses the one not seen for longest is let go, and its count is kept in a sum.
final class WrongTokens {
  private static final int MOST_ADDRESSES = 16_384;
  private static final double BURST = 20;
  private static final double PER_SECOND = 0.5;
  private static final Address NO_ADDRESS = new Address(0, 0);

  private final Map<Address, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true);
  private final ReentrantLock lock = new ReentrantLock();
  private long letGo;

  private static final class Bucket {
    private String shown;
    private double left = BURST;
    private long at;
    private long wrong;

    Bucket(String shown, long at) {
      this.shown = shown;
      this.at = at;
    }
  }

  /// How many wrong tokens came from one address.
  record Count(String address, long wrong) {}

  /// Counts one.
  ///
  /// @param peer the address; any text that is none counts as one and the same
  /// @param now nanoseconds
  /// @return how long to wait before trying again; zero when there is budget left
  Duration count(String peer, long now) {
    Address parsed = Address.parse(peer);
    Address key = parsed == null ? NO_ADDRESS : network(parsed);
    lock.lock();
    try {
      Bucket bucket = buckets.computeIfAbsent(key, _ -> new Bucket("", now));
      // A clock that steps back gives nothing, and takes nothing.
      double seconds = Math.max(0, now - bucket.at) / 1e9;
      bucket.left = Math.min(BURST, bucket.left + seconds * PER_SECOND);
      bucket.at = now;
      bucket.wrong++;
      bucket.shown = parsed == null ? "-" : peer;
      if (buckets.size() > MOST_ADDRESSES) {
        Address eldest = buckets.keySet().iterator().next();
        Bucket gone = buckets.remove(eldest);
        letGo += gone == null ? 0 : gone.wrong;
      }
      if (bucket.left >= 1) {
        bucket.left--;
        return Duration.ZERO;
      }
      return Duration.ofMillis((long) Math.ceil((1 - bucket.left) / PER_SECOND * 1_000));
    } finally {
      lock.unlock();
    }
  }

  private static Address network(Address address) {
    return address.isFour() ? address : new Address(address.high(), 0);
  }

  /// Gives the counts since it was last called, greatest first, and forgets them; addresses that
  /// have all of their budget again are let go.
  ///
  /// @param most how many addresses; the rest is one count of the address "*"
  List<Count> take(int most, long now) {
    List<Count> counts = new ArrayList<>();
    long rest;
    lock.lock();
    try {
      rest = letGo;
      letGo = 0;
      for (Bucket bucket : buckets.values()) {
        if (bucket.wrong > 0) {
          counts.add(new Count(bucket.shown, bucket.wrong));
          bucket.wrong = 0;
        }
      }
      long full = Duration.ofSeconds((long) Math.ceil(BURST / PER_SECOND)).toNanos();
      buckets.values().removeIf(bucket -> now - bucket.at > full);
    } finally {
      lock.unlock();
    }
    counts.sort(Comparator.comparingLong(Count::wrong).reversed().thenComparing(Count::address));
    for (Count count : counts.subList(Math.min(most, counts.size()), counts.size())) {
      rest += count.wrong();
    }
    List<Count> first = new ArrayList<>(counts.subList(0, Math.min(most, counts.size())));
    if (rest > 0) {
      first.add(new Count("*", rest));
    }
    return first;
  }
}
