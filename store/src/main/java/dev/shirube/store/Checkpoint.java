// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.TenantId;
import java.util.HexFormat;

/// How far a tenant's chain had come at some moment, to be kept where whoever could edit the
/// recording cannot reach. Only a checkpoint shows that the end of a chain was cut off.
///
/// @param tenant whose chain
/// @param count how many entries the chain had
/// @param hash the hash of its last entry, as hexadecimal digits
/// @param atNanos when, as the caller's clock told; nanoseconds since 1970 UTC
/// @param key which key signed
/// @param signature as hexadecimal digits
public record Checkpoint(
    TenantId tenant, long count, String hash, long atNanos, String key, String signature) {
  static Checkpoint signed(TenantId tenant, long count, byte[] head, long nanos, Signer signer) {
    Checkpoint plain =
        new Checkpoint(tenant, count, Codec.hex(head), nanos, signer.key(), "");
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

  /// Signs what the store says of itself, tombstones and checkpoints, with a key the store does not
  /// know. Whoever starts the store makes the key at the first start and keeps it.
  public interface Signer {
    /// Which key signs, as people know it.
    String key();

    /// The signature of some bytes.
    byte[] sign(byte[] content);

    /// Whether a signature is this or an earlier key's over some bytes.
    boolean isGenuine(String key, byte[] content, byte[] signature);
  }
}
