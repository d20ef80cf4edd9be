// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.certificates.SecretFile;
import dev.shirube.store.Signed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;

/// The key by which this installation signs what its recording says of itself: Ed25519 (RFC 8032),
/// made at the first start. Public keys stay beside it under their names, so that signatures of
/// earlier keys can be checked; the private one can be taken away to where it is kept.
final class StoreKey implements Signed.Signer {
  private static final String ALGORITHM = "Ed25519";
  private static final String PRIVATE = "store.key";
  private static final String PUBLIC = ".pub";
  private static final int NAME_DIGITS = 16;

  private final Path folder;
  private final PrivateKey secret;
  private final String name;

  private StoreKey(Path folder, PrivateKey secret, String name) {
    this.folder = folder;
    this.secret = secret;
    this.name = name;
  }

  /// Reads the key of a folder, or makes one if there is none.
  static StoreKey open(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(PRIVATE);
    try {
      if (!Files.exists(file)) {
        make(folder, file);
      }
      List<String> lines = Files.readAllLines(file);
      byte[] encoded = HexFormat.of().parseHex(lines.get(1).strip());
      PrivateKey secret =
          KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return new StoreKey(folder, secret, lines.getFirst().strip());
    } catch (GeneralSecurityException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException(file + " is no key of Shirube", e);
    }
  }

  private static void make(Path folder, Path file) throws IOException, GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    byte[] open = pair.getPublic().getEncoded();
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(open);
    String name = HexFormat.of().formatHex(hash).substring(0, NAME_DIGITS);
    Files.writeString(folder.resolve(name + PUBLIC), HexFormat.of().formatHex(open) + "\n");
    String secret = HexFormat.of().formatHex(pair.getPrivate().getEncoded());
    SecretFile.write(file, name + "\n" + secret + "\n");
  }

  @Override
  public String key() {
    return name;
  }

  @Override
  public byte[] sign(byte[] content) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key of the recording cannot sign", e);
    }
  }

  @Override
  public boolean isGenuine(String key, byte[] content, byte[] signature) {
    if (key.length() != NAME_DIGITS || !key.chars().allMatch(HexFormat::isHexDigit)) {
      return false;
    }
    try {
      String text = Files.readString(folder.resolve(key + PUBLIC)).strip();
      PublicKey open =
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(text)));
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(open);
      check.update(content);
      return check.verify(signature);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException _) {
      return false;
    }
  }
}
