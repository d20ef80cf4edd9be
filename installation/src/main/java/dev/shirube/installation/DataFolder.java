// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.certificates.ServerIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where in the data folder what lies; described in docs/reference/data-folder.md.
public record DataFolder(Path root) {
  /// What came in and may not be in the recording yet.
  public Path journal() {
    return root.resolve("journal");
  }

  /// The recording.
  public Path store() {
    return root.resolve("recording");
  }

  /// What detection keeps in mind, by offsets of the journal.
  public Path state() {
    return root.resolve("state");
  }

  /// The keys by which the recording is signed.
  public Path keys() {
    return root.resolve("keys");
  }

  /// Checkpoints of the recording's chains.
  public Path checkpoints() {
    return root.resolve("checkpoints");
  }

  /// The database of who may do what.
  public Path records() {
    return root.resolve(RECORDS);
  }

  /// The local administrator's token.
  public Path administratorToken() {
    return root.resolve("administrator.token");
  }

  /// The token of the source that was made at the first start.
  public Path sourceToken() {
    return root.resolve("source.token");
  }

  /// The certificate and key that were made for TLS.
  public Path tls() {
    return root.resolve("tls");
  }

  /// What the agent of this machine keeps.
  public Path agent() {
    return root.resolve("agent");
  }

  /// Held by the process that has the recording open.
  public Path lock() {
    return root.resolve("recorder.lock");
  }

  /// Where that process can be asked: the address of its API.
  public Path address() {
    return root.resolve("recorder.address");
  }

  private static final String RECORDS = "records.db";

  /// What may lie directly in a data folder, and nothing else.
  private static final Set<String> NAMES =
      Set.of(
          "journal",
          "recording",
          "state",
          "keys",
          "checkpoints",
          "tls",
          "agent",
          RECORDS,
          RECORDS + "-wal",
          RECORDS + "-shm",
          "administrator.token",
          "source.token",
          "recorder.lock",
          "recorder.address",
          "rules",
          "cache",
          "inbox",
          "findings.jsonl",
          "correlations.state",
          "correlations.new",
          "scanned.txt");

  /// Whether a process has the recording open.
  public boolean isHeld() throws IOException {
    if (!Files.exists(lock())) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lock(), StandardOpenOption.WRITE)) {
      FileLock held = channel.tryLock();
      return held == null;
    } catch (OverlappingFileLockException _) {
      return true;
    }
  }

  /// Whether `up`, or another command that keeps something, made this folder.
  public boolean isOurs() {
    return Files.exists(lock()) && (Files.exists(store()) || Files.exists(keys()));
  }

  /// What lies in it that no release of Shirube puts there.
  public List<Path> strangers() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files
          .filter(file -> !NAMES.contains(String.valueOf(file.getFileName())))
          .sorted()
          .toList();
    }
  }

  /// How much lies in it.
  ///
  /// @param dropped how many files were dropped into its inbox
  public record Extent(long files, long bytes, long dropped) {}

  /// What could not be read of the journal, and lies beside it.
  public record Damaged(Path folder, long places, long bytes) {}

  /// Measures what could not be read of the journal, since it was begun.
  public Damaged damaged() throws IOException {
    Path folder = journal().resolve("damaged");
    long places = 0;
    long bytes = 0;
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          places++;
          bytes += Files.size(file);
        }
      }
    }
    return new Damaged(folder, places, bytes);
  }

  /// Measures it.
  public Extent extent() throws IOException {
    long files = 0;
    long bytes = 0;
    long dropped = 0;
    Path inbox = root.resolve("inbox");
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : walk.filter(it -> Files.isRegularFile(it)).toList()) {
        files++;
        bytes += Files.size(file);
        dropped += file.startsWith(inbox) ? 1 : 0;
      }
    }
    return new Extent(files, bytes, dropped);
  }

  /// Removes it with all that lies in it. Links are removed, not followed.
  public void remove() throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(root)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }

  /// The process that has the recording of a data folder open, as it writes itself down there.
  ///
  /// @param url where its API can be asked
  /// @param fingerprint of the certificate that it shows there; empty without TLS
  /// @param pid its number; 0 where it is not known
  public record Running(String url, String fingerprint, long pid) {
    /// The one that runs; null if none does.
    public static @Nullable Running of(DataFolder data) throws IOException {
      Path file = data.address();
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      if (lines.isEmpty() || lines.getFirst().isBlank()) {
        return null;
      }
      String fingerprint = lines.size() > 1 ? lines.get(1).strip() : "";
      return new Running(lines.getFirst().strip(), fingerprint, number(lines));
    }

    private static long number(List<String> lines) {
      try {
        return lines.size() > 2 ? Long.parseLong(lines.get(2).strip()) : 0;
      } catch (NumberFormatException _) {
        return 0;
      }
    }

    /// This process.
    static long own() {
      return ProcessHandle.current().pid();
    }

    /// Where a process of this machine reaches what listens.
    static String url(RecordingPlan.Secured secured, int port) {
      String place = reached(secured.apiListen(), port);
      return (secured.api() ? "https://" : "http://") + place;
    }

    /// Where a process of this machine reaches what listens at an address, as it stands in a URL.
    public static String reached(String listen, int port) {
      String host = InetAddress.ofLiteral(listen).isAnyLocalAddress() ? "127.0.0.1" : listen;
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    void write(DataFolder data) throws IOException {
      Files.writeString(data.address(), url + "\n" + fingerprint + "\n" + pid + "\n");
    }

    /// A client for it, which over TLS trusts its certificate alone.
    public HttpClient client(Duration patience) {
      HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(patience);
      return fingerprint.isEmpty()
          ? builder.build()
          : builder.sslContext(ServerIdentity.trusting(fingerprint)).build();
    }
  }
}
