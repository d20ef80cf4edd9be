// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import static dev.shirube.fleet.Yard.ONE;
import static dev.shirube.fleet.Yard.TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.certificates.Authority;
import dev.shirube.certificates.ClientIdentity;
import dev.shirube.certificates.ServerIdentity;
import dev.shirube.certificates.SigningRequest;
import dev.shirube.doors.AgentDoor;
import dev.shirube.event.EventClass;
import dev.shirube.event.TenantId;
import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.DoorStatus.Count;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.HttpServer;
import dev.shirube.gateway.HttpSettings;
import dev.shirube.wire.EnrolAnswer;
import dev.shirube.wire.Frame;
import dev.shirube.wire.Frames;
import dev.shirube.wire.FramesAnswer;
import dev.shirube.wire.Gap;
import dev.shirube.wire.Hello;
import dev.shirube.wire.HelloAnswer;
import dev.shirube.wire.Lane;
import dev.shirube.wire.Protocol;
import dev.shirube.wire.Refusal;
import dev.shirube.wire.RenewRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole of the agent protocol over TLS on this machine: who sends is told by the certificate.
class AgentDoorTest {
  @TempDir private Path folder;
  private final DoorCounters counters = new DoorCounters();
  private final List<HttpClient> clients = new ArrayList<>();
  private Yard yard;
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    yard = new Yard(folder);
    serve();
  }

  private void serve() throws IOException {
    ServerIdentity identity = yard.authority.server(folder.resolve("tls"), yard.time.instant());
    SSLContext tls = identity.contextForClients(yard.authority.certificate());
    AgentDoor door =
        new AgentDoor(yard.room, yard.box, yard.time, counters, Duration.ofSeconds(10));
    server =
        HttpServer.start(
            HttpSettings.of("agent", "127.0.0.1", 0).with(tls, true).withSecond(24),
            door.routes(),
            counters);
  }

  @AfterEach
  void close() {
    clients.forEach(HttpClient::close);
    server.close();
    yard.close();
  }

  private HttpClient client(SSLContext context) {
    HttpClient client =
        HttpClient.newBuilder().sslContext(context).connectTimeout(Duration.ofSeconds(30)).build();
    clients.add(client);
    return client;
  }

  private HttpClient clientOfFirst(EnrolAnswer answer, KeyPair keys) throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(identity(answer, keys, "first"))
            .build();
    clients.add(client);
    return client;
  }

  private HttpClient stranger() {
    return client(ClientIdentity.enrolling(yard.authority.fingerprint()));
  }

  private HttpResponse<byte[]> post(HttpClient client, String path, byte[] body)
      throws IOException {
    URI uri = URI.create("https://localhost:" + server.port() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /// The status and the id of what was refused.
  private static String said(HttpResponse<byte[]> answer) {
    return answer.statusCode() == 200
        ? "200"
        : answer.statusCode() + " " + Refusal.read(answer.body()).id();
  }

  /// A machine that has enrolled over the wire.
  private record Sender(String agent, KeyPair keys, HttpClient client) {}

  private Sender enroll(TenantId tenant, String name) throws IOException {
    KeyPair keys = SigningRequest.keys();
    byte[] body = Yard.request(yard.token(tenant), keys, name);
    HttpResponse<byte[]> answer = post(stranger(), Protocol.ENROLL, body);
    assertThat(said(answer)).isEqualTo("200");
    EnrolAnswer read = EnrolAnswer.read(answer.body());
    return new Sender(read.agent(), keys, client(identity(read, keys, name)));
  }

  private SSLContext identity(EnrolAnswer answer, KeyPair keys, String name) throws IOException {
    Path own = java.nio.file.Files.createTempDirectory(folder, name);
    return ClientIdentity.write(own, keys, answer.certificate(), answer.authority()).context();
  }

  private HttpResponse<byte[]> send(Sender sender, byte[]... frames) throws IOException {
    return post(sender.client(), Protocol.FRAMES, Frames.body(List.of(frames)));
  }

  private List<Envelope> stored() {
    return yard.box.all.stream().filter(it -> it.format().equals(Protocol.FRAME_FORMAT)).toList();
  }

  @Test
  void anAgentEnrolsSaysHelloSendsAndRenews() throws IOException {
    Sender sender = enroll(ONE, "web1");
    Hello hello = yard.hello("web1", "boot-1", 77, List.of(new Hello.LaneState(Lane.FILES, 3, 9)));
    HttpResponse<byte[]> greeted = post(sender.client(), Protocol.HELLO, hello.bytes());
    assertThat(said(greeted)).isEqualTo("200");
    assertThat(HelloAnswer.read(greeted.body()).next()).isEqualTo(Map.of(Lane.FILES, 3L));
    byte[] one = MadeFrames.frame(sender.agent(), Lane.FILES, 3, 6);
    HttpResponse<byte[]> sent =
        send(sender, one, MadeFrames.frame(sender.agent(), Lane.IMPORTANT, 0, 2));
    assertThat(said(sent)).isEqualTo("200");
    assertThat(FramesAnswer.read(sent.body()))
        .isEqualTo(new FramesAnswer(Map.of(Lane.FILES, 9L, Lane.IMPORTANT, 2L), 0));
    // The same again adds nothing.
    assertThat(said(send(sender, one))).isEqualTo("200");
    assertThat(stored()).hasSize(1);
    Envelope envelope = stored().getFirst();
    assertThat(envelope.tenant()).isEqualTo(ONE);
    assertThat(envelope.source()).isEqualTo("web1");
    assertThat(envelope.door()).isEqualTo("agent");
    assertThat(envelope.records()).hasSize(2);
    assertThat(envelope.records().getFirst().bytes()).isEqualTo(one);
    assertThat(envelope.records().getFirst().id()).as("where its lane begins").isEqualTo("3");
    KeyPair next = SigningRequest.keys();
    byte[] renewal = new RenewRequest(SigningRequest.make(next, "x")).bytes();
    HttpResponse<byte[]> renewed = post(sender.client(), Protocol.RENEW, renewal);
    assertThat(said(renewed)).isEqualTo("200");
    EnrolAnswer answer = EnrolAnswer.read(renewed.body());
    assertThat(answer.agent()).isEqualTo(sender.agent());
    Sender later = new Sender(answer.agent(), next, client(identity(answer, next, "web1")));
    assertThat(said(send(later, MadeFrames.frame(answer.agent(), Lane.FILES, 9, 1))))
        .isEqualTo("200");
    assertThat(counters.all().get(Count.DURABLE)).isEqualTo(3);
    assertThat(sent.version()).isEqualTo(HttpClient.Version.HTTP_2);
    HttpClient first = clientOfFirst(answer, next);
    byte[] more = Frames.body(List.of(MadeFrames.frame(answer.agent(), Lane.FILES, 10, 1)));
    HttpResponse<byte[]> old = post(first, Protocol.FRAMES, more);
    assertThat(said(old)).isEqualTo("200");
    assertThat(old.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
  }

  @Test
  void whoHasNoCertificateOrAnEndedOrARevokedOneSendsNothing() throws IOException {
    Sender sender = enroll(ONE, "web1");
    byte[] body = Frames.body(List.of(MadeFrames.frame(sender.agent(), Lane.FILES, 0, 1)));
    for (String path : List.of(Protocol.FRAMES, Protocol.HELLO, Protocol.RENEW)) {
      assertThat(said(post(stranger(), path, body))).isEqualTo("401 fleet.certificate.none");
    }
    assertThat(said(send(sender, MadeFrames.frame(sender.agent(), Lane.FILES, 0, 1))))
        .isEqualTo("200");
    yard.room.revoke(ONE, "admin", sender.agent());
    // The connection is open still.
    assertThat(said(send(sender, MadeFrames.frame(sender.agent(), Lane.FILES, 1, 1))))
        .isEqualTo("403 fleet.revoked");
    Sender old = enroll(ONE, "web2");
    yard.time.pass(Authority.CLIENT.plusHours(1));
    assertThat(said(send(old, MadeFrames.frame(old.agent(), Lane.FILES, 0, 1))))
        .isEqualTo("401 fleet.certificate.ended");
    assertThat(stored()).hasSize(1);
  }

  @Test
  void certificatesOfOthersDoNotGetThrough() throws IOException {
    Authority foreign = Authority.own(folder.resolve("foreign"), yard.time.instant());
    KeyPair keys = SigningRequest.keys();
    SigningRequest request = SigningRequest.read(SigningRequest.make(keys, "x"));
    String pem = Authority.pem(foreign.issue(request, "a-foreign", yard.time.instant()));
    Path own = folder.resolve("foreign-client");
    java.nio.file.Files.createDirectories(own);
    ClientIdentity.write(own, keys, pem, foreign.pem());
    // It trusts our server, and shows what its own authority gave it.
    java.nio.file.Files.writeString(own.resolve("authority.pem"), yard.authority.pem());
    HttpClient client = client(ClientIdentity.read(own).context());
    byte[] body = Frames.body(List.of(MadeFrames.frame("a-foreign", Lane.FILES, 0, 1)));
    assertThatThrownBy(() -> post(client, Protocol.FRAMES, body)).isInstanceOf(IOException.class);
    assertThat(stored()).isEmpty();
  }

  @Test
  void whatAFrameSaysOfItsAgentMustBeWhatTheCertificateSays() throws IOException {
    Sender sender = enroll(ONE, "web1");
    Sender other = enroll(TWO, "web2");
    byte[] own = MadeFrames.frame(sender.agent(), Lane.FILES, 0, 1);
    for (String agent : List.of(other.agent(), "", "a-nobody")) {
      assertThat(said(send(sender, own, MadeFrames.frame(agent, Lane.FILES, 1, 1))))
          .isEqualTo("403 fleet.frame.foreign");
    }
    assertThat(stored()).isEmpty();
    assertThat(yard.deeds(ONE).stream().filter("fleet.deed.foreign"::equals)).hasSize(3);
    byte[] twoEpochs =
        new Frame(sender.agent(), 5, Lane.FILES, 0, 1, 5, MadeFrames.events(1)).encode();
    assertThat(said(send(sender, own, twoEpochs))).isEqualTo("400 fleet.frame.epoch");
  }

  @Test
  void aFullInboxAndAGreedyAgentAreToldToWait() throws IOException {
    Sender sender = enroll(ONE, "web1");
    yard.box.full = true;
    HttpResponse<byte[]> full = send(sender, MadeFrames.frame(sender.agent(), Lane.FILES, 0, 1));
    assertThat(said(full)).isEqualTo("503 fleet.busy");
    assertThat(full.headers().firstValue("Retry-After")).hasValue("3");
    yard.box.full = false;
    assertThat(said(send(sender, MadeFrames.frame(sender.agent(), Lane.FILES, 0, 1))))
        .isEqualTo("200");
    HttpResponse<byte[]> answer = full;
    for (int sent = 1; !said(answer).startsWith("429") && sent < 3_000; sent += 400) {
      byte[][] many = new byte[400][];
      for (int at = 0; at < many.length; at++) {
        many[at] = MadeFrames.frame(sender.agent(), Lane.FILES, sent + at, 1);
      }
      answer = send(sender, many);
    }
    assertThat(said(answer)).isEqualTo("429 fleet.busy");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    Sender other = enroll(ONE, "web2");
    assertThat(said(send(other, MadeFrames.frame(other.agent(), Lane.FILES, 0, 1))))
        .isEqualTo("200");
  }

  @Test
  void gapsMustAddUp() throws IOException {
    Sender sender = enroll(ONE, "web1");
    Gap.Count evicted = new Gap.Count(EventClass.FILE_ACTIVITY, Gap.Reason.EVICTED, "", 7);
    Gap numbered = new Gap(true, 1, 2, List.of(evicted));
    Gap loose = new Gap(false, 1, 2, List.of(evicted));
    String agent = sender.agent();
    byte[] right = new Frame(agent, 77, Lane.FILES, 0, 7, 5, numbered.payload()).encode();
    byte[] ring = new Frame(agent, 77, Lane.IMPORTANT, 0, 1, 5, loose.payload()).encode();
    assertThat(said(send(sender, right, ring))).isEqualTo("200");
    byte[] less = new Frame(agent, 77, Lane.FILES, 7, 6, 5, numbered.payload()).encode();
    byte[] lane = new Frame(agent, 77, Lane.FILES, 7, 1, 5, loose.payload()).encode();
    byte[] many = new Frame(agent, 77, Lane.FILES, 7, 2, 5, MadeFrames.events(3)).encode();
    assertThat(said(send(sender, less))).isEqualTo("400 fleet.frame.count");
    assertThat(said(send(sender, lane))).isEqualTo("400 fleet.frame.count");
    assertThat(said(send(sender, many))).isEqualTo("400 wire.payload.count");
    assertThat(stored()).hasSize(1);
  }

  private static final List<String> HOSTILE =
      List.of(
          "\"\\u0000\"",
          "\"\\u001b[31m\"",
          "\"\\n\\r\"",
          "\"\\u202e\"",
          "\"../../etc/passwd\"",
          "\"a b\"",
          "\"\\ud800\"",
          "\"<script>\"",
          "\"%00\"",
          "\"'; DROP TABLE fleet_hosts; --\"",
          '"' + "x".repeat(60_000) + '"',
          "null",
          "true",
          "[]",
          "{}",
          "-1",
          "1e400",
          "9223372036854775808",
          "[[[[[[[[[[1]]]]]]]]]]",
          "\"",
          "0.5");

  /// What a hello has, and what stays of it before a hostile value.
  private static final Map<String, String> FIELDS =
      Map.of(
          "\"web1\"", "",
          "\"boot-1\"", "",
          "\"m-web1\"", "",
          "\"files\"", "",
          "\"kernel\"", "",
          "\"epoch\":77", "\"epoch\":",
          "\"clockNanos\":1", "\"clockNanos\":",
          "\"lanes\":[", "\"lanes\":",
          "\"host\":{", "\"host\":",
          "\"sensors\":[", "\"sensors\":");

  /// Bodies in which one field is what no honest agent says.
  private List<byte[]> hostile() {
    List<Hello.LaneState> lanes = List.of(new Hello.LaneState(Lane.FILES, 0, 1));
    byte[] hello = yard.hello("web1", "boot-1", 77, lanes).bytes();
    String whole = new String(hello, StandardCharsets.UTF_8);
    List<byte[]> bodies = new ArrayList<>();
    FIELDS.forEach((field, before) -> {
      assertThat(whole).contains(field);
      boolean opens = field.endsWith("[") || field.endsWith("{");
      for (String value : HOSTILE) {
        // That there are none of something is what an honest agent may say.
        if (!field.endsWith("[") || !value.equals("[]")) {
          String after = opens ? ",\"zz\":[" : "";
          String made = whole.replace(field, before + value + after);
          bodies.add(made.getBytes(StandardCharsets.UTF_8));
        }
      }
    });
    return bodies;
  }

  @Test
  void hostileFieldsAreRefusedWithAMessageAndNothingIsKept() throws IOException {
    yard.limit(FleetLimits.STANDARD.withAgent(new FleetLimits.Amount(1 << 20, 1L << 40, 5)));
    server.close();
    serve();
    Sender sender = enroll(ONE, "web1");
    int tried = 0;
    Set<String> ids = new HashSet<>();
    for (byte[] body : hostile()) {
      HttpResponse<byte[]> answer = post(sender.client(), Protocol.HELLO, body);
      assertThat(answer.statusCode()).as(new String(body, StandardCharsets.UTF_8)).isEqualTo(400);
      ids.add(Refusal.read(answer.body()).id());
      tried++;
    }
    SplittableRandom random = new SplittableRandom(7);
    byte[] sound = MadeFrames.frame(sender.agent(), Lane.IMPORTANT, 0, 20);
    for (int round = 0; round < 300; round++) {
      byte[] damaged = sound.clone();
      int at = random.nextInt(damaged.length);
      damaged[at] ^= (byte) (1 + random.nextInt(255));
      HttpResponse<byte[]> answer = send(sender, damaged);
      assertThat(answer.statusCode()).isEqualTo(400);
      ids.add(Refusal.read(answer.body()).id());
      tried++;
    }
    assertThat(said(post(sender.client(), Protocol.HELLO, new byte[Protocol.MOST_HELLO_BYTES + 1])))
        .isEqualTo("413 fleet.body");
    assertThat(said(post(sender.client(), Protocol.FRAMES, new byte[0])))
        .isEqualTo("400 wire.body.length");
    assertThat(tried).isGreaterThanOrEqualTo(500);
    assertThat(ids).hasSizeGreaterThan(4).doesNotContain("");
    assertThat(stored()).isEmpty();
    assertThat(yard.room.hosts(ONE)).hasSize(1);
    assertThat(yard.room.hosts(ONE).getFirst().name()).isEqualTo("web1");
    assertThat(yard.room.hosts(ONE).getFirst().said()).isNull();
    System.out.printf("agents: %d hostile bodies refused, by %s%n", tried, ids);
  }
}
