// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import dev.shirube.event.TenantId;
import dev.shirube.installation.DataFolder;
import dev.shirube.server.Main;
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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The product in a process of its own, as a person starts it by `up`, with its own settings and
/// data folder; to be killed and started again.
public final class StationProcess implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 120;

  private final Place place;
  private final Path data;
  private final int syslog;
  private final String more;
  private final int bulk = free();
  private final int relp = free();
  private final int agents = free();
  private final int api = free();
  private @Nullable Process process;
  private int starts;

  /// Where it runs.
  ///
  /// @param folder empty, for settings and what is said
  /// @param above the folder in which its data folder is made
  /// @param listen the address it listens at
  /// @param before the command that starts it where it is to run; empty for here
  public record Place(Path folder, Path above, String listen, List<String> before) {}

  public StationProcess(Place place) throws IOException {
    this(place, 0, "");
  }

  /// One on this machine that takes in syslog too.
  ///
  /// @param folder empty, for settings, data and what is said
  /// @param syslog the port for syslog
  /// @param more settings of doors beside those that every such process has
  public StationProcess(Path folder, int syslog, String more) throws IOException {
    this(new Place(folder, folder, "127.0.0.1", List.of()), syslog, more);
  }

  /// One anywhere.
  ///
  /// @param syslog the port for syslog; 0 for none
  /// @param more settings beside those that every such process has
  public StationProcess(Place place, int syslog, String more) throws IOException {
    this.more = more;
    this.place = place;
    this.syslog = syslog;
    data = place.above().resolve("data");
    listen(place.listen());
  }

  /// Writes the settings.
  private void listen(String address) throws IOException {
    Files.writeString(
        settings(),
        """
        language: en
        data: '%s'
        workers: 1
        listen: %s
        syslog-port: %d
        relp-port: %d
        bulk-port: %d
        agent-port: %d
        api-port: %d
        %s\
        """
            .formatted(data, address, syslog, relp, bulk, agents, api, more));
  }

  private Path settings() {
    return place.folder().resolve("shirube.yaml");
  }

  /// A port that nobody has now.
  public static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public DataFolder data() {
    return new DataFolder(data);
  }

  /// The port of the door that takes documents in.
  public int bulk() {
    return bulk;
  }

  /// The address of the door that takes documents in.
  public String door() {
    return "http://127.0.0.1:" + bulk;
  }

  /// The port of the door of agents.
  public int agents() {
    return agents;
  }

  /// The address of the status page.
  public String page() {
    return "http://127.0.0.1:" + api;
  }

  /// The port for RELP.
  public int relp() {
    return relp;
  }

  /// The address it listens at.
  public String listen() {
    return place.listen();
  }

  /// Starts it where it belongs; it opens its doors in its own time.
  public void start() throws IOException {
    listen(place.listen());
    start(place.before());
  }

  /// Starts it on this machine's own address, for questions about what it has.
  public void startHere() throws IOException {
    listen("127.0.0.1");
    start(List.of());
  }

  private void start(List<String> before) throws IOException {
    starts++;
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What starts and ends often is not worth compiling well.
    command.addAll(List.of("-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-Dshirube.home=" + Tenants.root(), "-cp", classPath()));
    command.addAll(List.of(Main.class.getName(), "up", "--settings", settings().toString()));
    process =
        new ProcessBuilder(command)
            .directory(place.folder().toFile())
            .redirectErrorStream(true)
            .redirectOutput(saying().toFile())
            .start();
  }

  /// Where this test found the product.
  public static String classPath() throws IOException {
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
    return String.join(System.getProperty("path.separator"), places);
  }

  private Path saying() {
    return place.folder().resolve("said-" + starts + ".txt");
  }

  /// What it has said since it was started last.
  public String said() throws IOException {
    return Files.readString(saying());
  }

  /// What it says of its health: 200 if it can record, 503 if not, 0 if it does not answer.
  public int health(HttpClient client) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api + "/api/v1/health"))
            .timeout(Duration.ofSeconds(10))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException _) {
      return 0;
    }
  }

  /// How many events of a tenant can be found; 0 while it cannot be asked.
  ///
  /// @param token of a person who may read them
  public long events(HttpClient client, TenantId tenant, String token) throws InterruptedException {
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
  public void requireAlive() throws IOException {
    Process running = process;
    if (running != null && !running.isAlive()) {
      throw new AssertionError("ended with " + running.exitValue() + ": " + said());
    }
  }

  /// Stops it in the middle of whatever it does; it knows nothing of that.
  public void freeze() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /// Lets it go on.
  public void thaw() throws IOException {
    try {
      signal("-CONT");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void signal(String which) throws IOException, InterruptedException {
    Process running = process;
    if (running != null) {
      Ground.run("kill", which, Long.toString(running.pid()));
    }
  }

  /// Kills it, as a lack of memory or a person would: nothing is closed, nothing said.
  public void kill() throws InterruptedException {
    end(true);
  }

  /// Asks it to end, and waits until it has.
  public void stop() throws InterruptedException {
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

  /// Its process, while it was started and not ended from here.
  public Optional<ProcessHandle> process() {
    return Optional.ofNullable(process).map(Process::toHandle);
  }

  private static Process destroyed(Process running) {
    running.destroy();
    return running;
  }

  /// Kills it if it runs, and waits until it is gone, so that nothing holds its data folder.
  @Override
  public void close() {
    Process running = process;
    if (running != null) {
      process = null;
      Process gone = running.destroyForcibly();
      boolean interrupted = false;
      while (gone.isAlive()) {
        try {
          boolean _ = gone.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
