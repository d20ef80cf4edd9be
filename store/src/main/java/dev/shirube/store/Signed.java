// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.TenantId;
import java.util.HexFormat;

/// What the store says of itself and signs, so that others can hold it against the recording.
public sealed interface Signed {
  /// Which key signed.
  String key();

  /// The signature, as hexadecimal digits.
  String signature();

  /// Signs what the store says of itself, tombstones and checkpoints, with a key the store does not
  /// know. Whoever starts the store makes the key at the first start and keeps it.
  interface Signer {
    /// Which key signs, as people know it.
    String key();

    /// The signature of some bytes.
    byte[] sign(byte[] content);

    /// Whether a signature is this or an earlier key's over some bytes.
    boolean isGenuine(String key, byte[] content, byte[] signature);
  }

  /// Why events are deleted.
  enum Why {
    /// They were received longer ago than the tenant's events are kept.
    AGE,
    /// The tenant's recording was bigger than it may be, and they were the oldest.
    SIZE
  }

  /// What stays of events that were deleted: which, how many, why and when; signed.
  ///
  /// @param part the part they were deleted from
  /// @param events how many went
  /// @param firstNanos when the earliest of them happened, nanoseconds since 1970 UTC
  /// @param lastNanos when the latest of them happened
  /// @param firstReceived when the first of the part's events was received
  /// @param lastReceived when the last of the part's events was received
  /// @param hash SHA-256 of what went: of the part's file if all went, else of the ids of the
  ///   deleted events in order
  /// @param why the rule it was deleted by
  /// @param limit the figure of that rule: nanoseconds of age, or bytes
  /// @param atNanos when, as the caller's clock told; nanoseconds since 1970 UTC
  /// @param key which key signed
  /// @param signature as hexadecimal digits
  record Tombstone(
      long part,
      long events,
      long firstNanos,
      long lastNanos,
      long firstReceived,
      long lastReceived,
      String hash,
      Why why,
      long limit,
      long atNanos,
      String key,
      String signature)
      implements Signed {
    /// Signs what this tombstone says.
    Tombstone signed(TenantId tenant, Signer signer) {
      Tombstone named = with(signer.key(), "");
      byte[] signature = signer.sign(named.content(tenant));
      return named.with(named.key, HexFormat.of().formatHex(signature));
    }

    /// Whether the signature is right.
    boolean isGenuine(TenantId tenant, Signer signer) {
      try {
        byte[] bytes = HexFormat.of().parseHex(signature);
        return signer.isGenuine(key, with(key, "").content(tenant), bytes);
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    private Tombstone with(String signedBy, String signed) {
      return new Tombstone(
          part,
          events,
          firstNanos,
          lastNanos,
          firstReceived,
          lastReceived,
          hash,
          why,
          limit,
          atNanos,
          signedBy,
          signed);
    }

    private byte[] content(TenantId tenant) {
      Codec.Encoder out = new Codec.Encoder().text("shirube tombstone").text(tenant.value());
      encode(out);
      return out.toBytes();
    }

    void encode(Codec.Encoder out) {
      out.number(part).number(events).number(firstNanos).number(lastNanos);
      out.number(firstReceived).number(lastReceived).text(hash).number(why.ordinal());
      out.number(limit).number(atNanos).text(key).text(signature);
    }

    static Tombstone decode(Codec.Decoder in) throws StoreException {
      long part = in.number();
      long events = in.number();
      long first = in.number();
      long last = in.number();
      long firstReceived = in.number();
      long lastReceived = in.number();
      String hash = in.text();
      long why = in.number();
      if (why < 0 || why >= Why.values().length || events <= 0) {
        throw in.damage();
      }
      Why reason = Why.values()[(int) why];
      return new Tombstone(
          part,
          events,
          first,
          last,
          firstReceived,
          lastReceived,
          hash,
          reason,
          in.number(),
          in.number(),
          in.text(),
          in.text());
    }
  }

  /// How far a tenant's chain had come at some moment, to be kept where whoever could edit the
  /// recording cannot reach. Only a checkpoint shows that the end of a chain was cut off.
  ///
  /// @param tenant whose chain
  /// @param count how many entries the chain had
  /// @param hash the hash of its last entry, as hexadecimal digits
  /// @param atNanos when, as the caller's clock told; nanoseconds since 1970 UTC
  /// @param key which key signed
  /// @param signature as hexadecimal digits
  record Checkpoint(
      TenantId tenant, long count, String hash, long atNanos, String key, String signature)
      implements Signed {
    static Checkpoint signed(TenantId tenant, long count, byte[] head, long nanos, Signer signer) {
      Checkpoint plain = new Checkpoint(tenant, count, Codec.hex(head), nanos, signer.key(), "");
      byte[] signature = signer.sign(plain.content());
      String signed = HexFormat.of().formatHex(signature);
      return new Checkpoint(tenant, count, plain.hash, nanos, plain.key, signed);
    }

    /// Whether the signature is right.
    boolean isGenuine(Signer signer) {
      try {
        return signer.isGenuine(key, content(), HexFormat.of().parseHex(signature));
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    private byte[] content() {
      Codec.Encoder out = new Codec.Encoder().text("shirube checkpoint").text(tenant.value());
      return out.number(count).text(hash).number(atNanos).text(key).toBytes();
    }
  }
}
