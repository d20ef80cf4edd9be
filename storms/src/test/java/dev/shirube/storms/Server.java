// SPDX-License-Identifier: Apache-2.0
package dev.shirube.storms;

import dev.shirube.machines.Join;
import dev.shirube.trial.StationProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A server in a process of its own, and what it is asked.
final class Server implements AutoCloseable {
  private final StationProcess station;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// Looks whether something is so.
  @FunctionalInterface
  interface Look {
    boolean now() throws Exception;
  }

  Server(StationProcess station) {
    this.station = station;
  }

  StationProcess station() {
    return station;
  }

  /// Starts it and waits until it is ready.
  void start() throws Exception {
    station.start();
    await(
        Duration.ofMinutes(4),
        "the server is there",
        () -> {
          station.requireAlive();
          return station.health(client) == 200;
        });
  }

  /// Waits for something.
  static void await(Duration atMost, String what, Look look) throws Exception {
    long until = System.nanoTime() + atMost.toNanos();
    while (!look.now()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("waited in vain: " + what);
      }
      pause(200);
    }
  }

  static void pause(long millis) throws InterruptedException {
    boolean _ = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
  }

  /// Asks with the administrator's token.
  String ask(String method, String path, String body) throws IOException, InterruptedException {
    String token = Files.readString(station.data().administratorToken()).strip();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(station.page() + path))
            .timeout(Duration.ofMinutes(2))
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new AssertionError(answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  /// The number behind a name, the first time that it stands there.
  static long number(String json, String name) {
    String begin = "\"" + name + "\":";
    int at = json.indexOf(begin);
    if (at < 0) {
      throw new AssertionError("no " + name + " in " + json);
    }
    int from = at + begin.length();
    int to = from;
    while (to < json.length() && (Character.isDigit(json.charAt(to)) || json.charAt(to) == '-')) {
      to++;
    }
    return Long.parseLong(json, from, to, 10);
  }

  private static String text(String json, String name) {
    String begin = "\"" + name + "\":\"";
    int from = json.indexOf(begin) + begin.length();
    return json.substring(from, json.indexOf('"', from));
  }

  /// How many events answer a question; -1 while it cannot be asked.
  long count(String question) throws InterruptedException {
    try {
      return number(ask("POST", "/api/v1/hunt?tenant=local", question + " | count"), "count");
    } catch (IOException _) {
      return -1;
    }
  }

  /// Makes a folder an agent of it.
  ///
  /// @return the agent's id
  String enroll(Path folder, URI door) throws IOException, InterruptedException {
    String made = ask("POST", "/api/v1/hosts/tokens?tenant=local&hours=1", "");
    Join join = new Join(text(made, "token"), text(made, "authority"));
    return Join.read(join.text()).enroll(folder, door, "storm");
  }

  /// What it knows of an agent.
  String host(String agent) throws IOException, InterruptedException {
    return ask("GET", "/api/v1/hosts/" + agent + "?tenant=local", "");
  }

  @Override
  public void close() {
    station.close();
    client.shutdownNow();
  }
}
