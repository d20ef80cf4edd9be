// SPDX-License-Identifier: Apache-2.0
package dev.shirube.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.machines.Sensing;
import dev.shirube.server.Main;
import dev.shirube.trial.Ground;
import dev.shirube.trial.StationProcess;
import dev.shirube.trial.Tenants;
import dev.shirube.wire.Capabilities.Quality;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The product as `up` runs it, recording this machine by an agent in a process of its own, both in
/// a mount namespace of their own: with pins of their own, and with accounts, planned jobs and logs
/// of their own, so that scenes may change what they like. Scenes are played in the same namespace.
final class Stage implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final List<String> TOOLS =
      List.of("unshare", "nsenter", "mount", "python3", "setpriv", "script", "ip", "losetup");

  // In the order of what the machine has, all before a process of the product is there.
  private static final String SETTING =
      """
      set -e
      for place in etc var/spool var/log; do
        mkdir -p "$0/$place"; mount -t tmpfs tmpfs "$0/$place"
      done
      cp -a /etc/. "$0/etc/"
      mkdir -p "$0/var/spool/cron/crontabs" "$0/var/spool/cron/atjobs"
      touch "$0/var/log/auth.log" "$0/var/log/wtmp" "$0/var/log/btmp"
      for place in etc var/spool var/log; do mount --move "$0/$place" "/$place"; done
      mount -t bpf bpf /sys/fs/bpf
      """;
  private static final String BLIND = "mount -t tmpfs tmpfs /sys/kernel/btf\n";

  private final StationProcess station;
  private final Path programs;
  private final Path settings;
  private final HttpClient client = HttpClient.newHttpClient();
  private String agent = "";

  private Stage(StationProcess station, Path programs, Path settings) {
    this.station = station;
    this.settings = settings;
    this.programs = programs;
  }

  /// Whether this machine lacks what a stage needs; if so, says what is not proven.
  static boolean lacks(String what) throws IOException {
    List<String> wanted = new ArrayList<>(TOOLS);
    wanted.add(compiler().isEmpty() ? "gcc" : "sh");
    return Ground.lacks(what, wanted.toArray(String[]::new));
  }

  private static String compiler() {
    return Stream.of("cc", "gcc", "clang", "clang-14")
        .map(name -> "/usr/bin/" + name)
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst()
        .orElse("");
  }

  /// Sets one up; nothing runs yet.
  ///
  /// @param blind whether the kernel hides the types that programs of BPF need
  static Stage set(Ground ground, boolean blind) throws Exception {
    Path folder = ground.folder("up");
    Path programs = ground.folder("programs");
    for (String name : List.of("tricks.c", "net.py")) {
      try (InputStream in = Stage.class.getResourceAsStream("/" + name)) {
        Files.write(programs.resolve(name), Objects.requireNonNull(in, name).readAllBytes());
      }
    }
    String source = programs.resolve("tricks.c").toString();
    Ground.run(compiler(), "-O1", "-o", programs.resolve("tricks").toString(), source);
    String setting = SETTING + (blind ? BLIND : "") + "exec \"$@\"\n";
    List<String> before =
        List.of(
            "unshare",
            "-m",
            "--propagation",
            "private",
            "/bin/sh",
            "-c",
            setting,
            ground.folder("own").toString());
    StationProcess station =
        new StationProcess(new StationProcess.Place(folder, folder, "127.0.0.1", before));
    Path own = Files.createDirectories(station.data().agent());
    Files.writeString(own.resolve(Sensing.AGREED), "by a test\n");
    Stage stage = new Stage(station, programs, folder.resolve("shirube.yaml"));
    ground.atEnd(stage::close);
    return stage;
  }

  /// Starts the product, and waits until it records.
  void start() throws Exception {
    station.start();
    await("the server is there", () -> station.health(client) == 200);
    await("an agent sees", () -> count("activity_name=running") > 0);
    String hosts = ask("GET", "hosts", "");
    agent = text(hosts, "agent");
  }

  /// Runs another command of the product on the same data, before it is started.
  void command(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Dshirube.home=" + Tenants.root()));
    command.addAll(List.of("-cp", StationProcess.classPath(), Main.class.getName()));
    command.addAll(List.of(words));
    command.addAll(List.of("--settings", settings.toString()));
    Ground.run(command.toArray(String[]::new));
  }

  /// Where the programs of scenes are.
  Path programs() {
    return programs;
  }

  StationProcess station() {
    return station;
  }

  /// What the product's process has.
  long pid() {
    return station.process().orElseThrow().pid();
  }

  /// The process of the agent; 0 while none runs.
  long agentPid() throws IOException {
    Path file = station.data().agent().resolve("process");
    String text = Files.exists(file) ? Files.readString(file).strip() : "";
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  /// Begins a script in the namespace of the stage.
  Process begin(Path script, Path output) throws IOException {
    String target = Long.toString(pid());
    return new ProcessBuilder("nsenter", "-t", target, "-m", "--", "/bin/sh", script.toString())
        .redirectErrorStream(false)
        .redirectError(output.resolveSibling("errors.txt").toFile())
        .redirectOutput(output.toFile())
        .start();
  }

  /// Asks the interface of the product.
  ///
  /// @param path below /api/v1
  String ask(String method, String path, String body) throws IOException, InterruptedException {
    String token = Files.readString(station.data().administratorToken()).strip();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(station.page() + "/api/v1/" + path + "?tenant=local"))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(body + ": " + answer.body()).isLessThan(300);
    return answer.body();
  }

  /// How many events a question finds.
  long count(String question) throws IOException, InterruptedException {
    String answer = ask("POST", "hunt", question + " | count");
    return answer.contains("\"count\":") ? number(answer, "count") : 0;
  }

  /// What a question finds, a line each.
  String hunt(String question) throws IOException, InterruptedException {
    return ask("POST", "hunt", question);
  }

  /// What the server knows of the host.
  String host() throws IOException, InterruptedException {
    return ask("GET", "hosts/" + agent, "");
  }

  /// How well the agent says that it sees something: what it says of the field, else of the class.
  Quality sees(Scene.Hinge hinge) throws IOException, InterruptedException {
    String host = host();
    for (String field : List.of(hinge.field(), "")) {
      String entry =
          "{\"class\":\"%s\",\"field\":\"%s\",\"quality\":\"".formatted(hinge.eventClass(), field);
      int at = host.indexOf(entry);
      if (at >= 0) {
        int from = at + entry.length();
        String word = host.substring(from, host.indexOf('"', from));
        return Quality.valueOf(word.toUpperCase(Locale.ROOT));
      }
    }
    return Quality.MISSING;
  }

  /// Something to wait for.
  @FunctionalInterface
  interface Condition {
    boolean holds() throws Exception;
  }

  /// Waits until something holds; fails when it does not for minutes.
  void await(String what, Condition condition) throws Exception {
    await(what, PATIENCE, condition);
  }

  /// Waits until something holds.
  void await(String what, Duration most, Condition condition) throws Exception {
    long until = System.nanoTime() + most.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (!holds(condition)) {
      station.requireAlive();
      assertThat(System.nanoTime()).as("waiting until " + what).isLessThan(until);
      boolean _ = never.await(100, TimeUnit.MILLISECONDS);
    }
  }

  private static boolean holds(Condition condition) throws Exception {
    try {
      return condition.holds();
    } catch (IOException _) {
      return false; // the server is not there yet
    }
  }

  /// The first number of a name in an answer.
  static long number(String json, String name) {
    String begin = "\"" + name + "\":";
    int from = json.indexOf(begin) + begin.length();
    int to = from;
    while (to < json.length() && (Character.isDigit(json.charAt(to)) || json.charAt(to) == '-')) {
      to++;
    }
    return Long.parseLong(json.substring(from, to));
  }

  /// The first text of a name in an answer.
  static String text(String json, String name) {
    String begin = "\"" + name + "\":\"";
    int from = json.indexOf(begin) + begin.length();
    return json.substring(from, json.indexOf('"', from));
  }

  /// What a file has, without the end of its last line.
  static String said(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() {
    // It ends by itself first, so that nothing of it stays in the kernel.
    try {
      station.stop();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      station.close();
    }
  }
}
