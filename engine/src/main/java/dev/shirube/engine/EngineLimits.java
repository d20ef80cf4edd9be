// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

/// What one engine may take.
///
/// @param cacheBytes memory for values that were seen, roughly
/// @param key secret that hashes are made with; whoever does not know it cannot slow an engine down
///   by values that fall together
public record EngineLimits(int cacheBytes, long key) {
  /// As much memory as pays on a core.
  public static final int USUAL_CACHE_BYTES = 32 << 20;

  /// The usual memory.
  public static EngineLimits usual(long key) {
    return new EngineLimits(USUAL_CACHE_BYTES, key);
  }
}
