// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import static dev.shirube.sensor.Collected.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventClass;
import dev.shirube.event.ProcessKey;
import dev.shirube.rings.Layout;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelEventsTest {
  private static final HostIdentity HOST = new HostIdentity("id", "web01", "boot");
  private static final long WALL = 1_700_000_000_000_000_000L;

  private static final long START = 10_000_000_000L;
  private static final long LATER = 20_000_000_000L;

  @TempDir Path folder;

  private final Collected collected = new Collected();
  private final ProcessTable table = new ProcessTable(HOST, 64);
  private RecordContext context = context(Path.of("none"));
  private KernelEvents events = new KernelEvents(context);

  private RecordContext context(Path passwd) {
    Accounts accounts = new Accounts(passwd);
    accounts.refresh();
    RecordContext made = new RecordContext(HOST, table, ProcessSource.NONE, accounts, "kernel");
    made.clocks(WALL);
    return made;
  }

  @BeforeEach
  void accounts() throws Exception {
    String lines = "root:x:0:0::/root:/bin/sh\nbad line\nme:x:1000:1000::/:/bin/sh\nroot2:x:0:0:\n";
    context = context(Files.writeString(folder.resolve("passwd"), lines));
    events = new KernelEvents(context);
  }

  private Event take(MadeRecord record) {
    return take(record, false);
  }

  private Event take(MadeRecord record, boolean urgent) {
    events.record(record.segment(), 0, record.array().length, urgent);
    boolean _ = context.flush(collected);
    return collected.events().getLast();
  }

  @Test
  void aStartIsToldWithTheParentThatForkedIt() {
    Event _ = take(MadeRecord.exec(10, START, "sh\0", "sh\0bin\0", "root\0").i32(44, 0));
    Event _ = take(MadeRecord.fork(11, LATER, 10, START));
    MadeRecord started =
        MadeRecord.exec(11, LATER, "ls\0-l\0a b\0", "ls\0bin\0usr\0", "me\0home\0")
            .i32(Layout.FORK_WHO_UID, 1000)
            .madeBy(1, 1)
            .u16(Layout.EXEC_INTERP_LENGTH, 3);
    Event event = take(started);
    assertThat(event.eventClass()).isEqualTo(EventClass.PROCESS_ACTIVITY);
    assertThat(event.activity()).isEqualTo(1);
    assertThat(event.time()).isEqualTo(WALL + LATER + 5);
    assertThat(text(event, "process.file.path")).isEqualTo("/usr/bin/ls");
    assertThat(text(event, "process.cmd_line")).isEqualTo("ls -l a b");
    assertThat(event.texts("process.cmd_args")).containsExactly("ls", "-l", "a b");
    assertThat(text(event, "process.working_directory")).isEqualTo("/home/me");
    assertThat(text(event, "process.script.path")).isEqualTo("/home/me/name");
    assertThat(text(event, "process.user.name")).isEqualTo("me");
    assertThat(text(event, "process.parent_process.pid")).isEqualTo("10");
    assertThat(text(event, "process.parent_process.file.path")).isEqualTo("/bin/sh");
    assertThat(text(event, "process.parent_process.cmd_line")).isEqualTo("sh");
    assertThat(text(event, "process.parent_process.user.name")).isEqualTo("root");
    assertThat(text(event, "process.uid"))
        .isEqualTo(ProcessKey.exact("id", "boot:11:" + LATER).toString());
    assertThat(text(event, "device.hostname")).isEqualTo("web01");
    assertThat(text(event, "device.os.type")).isEqualTo("linux");
    Event ended = take(MadeRecord.exit(11, LATER, 9));
    assertThat(ended.activity()).isEqualTo(2);
    assertThat(text(ended, "process.exit_signal")).isEqualTo("9");
    assertThat(text(ended, "process.file.path")).isEqualTo("/usr/bin/ls");
  }

  @Test
  void aForkHasTheProgramOfItsParent() {
    Event _ = take(MadeRecord.exec(10, START, "sh\0-c\0", "sh\0bin\0", ""));
    Event fork = take(MadeRecord.fork(12, 3 * LATER, 10, START));
    assertThat(fork.activity()).isEqualTo(99);
    assertThat(text(fork, "activity_name")).isEqualTo("fork");
    assertThat(text(fork, "process.cmd_line")).isEqualTo("sh -c");
  }

  @Test
  void whatWasCutIsTold() {
    Event event =
        take(
            MadeRecord.exec(10, START, "abc", "b\0a\0", "x\0")
                .flags(Layout.ARGV_CUT | Layout.PATH_CUT | Layout.DELETED | Layout.MEMORY));
    assertThat(text(event, "process.cmd_line")).isEqualTo("abc");
    assertThat(text(event, "process.file.path")).isEqualTo("a/b");
    assertThat(text(event, "process.file.is_deleted")).isEqualTo("true");
    assertThat(text(event, "process.file.is_in_memory")).isEqualTo("true");
    assertThat(context.cuts()).isEqualTo(1);
  }

  private static MadeRecord connection(int kind, int flags) {
    return MadeRecord.of(kind, Layout.CONNECTION_BYTES, 10, START)
        .flags(flags)
        .i64(Layout.CONNECTION_COOKIE, 77)
        .i64(Layout.CONNECTION_OUT, 1000)
        .i64(Layout.CONNECTION_IN, 20)
        .i64(Layout.CONNECTION_OPENED, 50)
        .u16(Layout.CONNECTION_LOCAL_PORT, 40000)
        .u16(Layout.CONNECTION_REMOTE_PORT, 443)
        .put(Layout.CONNECTION_LOCAL, new byte[] {10, 0, 0, 1})
        .put(Layout.CONNECTION_REMOTE, new byte[] {93, (byte) 184, (byte) 216, 34})
        .u8(Layout.CONNECTION_FAMILY, 4)
        .u8(Layout.CONNECTION_PROTOCOL, 6)
        .put(Layout.CONNECTION_COMM, "curl".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aConnectionIsToldByWhoOpenedIt() {
    Event _ = take(MadeRecord.exec(10, START, "curl\0x\0", "curl\0bin\0", ""));
    Event out = take(connection(Layout.CLOSE, 0));
    assertThat(out.eventClass()).isEqualTo(EventClass.NETWORK_ACTIVITY);
    assertThat(text(out, "src_endpoint.ip")).isEqualTo("10.0.0.1");
    assertThat(text(out, "dst_endpoint.ip")).isEqualTo("93.184.216.34");
    assertThat(text(out, "dst_endpoint.port")).isEqualTo("443");
    assertThat(text(out, "connection_info.is_initiated")).isEqualTo("true");
    assertThat(text(out, "traffic.bytes_out")).isEqualTo("1000");
    assertThat(text(out, "actor.process.file.path")).isEqualTo("/bin/curl");
    Event in = take(connection(Layout.CLOSE, Layout.INBOUND));
    assertThat(text(in, "dst_endpoint.ip")).isEqualTo("10.0.0.1");
    assertThat(text(in, "src_endpoint.port")).isEqualTo("443");
    assertThat(text(in, "traffic.bytes_out")).isEqualTo("20");
    Event listens = take(connection(Layout.LISTEN, 0));
    assertThat(text(listens, "dst_endpoint.port")).isEqualTo("40000");
    assertThat(text(listens, "src_endpoint.ip")).isEmpty();
  }

  private static MadeRecord dns(byte[] message, int flags, int protocol) {
    byte[] head = connection(Layout.DNS, flags).array();
    MadeRecord record =
        MadeRecord.of(Layout.DNS, Layout.DNS_BYTES + message.length, 10, START).put(0, head);
    return record
        .u8(Layout.CONNECTION_PROTOCOL, protocol)
        .u16(Layout.DNS_MESSAGE_LENGTH, message.length)
        .u16(Layout.DNS_MESSAGE_TOTAL, message.length)
        .put(Layout.DNS_BYTES, message);
  }

  @Test
  void dnsIsToldAndGivesConnectionsTheirNames() {
    Event asked = take(dns(MadeRecord.dns("example.test", new byte[0]), 0, 17));
    assertThat(asked.eventClass()).isEqualTo(EventClass.DNS_ACTIVITY);
    assertThat(asked.activity()).isEqualTo(1);
    assertThat(text(asked, "query.hostname")).isEqualTo("example.test");
    byte[] address = {93, (byte) 184, (byte) 216, 34};
    byte[] message = MadeRecord.dns("example.test", address);
    byte[] overTcp = new byte[message.length + 2];
    overTcp[1] = (byte) message.length;
    System.arraycopy(message, 0, overTcp, 2, message.length);
    for (Event answer : List.of(take(dns(message, 0, 17)), take(dns(overTcp, 0, 6)))) {
      assertThat(answer.activity()).isEqualTo(2);
      assertThat(answer.texts("answers.rdata")).containsExactly("93.184.216.34");
      assertThat(text(answer, "rcode")).isEqualTo("NOERROR");
    }
    assertThat(text(take(connection(Layout.OPEN, 0)), "dst_endpoint.hostname"))
        .isEqualTo("example.test");
  }

  @Test
  void aCallIsToldWithItsNameAndTarget() {
    MadeRecord call =
        MadeRecord.of(Layout.CALL, Layout.CALL_BYTES, 10, START)
            .i32(Layout.CALL_NUMBER, 101)
            .i64(Layout.CALL_ARGUMENT, 16)
            .i64(Layout.CALL_ARGUMENT + 8, 4242)
            .i64(Layout.CALL_RESULT, -1);
    Event event = take(call, true);
    assertThat(collected.urgent()).hasSize(1);
    assertThat(event.eventClass()).isEqualTo(EventClass.PROCESS_ACTIVITY);
    assertThat(text(event, "linux.syscall.name")).isEqualTo("ptrace");
    assertThat(text(event, "process.pid")).isEqualTo("4242");
    assertThat(text(event, "status")).isEqualTo("failure");
    Event compat = take(call.flags(Layout.COMPAT | Layout.MIXED).i32(Layout.CALL_NUMBER, 26), true);
    assertThat(text(compat, "linux.syscall.name")).isEqualTo("ptrace");
    assertThat(text(compat, "activity_name")).contains("32-bit");
    assertThat(text(compat, "actor.process.is_32bit")).isEqualTo("true");
  }

  @Test
  void whoOpensTheMemoryOfAnotherProcessIsToldWithWhoseItIs() {
    byte[] path = "/proc/4242/mem\0".getBytes(StandardCharsets.UTF_8);
    MadeRecord call =
        MadeRecord.of(Layout.CALL, Layout.CALL_BYTES + path.length, 10, START)
            .i32(Layout.CALL_NUMBER, 257)
            .i64(Layout.CALL_RESULT, 3)
            .u16(Layout.CALL_TEXT_LENGTH, path.length)
            .put(Layout.CALL_BYTES, path);
    Event event = take(call, true);
    assertThat(event.activity()).isEqualTo(3);
    assertThat(text(event, "linux.syscall.name")).isEqualTo("openat");
    assertThat(text(event, "process.pid")).isEqualTo("4242");
    assertThat(text(event, "resources.name")).isEqualTo("/proc/4242/mem");
    assertThat(CallRecords.owner("/proc/self/mem".getBytes(StandardCharsets.UTF_8))).isZero();
    assertThat(CallRecords.owner("/proc/99999999999/mem".getBytes(StandardCharsets.UTF_8)))
        .isLessThan(10_000_000_000L);
  }

  @Test
  void aSelfTestCountsWhenItCameByBothRings() {
    MadeRecord test =
        MadeRecord.of(Layout.SELF_TEST, Layout.EXIT_BYTES, 10, START)
            .put(Layout.EXIT_COMM, "shirube-5".getBytes(StandardCharsets.UTF_8));
    events.expect("shirube-5");
    events.record(test.segment(), 0, Layout.EXIT_BYTES, false);
    events.record(test.segment(), 0, Layout.EXIT_BYTES, false);
    assertThat(events.cameBack()).isFalse();
    events.record(test.segment(), 0, Layout.EXIT_BYTES, true);
    assertThat(events.cameBack()).isTrue();
    events.expect("shirube-6");
    events.record(test.segment(), 0, Layout.EXIT_BYTES, true);
    assertThat(events.cameBack()).isFalse();
  }

  /// Whatever lies in a record: no exception, and memory stays within its bounds.
  @Test
  void hostileRecordsAreCountedOrRead() {
    Random random = new Random(11);
    byte[][] seeds = {
      MadeRecord.exec(10, START, "ls\0-l\0", "ls\0bin\0", "me\0").array(),
      MadeRecord.fork(11, LATER, 10, START).array(),
      MadeRecord.exit(11, LATER, 9).array(),
      connection(Layout.OPEN, 0).array(),
      dns(MadeRecord.dns("a.b", new byte[] {1, 2, 3, 4}), 0, 17).array(),
      MadeRecord.of(Layout.CALL, Layout.CALL_BYTES + 40, 1, 2)
          .u16(Layout.CALL_TEXT_LENGTH, 40)
          .array(),
    };
    for (int turn = 0; turn < 60_000; turn++) {
      byte[] seed = seeds[random.nextInt(seeds.length)];
      byte[] bytes = Arrays.copyOf(seed, Math.max(0, seed.length - random.nextInt(40) + 20));
      for (int change = random.nextInt(12); change > 0 && bytes.length > 2; change--) {
        bytes[2 + random.nextInt(bytes.length - 2)] = (byte) random.nextInt();
      }
      int offset = bytes.length == 0 ? 0 : random.nextInt(Math.min(3, bytes.length));
      events.record(
          MemorySegment.ofArray(bytes), offset, random.nextInt(2 * bytes.length + 2), false);
      if (context.isFull()) {
        boolean _ = context.flush(new Dropped());
      }
    }
    assertThat(context.seen()).isGreaterThan(5_000);
    assertThat(context.malformedRecords()).isGreaterThan(100);
    assertThat(table.size()).isLessThanOrEqualTo(64);
  }

  /// A sink that keeps nothing.
  private static final class Dropped implements Sink {
    @Override
    public void accept(dev.shirube.event.EventBatch batch, boolean urgent) {
      assertThat(batch.count()).isPositive();
    }

    @Override
    public void lost(Loss loss) {
      throw new AssertionError(loss);
    }
  }
}
