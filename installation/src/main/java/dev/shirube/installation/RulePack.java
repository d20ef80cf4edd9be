// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.event.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// Rules of others, kept unchanged in the data folder: an archive as it came, or the rule and
/// licence files of a folder; beside them, where they came from.
public final class RulePack {
  /// The file that tells where a pack came from.
  public static final String ORIGIN = "origin.yaml";

  private static final long LARGEST_BYTES = 512L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final Instant now;

  /// @param data the data folder
  /// @param now when packs are added
  public RulePack(Path data, Instant now) {
    this.folder = data.resolve("rules");
    this.now = now;
  }

  /// A pack that has been fetched but does not count yet.
  ///
  /// @param from where it came from, as the person said
  /// @param name what it will be called
  /// @param staged where it lies until it counts
  /// @param sha256 of the archive; empty for a folder
  public record Staged(String from, String name, Path staged, String sha256) {}

  /// Fetches an archive or folder from disk.
  public Staged stage(String from, Path path) throws IOException {
    String name = name(String.valueOf(path.getFileName()));
    Path staged = begin(name);
    if (Files.isDirectory(path)) {
      copyFolder(path, staged);
      return new Staged(from, name, staged, "");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return new Staged(
          from, name, staged, copy(in, staged.resolve(String.valueOf(path.getFileName()))));
    }
  }

  /// Fetches an archive from the network.
  public Staged stage(URI uri) throws IOException {
    String path = uri.getPath() == null ? "" : uri.getPath();
    String file = path.substring(path.lastIndexOf('/') + 1);
    String name = name(file);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        throw Wrong.usage(uri.toString(), "rules.add.status", response.statusCode());
      }
      Path staged = begin(name);
      try (InputStream body = response.body()) {
        Path target = staged.resolve(name + ending(file));
        return new Staged(uri.toString(), name, staged, copy(body, target));
      }
    } catch (ConnectException | HttpTimeoutException | SSLException _) {
      throw Wrong.usage(uri.toString(), "rules.add.network");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// How the file is called that was fetched: a single rule keeps its ending, as rules are known by
  /// it; archives are known by their content.
  private static String ending(String file) {
    String lower = file.toLowerCase(Locale.ROOT);
    return lower.endsWith(".yml") || lower.endsWith(".yaml") ? ".yml" : ".zip";
  }

  /// Lets a staged pack count, in place of one of the same name.
  public void commit(Staged pack, int rules) throws IOException {
    String origin =
        String.join(
            "\n",
            "# SPDX-License-Identifier: Apache-2.0",
            "from: " + quoted(pack.from()),
            "added: " + now,
            "sha256: '" + pack.sha256() + "'",
            "rules: " + rules,
            "");
    Files.writeString(pack.staged().resolve(ORIGIN), origin);
    Path place = folder.resolve(pack.name());
    delete(place);
    Files.move(pack.staged(), place);
  }

  /// Forgets a staged pack.
  public void discard(Staged pack) throws IOException {
    delete(pack.staged());
  }

  private static String quoted(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }

  private Path begin(String name) throws IOException {
    Path staged = folder.resolve("." + name);
    delete(staged);
    return Files.createDirectories(staged);
  }

  private static String copy(InputStream in, Path target) throws IOException {
    MessageDigest digest = Digests.sha256();
    try (InputStream hashing = new DigestInputStream(in, digest)) {
      long copied = Files.copy(new Limited(hashing), target);
      if (copied >= LARGEST_BYTES) {
        throw Wrong.usage(String.valueOf(target.getFileName()), "rules.add.large", LARGEST_BYTES);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// Ends after the most bytes a pack may have.
  private static final class Limited extends InputStream {
    private final InputStream in;
    private long left = LARGEST_BYTES;

    Limited(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return left-- > 0 ? in.read() : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = left <= 0 ? -1 : in.read(target, offset, (int) Math.min(length, left));
      left -= Math.max(count, 0);
      return count;
    }
  }

  private static void copyFolder(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path file : walk.filter(Files::isRegularFile).filter(RulePack::belongs).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(folderOf(target));
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static Path folderOf(Path file) {
    Path folder = file.getParent();
    return folder == null ? file : folder;
  }

  /// Rules and the licence they come under.
  private static boolean belongs(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".yml")
        || name.endsWith(".yaml")
        || name.startsWith("license")
        || name.startsWith("licence");
  }

  /// The name of a pack: that of the file without what archives are called by, in harmless letters.
  public static String name(String file) {
    String bare = file;
    for (String ending : List.of(".zip", ".gz", ".tgz", ".tar", ".yml", ".yaml")) {
      if (bare.toLowerCase(Locale.ROOT).endsWith(ending)) {
        bare = bare.substring(0, bare.length() - ending.length());
      }
    }
    byte[] letters = bare.getBytes(StandardCharsets.UTF_8);
    StringBuilder name = new StringBuilder();
    for (byte letter : letters) {
      boolean plain =
          (letter > 0 && Character.isLetterOrDigit(letter)) || "-_.".indexOf(letter) >= 0;
      name.append(plain ? (char) letter : '-');
    }
    while (!name.isEmpty() && name.charAt(0) == '.') {
      name.deleteCharAt(0);
    }
    return name.isEmpty() ? "rules" : name.toString();
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
