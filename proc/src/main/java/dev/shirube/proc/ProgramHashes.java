// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import dev.shirube.rings.FileFacts;
import dev.shirube.sensor.SensorEvent;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The hashes of programs' files, kept as long as the file is the same: device, inode, size and
/// both times of change. For several threads.
public final class ProgramHashes {
  private static final int MOST = 1 << 13;

  /// What a file's content is told by, hexadecimal in lower case.
  ///
  /// @param fuzzy as ssdeep writes it
  public record Hashes(String sha256, String sha1, String md5, String fuzzy) {
    private static final int ALL = SensorEvent.field("process.file.hashes.all");
    private static final int ONE = SensorEvent.field("process.file.hashes.sha256");
    private static final int TWO = SensorEvent.field("process.file.hashes.sha1");
    private static final int THREE = SensorEvent.field("process.file.hashes.md5");

    /// Adds them to the event begun last, as hashes of its process's program.
    public void put(SensorEvent event) {
      event.put(ONE, sha256).put(TWO, sha1).put(THREE, md5).put(ALL, all());
    }

    /// All of them in one text, as Sysmon spells them.
    public String all() {
      return "SHA1=" + upper(sha1) + ",MD5=" + upper(md5) + ",SHA256=" + upper(sha256);
    }

    private static String upper(String hex) {
      return hex.toUpperCase(Locale.ROOT);
    }
  }

  private record Key(long device, long inode, long size, long modified, long changed) {
    private static Key of(FileFacts facts) {
      return new Key(
          facts.device(), facts.inode(), facts.size(), facts.modifiedNanos(), facts.changedNanos());
    }
  }

  private record File(long device, long inode, long changed) {}

  private final Map<Key, Hashes> known = bounded();
  private final Map<File, Hashes> byFile = bounded();

  private static <K> Map<K, Hashes> bounded() {
    return new LinkedHashMap<>(256, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, Hashes> eldest) {
        return size() > MOST;
      }
    };
  }

  /// The hashes of a file that did not change since they were made; null when none are known.
  public synchronized @Nullable Hashes known(FileFacts facts) {
    return known.get(Key.of(facts));
  }

  /// The hashes of a file by what the kernel tells of it as a program is started.
  ///
  /// @param device major number in the upper, minor number in the lower half
  /// @param changedNanos when anything of it was changed last, nanoseconds since 1970 UTC
  public synchronized @Nullable Hashes known(long device, long inode, long changedNanos) {
    return byFile.get(new File(device, inode, changedNanos));
  }

  /// Whether none were made yet.
  public synchronized boolean isEmpty() {
    return known.isEmpty();
  }

  /// Keeps the hashes of a file.
  public synchronized void keep(FileFacts facts, Hashes hashes) {
    known.put(Key.of(facts), hashes);
    byFile.put(new File(facts.device(), facts.inode(), facts.changedNanos()), hashes);
  }

  /// Makes all hashes of a content in one pass.
  public static final class Pass {
    private final MessageDigest sha256 = digest("SHA-256");
    private final MessageDigest sha1 = digest("SHA-1");
    private final MessageDigest md5 = digest("MD5");
    private final FuzzyHash fuzzy = new FuzzyHash();

    /// Takes the first so many bytes.
    public void update(byte[] bytes, int length) {
      sha256.update(bytes, 0, length);
      sha1.update(bytes, 0, length);
      md5.update(bytes, 0, length);
      fuzzy.update(bytes, length);
    }

    /// The hashes of all bytes taken.
    public Hashes done() {
      HexFormat hex = HexFormat.of();
      return new Hashes(
          hex.formatHex(sha256.digest()),
          hex.formatHex(sha1.digest()),
          hex.formatHex(md5.digest()),
          fuzzy.done());
    }

    private static MessageDigest digest(String name) {
      try {
        return MessageDigest.getInstance(name);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
