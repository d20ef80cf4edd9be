// SPDX-License-Identifier: Apache-2.0
package dev.shirube.audit;

import dev.shirube.catalog.Message;
import dev.shirube.event.Digests;
import dev.shirube.event.TenantId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A deed as it stands in the chain of a tenant. Its hash is SHA-256 over the hash of the entry
/// before and all that the entry says, each part preceded by its length; so no entry can be
/// changed, left out, moved or taken from another tenant without all hashes behind it changing too.
///
/// @param tenant whose chain it is
/// @param number 1 for the first entry
/// @param time nanoseconds since 1970 UTC, of our own clock
/// @param who the principal
/// @param what what was done
/// @param hash 64 hexadecimal digits
public record ChainEntry(
    TenantId tenant, long number, long time, String who, Message what, String hash) {
  private static final String FORM = "shirube-chain-1";

  /// The entry that follows one.
  ///
  /// @param previous the hash of the entry before, or {@link #genesis}
  static ChainEntry made(TenantId tenant, long number, long time, Deed deed, String previous) {
    ChainEntry bare = new ChainEntry(tenant, number, time, deed.who(), deed.what(), "");
    return new ChainEntry(tenant, number, time, deed.who(), deed.what(), bare.hashAfter(previous));
  }

  /// What stands in the place of the hash before the first entry.
  static String genesis(TenantId tenant) {
    return HexFormat.of().formatHex(Digests.sha256(FORM, tenant.value()));
  }

  /// The hash this entry must have behind the one before.
  String hashAfter(String previous) {
    List<String> parts = new ArrayList<>();
    parts.add(FORM);
    parts.add(previous);
    parts.add(tenant.value());
    parts.add(Long.toString(number));
    parts.add(Long.toString(time));
    parts.add(who);
    parts.add(what.id());
    parts.addAll(what.arguments());
    return HexFormat.of().formatHex(Digests.sha256(parts.toArray(String[]::new)));
  }
}
