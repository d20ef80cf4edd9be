// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A process whose CPU time and memory are measured from outside.
final class Measured implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 180;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Process process;
  private final Path said;
  private final long began = System.nanoTime();

  /// Starts a process.
  ///
  /// @param said where to write what it says
  Measured(List<String> command, Path folder, Path said) throws IOException {
    this.said = said;
    process = new ProcessBuilder(inFolder(command, folder, said)).redirectErrorStream(true).start();
    process.getOutputStream().close();
  }

  /// A command as the shell starts it elsewhere, with what it says in a file.
  private static List<String> inFolder(List<String> command, Path folder, Path said) {
    List<String> shell = new ArrayList<>();
    shell.addAll(
        List.of("sh", "-c", "cd \"$0\" && said=$1 && shift && exec \"$@\" >>\"$said\" 2>&1"));
    shell.addAll(List.of(folder.toString(), said.toString()));
    shell.addAll(command);
    return shell;
  }

  /// The command of a Java process with this one's class path.
  static List<String> java(String main, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    return command;
  }

  /// What stands between blanks, tabs and ends of lines.
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int from = -1;
    for (int at = 0; at <= text.length(); at++) {
      boolean blank = at == text.length() || Character.isWhitespace(text.charAt(at));
      if (blank && from >= 0) {
        words.add(text.substring(from, at));
        from = -1;
      } else if (!blank && from < 0) {
        from = at;
      }
    }
    return words;
  }

  /// A port that nobody has now.
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Lets some time pass, more or less.
  static void pause(long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /// Runs a process to its end.
  ///
  /// @return what it said
  static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("ended with " + process.exitValue() + ": " + said);
    }
    return said;
  }

  /// Sends documents from a process of their own, and waits until all are acknowledged.
  ///
  /// @param documentsPerSecond how many, and how many a second; 0 for as many as are taken
  /// @param begins called when the first is about to be sent
  /// @return how many were sent
  static long feed(String door, String token, Path mix, long[] documentsPerSecond, Runnable begins)
      throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            door,
            token,
            mix.toString(),
            Long.toString(documentsPerSecond[0]),
            Long.toString(documentsPerSecond[1]));
    Process feeder =
        new ProcessBuilder(
                java(Feeder.class.getName(), List.of("-Xmx1g", "-XX:+UseSerialGC"), arguments))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader reader = feeder.inputReader(StandardCharsets.UTF_8)) {
      StringBuilder said = new StringBuilder();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        said.append(line).append('\n');
        if (line.equals("ready")) {
          begins.run();
          feeder.getOutputStream().write('\n');
          feeder.getOutputStream().flush();
        }
        if (line.startsWith("sent ")) {
          return Long.parseLong(line.substring(5, line.indexOf(' ', 5)));
        }
      }
      throw new IOException("nothing was sent: " + said);
    } finally {
      feeder.destroy();
    }
  }

  /// Waits until an address answers with 200, or 401: whoever asks for a token is there.
  ///
  /// @return how many nanoseconds after the start of the process that was
  long awaitAnswer(String address) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(5)).build();
    while (System.nanoTime() - began < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
      if (!process.isAlive()) {
        break;
      }
      try {
        int status = CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        if (status == 200 || status == 401) {
          return System.nanoTime() - began;
        }
      } catch (IOException _) {
        // It is not there yet.
      }
      pause(10);
    }
    throw new IOException("no answer from " + address + ": " + Files.readString(said));
  }

  /// Asks for something.
  static String ask(HttpRequest.Builder request, String token)
      throws IOException, InterruptedException {
    HttpRequest whole =
        request.timeout(Duration.ofMinutes(1)).header("Authorization", "Bearer " + token).build();
    HttpResponse<String> answer = CLIENT.send(whole, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  /// CPU time of the process so far, in nanoseconds.
  long cpuNanos() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /// How much memory it has, in bytes; 0 where the system does not tell.
  long residentBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.substring(6, line.length() - 2).strip()) << 10;
      }
    }
    return 0;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Process _ = process.destroyForcibly();
        throw new IOException("did not end: " + Files.readString(said));
      }
    } catch (InterruptedException e) {
      Process _ = process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
