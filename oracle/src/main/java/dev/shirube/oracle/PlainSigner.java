// SPDX-License-Identifier: Apache-2.0
package dev.shirube.oracle;

import dev.shirube.store.Signed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/// A signer whose key is no secret, for recordings that live as long as a test.
public final class PlainSigner implements Signed.Signer {
  @Override
  public String key() {
    return "trial";
  }

  @Override
  public byte[] sign(byte[] content) {
    CRC32 sum = new CRC32();
    sum.update(content);
    return Long.toHexString(sum.getValue()).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public boolean isGenuine(String key, byte[] content, byte[] signature) {
    return key.equals(key()) && Arrays.equals(sign(content), signature);
  }
}
