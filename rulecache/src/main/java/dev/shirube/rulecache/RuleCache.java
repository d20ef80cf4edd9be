// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rulecache;

import dev.shirube.event.Digests;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Sets of rules that were read, checked and bound once, kept in a folder of files so that they
/// need not be read again. A file is named by the key of what it was made from; one that is
/// damaged, or of another release, is as good as none. Layout: docs/reference/data-folder.md.
public final class RuleCache {
  private static final byte[] MAGIC = "SHIRULES".getBytes(StandardCharsets.US_ASCII);
  private static final int FORMAT = 1;
  private static final long NOT_ENCRYPTED = 0;
  private static final int DIGEST = 32;

  /// Magic, format version, catalogue version, key id, key, digest of the body.
  private static final int HEAD = 8 + 4 + 4 + 8 + DIGEST + DIGEST;

  private static final int LARGEST_BYTES = 256 << 20;
  private static final int MOST_FILES = 4;
  private static final String BEGINNING = "rules-";
  private static final String ENDING = ".bin";

  private final Path folder;

  /// @param folder where the files lie; made when there is something to keep
  public RuleCache(Path folder) {
    this.folder = folder;
  }

  /// Where rules came from.
  public enum State {
    /// From the cache.
    FOUND,
    /// From their sources, and kept now.
    MADE,
    /// From their sources, as what was kept was damaged; kept anew.
    REPLACED,
    /// From their sources; they could not be kept.
    NOT_KEPT
  }

  /// Rules, and where they came from.
  public record Ready(RuleSet rules, State state) {}

  /// Where rules are read from when they are not kept.
  public interface Source {
    /// SHA-256 over all that the rules are made from, begun by {@link RuleCache#key()}; null when
    /// they are not to be kept.
    byte @Nullable [] key() throws IOException;

    RuleSet read() throws IOException;
  }

  /// What was found under a key.
  private record Kept(@Nullable RuleSet rules, boolean damaged) {}

  /// The digest that a key is begun with: whoever asks adds all that the rules are made from.
  public static MessageDigest key() {
    MessageDigest digest = Digests.sha256();
    digest.update(ByteBuffer.allocate(8).putInt(FORMAT).putInt(catalogue()).flip());
    return digest;
  }

  private static int catalogue() {
    return FieldCatalogue.builtIn().version();
  }

  /// The rules of a source: those kept, or those read now, which are kept then, unless the source
  /// changed while it was read.
  ///
  /// @throws IOException only when the source throws it
  public Ready rules(Source source) throws IOException {
    byte[] key = source.key();
    if (key == null) {
      return new Ready(source.read(), State.NOT_KEPT);
    }
    Path file = folder.resolve(BEGINNING + HexFormat.of().formatHex(key) + ENDING);
    Kept kept = read(file, key);
    if (kept.rules != null) {
      return new Ready(kept.rules, State.FOUND);
    }
    RuleSet rules = source.read();
    boolean written = Arrays.equals(key, source.key()) && write(file, key, rules);
    return new Ready(rules, !written ? State.NOT_KEPT : kept.damaged ? State.REPLACED : State.MADE);
  }

  private static Kept read(Path file, byte[] key) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LARGEST_BYTES + 1);
    } catch (IOException _) {
      return new Kept(null, false);
    }
    RuleSet rules = unpack(bytes, key);
    return new Kept(rules, rules == null);
  }

  /// The rules of a file's bytes; null when they are not whole or not those of the key.
  static @Nullable RuleSet unpack(byte[] bytes, byte[] key) {
    if (bytes.length < HEAD || bytes.length > LARGEST_BYTES) {
      return null;
    }
    MessageDigest digest = Digests.sha256();
    digest.update(bytes, HEAD, bytes.length - HEAD);
    byte[] head = head(key, digest.digest());
    if (!Arrays.equals(bytes, 0, HEAD, head, 0, HEAD)) {
      return null;
    }
    try {
      return SetCodec.read(bytes, HEAD, bytes.length);
    } catch (ByteSource.Damaged | IllegalArgumentException _) {
      return null;
    }
  }

  /// A file's bytes.
  static byte[] pack(RuleSet rules, byte[] key) {
    byte[] body = SetCodec.write(rules);
    byte[] bytes = Arrays.copyOf(head(key, Digests.sha256().digest(body)), HEAD + body.length);
    System.arraycopy(body, 0, bytes, HEAD, body.length);
    return bytes;
  }

  private static byte[] head(byte[] key, byte[] digest) {
    ByteBuffer head = ByteBuffer.allocate(HEAD);
    head.put(MAGIC).putInt(FORMAT).putInt(catalogue()).putLong(NOT_ENCRYPTED);
    return head.put(key).put(digest).array();
  }

  /// Keeps a set that can be read again; whole or not at all, whoever else is writing.
  private boolean write(Path file, byte[] key, RuleSet rules) {
    byte[] bytes = pack(rules, key);
    if (unpack(bytes, key) == null) {
      return false;
    }
    try {
      Files.createDirectories(folder);
      Path staged = Files.createTempFile(folder, BEGINNING, ".new");
      try {
        Files.write(staged, bytes);
        Files.move(staged, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(staged);
      }
      tidy(file);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Removes what is left of writings that never ended, and the oldest of too many files.
  private void tidy(Path newest) throws IOException {
    List<Path> others;
    try (Stream<Path> files = Files.list(folder)) {
      others = files.filter(file -> isOurs(file) && !file.equals(newest)).toList();
    }
    List<Path> old =
        others.stream()
            .sorted(Comparator.comparing(RuleCache::age).reversed())
            .skip(MOST_FILES - 1)
            .toList();
    for (Path file : old) {
      Files.deleteIfExists(file);
    }
  }

  private static boolean isOurs(Path file) {
    return String.valueOf(file.getFileName()).startsWith(BEGINNING);
  }

  private static FileTime age(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException _) {
      return FileTime.fromMillis(0);
    }
  }
}
