// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.gateway.Answer;
import dev.shirube.gateway.BodyException;
import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.DoorStatus.Count;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.Inbox;
import dev.shirube.gateway.Request;
import dev.shirube.gateway.Route;
import dev.shirube.gateway.Senders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The door that looks like Elasticsearch to those that write to it: Beats, Logstash, rsyslog and
/// all others that know `_bulk`. Documents are taken as they are; success is told only when they
/// are on the disk. Nothing can be read, changed or deleted here.
public final class ElasticDoor {
  /// What every answer of its server must have.
  public static final Map<String, String> HEADERS = Map.of("X-Elastic-Product", "Elasticsearch");

  private static final int SHORT_DIGITS = 6;

  /// The name of the door in envelopes.
  public static final String NAME = "elastic";

  private static final List<String> KINDS =
      List.of(
          "_index_template",
          "_component_template",
          "_template",
          "_data_stream",
          "_ilm",
          "_alias",
          "_aliases",
          "_ingest",
          "_security",
          "_nodes",
          "_rollup",
          "_slm");

  private final ElasticSettings settings;
  private final Senders senders;
  private final Inbox inbox;
  private final InstantSource clock;
  private final DoorCounters counters;
  private final ElasticAnswers answers;
  private final BulkBody.Budget budget;

  /// @param clock for the time of receipt
  /// @param counters those of the server that its routes are given to
  public ElasticDoor(
      ElasticSettings settings,
      Senders senders,
      Inbox inbox,
      InstantSource clock,
      DoorCounters counters) {
    this.settings = settings;
    this.senders = senders;
    this.inbox = inbox;
    this.clock = clock;
    this.counters = counters;
    this.answers = new ElasticAnswers(settings.version());
    this.budget = new BulkBody.Budget(settings.memoryBytes());
  }

  /// Answers for a known sender.
  @FunctionalInterface
  private interface Answering {
    Answer answer(Request request, Senders.Sender.Known sender)
        throws IOException, InterruptedException;
  }

  /// The routes, for a server whose every answer has {@link #HEADERS}.
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    add(routes, "GET", "/", (request, sender) -> answers.root(request));
    add(routes, "GET", "/_license", (request, sender) -> ElasticAnswers.license(request));
    add(routes, "GET", "/_xpack", (request, sender) -> ElasticAnswers.xpack(request));
    add(routes, "GET", "/_cluster/health", (request, sender) -> ElasticAnswers.health(request));
    add(
        routes,
        "GET",
        "/_cat/health",
        (request, sender) -> Answer.of(200, "text/plain", ascii("shirube green 1 1\n")));
    for (String method : List.of("POST", "PUT")) {
      add(routes, method, "/_bulk", this::bulk);
      add(routes, method, "/{index}/_bulk", this::bulk);
      // Clients before Elasticsearch 8 name a type too.
      add(routes, method, "/{index}/{type}/_bulk", this::bulk);
      add(routes, method, "/{index}/_doc/{id}", this::one);
      add(routes, method, "/{index}/_create/{id}", this::one);
    }
    add(routes, "POST", "/{index}/_doc", this::one);
    addSetup(routes);
    return routes;
  }

  /// What sets things up, and, last of all, whatever else is asked.
  private void addSetup(List<Route> routes) {
    for (String kind : KINDS) {
      add(
          routes,
          Route.ANY,
          "/" + kind + "/{rest...}",
          (request, sender) -> ElasticAnswers.setup(request, kind, name(request)));
    }
    for (String method : List.of("GET", "PUT")) {
      add(
          routes,
          method,
          "/{index}",
          (request, sender) -> ElasticAnswers.setup(request, "", index(request)));
    }
    add(
        routes,
        Route.ANY,
        "/{rest...}",
        (request, sender) -> ElasticAnswers.error(request, 404, "not_found", "write_only"));
  }

  private void add(List<Route> routes, String method, String path, Answering answering) {
    routes.add(new Route(method, path, request -> known(request, answering)));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// The last segment of a path, which is the name of what is set up.
  private static String name(Request request) {
    String rest = request.pathParameters().getOrDefault("rest", "");
    return rest.substring(rest.lastIndexOf('/') + 1);
  }

  private static String index(Request request) {
    return request.pathParameters().getOrDefault("index", "");
  }

  private Answer known(Request request, Answering answering)
      throws IOException, InterruptedException {
    Senders.Presented presented =
        new Senders.Presented(
            NAME,
            request.address(),
            Credentials.of(request.header("Authorization")),
            request.certificates());
    return switch (senders.who(presented)) {
      case Senders.Sender.Known sender -> answering.answer(request, sender);
      case Senders.Sender.Unknown _ -> {
        counters.add(Count.UNKNOWN_SENDERS);
        yield unread(
            request,
            ElasticAnswers.error(request, 401, "security_exception", "unknown_sender")
                .with("WWW-Authenticate", "Basic realm=\"shirube\", ApiKey, Bearer"));
      }
      case Senders.Sender.TooMany slow -> {
        counters.add(Count.SLOWED);
        yield unread(request, busy(request, 429, slow.retryAfter()));
      }
    };
  }

  /// An answer to a request whose body was not read. A short one is read by the server and thrown
  /// away: a connection that is closed with something unread in it may lose the answer.
  private static Answer unread(Request request, Answer answer) {
    String length = request.header("Content-Length");
    boolean isShort = length != null && length.length() <= SHORT_DIGITS;
    return length == null || isShort ? answer : answer.ending();
  }

  private static Answer busy(Request request, int status, Duration retryAfter) {
    if (takesAnythingForSuccess(request)) {
      return Answer.hangUp();
    }
    long seconds = Math.max(1, (retryAfter.toMillis() + 999) / 1000);
    return ElasticAnswers.error(request, status, "es_rejected_execution_exception", "busy")
        .with("Retry-After", Long.toString(seconds));
  }

  private Answer bulk(Request request, Senders.Sender.Known sender)
      throws IOException, InterruptedException {
    long began = clock.millis();
    try (BulkBody body = open(request)) {
      List<BulkReader.Item> items =
          new BulkReader(body, index(request), settings.documentBytes()).read();
      if (items.isEmpty()) {
        counters.add(Count.BROKEN);
        return ElasticAnswers.error(request, 400, "parse_exception", "empty_body");
      }
      BulkDelivery.Outcome outcome = delivery(request, sender).deliver(items);
      if (outcome.again() && takesAnythingForSuccess(request)) {
        return Answer.hangUp();
      }
      if (outcome.whole() == 200) {
        long took = Math.max(0, clock.millis() - began);
        String text = BulkAnswer.of(items, outcome.statuses(), took, Received.nanos(clock));
        return ElasticAnswers.json(request, 200, text);
      }
      return refusal(request, outcome);
    } catch (BodyException e) {
      return unreadable(request, e);
    }
  }

  private Answer one(Request request, Senders.Sender.Known sender)
      throws IOException, InterruptedException {
    String id = request.pathParameters().getOrDefault("id", "");
    try (BulkBody body = open(request)) {
      byte[] document = body.readNBytes(settings.documentBytes() + 1);
      if (document.length == 0 || document.length > settings.documentBytes()) {
        throw new BodyException(document.length == 0 ? 400 : 413, "document");
      }
      BulkAction action = new BulkAction("create", index(request), id);
      List<BulkReader.Item> items = List.of(new BulkReader.Item(action, document, false));
      BulkDelivery.Outcome outcome = delivery(request, sender).deliver(items);
      if (outcome.whole() != 200) {
        return refusal(request, outcome);
      }
      return ElasticAnswers.json(request, 201, BulkAnswer.of(action, Received.nanos(clock)));
    } catch (BodyException e) {
      return unreadable(request, e);
    }
  }

  private BulkBody open(Request request) throws IOException {
    return BulkBody.open(
        request.body(), request.header("Content-Encoding"), settings.unpackedBytes(), budget);
  }

  private BulkDelivery delivery(Request request, Senders.Sender.Known sender) {
    return new BulkDelivery(
        inbox,
        counters,
        settings.patience(),
        records ->
            new Envelope(
                sender.tenant(),
                sender.source(),
                NAME,
                "json",
                Received.nanos(clock),
                request.address().getHostAddress(),
                records));
  }

  /// rsyslog's omelasticsearch drops what it sent when it is told to come again, whether by the
  /// request's status or, as it is usually set up, by an item's; when the connection is closed
  /// without an answer it sends all of it again. It is known by having no User-Agent.
  private static boolean takesAnythingForSuccess(Request request) {
    return request.header("User-Agent") == null;
  }

  private static Answer refusal(Request request, BulkDelivery.Outcome outcome) {
    return outcome.whole() == 403
        ? ElasticAnswers.error(request, 403, "security_exception", "refused")
        : busy(request, outcome.whole(), outcome.retryAfter());
  }

  private Answer unreadable(Request request, BodyException e) {
    if (e.status() == 429) {
      counters.add(Count.FULL);
      return busy(request, 429, Duration.ofSeconds(1)).ending();
    }
    counters.add(Count.BROKEN);
    return ElasticAnswers.error(
            request, e.status(), "parse_exception", String.valueOf(e.getMessage()))
        .ending();
  }
}
