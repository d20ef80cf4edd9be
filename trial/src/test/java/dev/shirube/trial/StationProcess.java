// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import dev.shirube.event.TenantId;
import dev.shirube.server.Main;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The product in a process of its own, as a person starts it by `up`, with its own settings and
/// data folder; to be killed and started again.
final class StationProcess implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 120;

  private final Path folder;
  private final Path root = Path.of(System.getProperty("shirube.root", "..")).toAbsolutePath();
  private final int bulk = free();
  private final int api = free();
  private @Nullable Process process;
  private int starts;

  /// One that takes documents in, and nothing else.
  ///
  /// @param folder empty, for settings, data and what is said
  StationProcess(Path folder) throws IOException {
    this(folder, "syslog-port: 0\nrelp-port: 0\n");
  }

  /// @param folder empty, for settings, data and what is said
  /// @param doors the settings of doors beside the one that takes documents in
  StationProcess(Path folder, String doors) throws IOException {
    this.folder = folder;
    Files.writeString(
        folder.resolve("shirube.yaml"),
        """
        language: en
        data: data
        workers: 1
        listen: 127.0.0.1
        bulk-port: %d
        api-port: %d
        %s\
        """
            .formatted(bulk, api, doors));
  }

  /// A port that nobody has now.
  static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  Path data() {
    return folder.resolve("data");
  }

  /// The port of the door that takes documents in.
  int bulk() {
    return bulk;
  }

  /// The address of the door that takes documents in.
  String door() {
    return "http://127.0.0.1:" + bulk;
  }

  /// The address of the status page.
  String page() {
    return "http://127.0.0.1:" + api;
  }

  /// Starts it; it opens its doors in its own time.
  void start() throws IOException {
    starts++;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What starts and ends often is not worth compiling well.
    command.addAll(List.of("-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-Dshirube.home=" + root, "-cp", classPath(), Main.class.getName()));
    command.addAll(List.of("up", "--settings", folder.resolve("shirube.yaml").toString()));
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said().toFile())
            .start();
  }

  /// Where this test found the product.
  private static String classPath() throws IOException {
    if (!(StationProcess.class.getClassLoader() instanceof URLClassLoader loader)) {
      return System.getProperty("java.class.path");
    }
    List<String> places = new ArrayList<>();
    for (URL place : loader.getURLs()) {
      try {
        places.add(Path.of(place.toURI()).toString());
      } catch (URISyntaxException e) {
        throw new IOException(e);
      }
    }
    return String.join(File.pathSeparator, places);
  }

  private Path said() {
    return folder.resolve("said-" + starts + ".txt");
  }

  /// How many events of a tenant can be found; 0 while it cannot be asked.
  ///
  /// @param token of a person who may read them
  long events(HttpClient client, TenantId tenant, String token) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + api + "/api/v1/hunt?tenant=" + tenant.value()))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString("* | count"))
            .build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
      }
      String name = "\"scanned\":";
      int from = answer.body().indexOf(name) + name.length();
      return Long.parseLong(answer.body().substring(from, answer.body().indexOf(',', from)));
    } catch (IOException _) {
      return 0;
    }
  }

  /// Fails with what it said if it has ended by itself.
  void requireAlive() throws IOException {
    Process running = process;
    if (running != null && !running.isAlive()) {
      throw new AssertionError(
          "ended with " + running.exitValue() + ": " + Files.readString(said()));
    }
  }

  /// Kills it, as a lack of memory or a person would: nothing is closed, nothing said.
  void kill() throws InterruptedException {
    end(true);
  }

  /// Asks it to end, and waits until it has.
  void stop() throws InterruptedException {
    end(false);
  }

  private void end(boolean now) throws InterruptedException {
    Process running = process;
    if (running != null) {
      process = null;
      Process _ = now ? running.destroyForcibly() : destroyed(running);
      if (!running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Process _ = running.destroyForcibly();
        throw new AssertionError("did not end");
      }
    }
  }

  private static Process destroyed(Process running) {
    running.destroy();
    return running;
  }

  @Override
  public void close() {
    Process running = process;
    if (running != null) {
      Process _ = running.destroyForcibly();
    }
  }
}
