// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import dev.shirube.rings.Layout;
import dev.shirube.rings.RawRecord;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Makes events of the records of the kernel's programs, whether they come from the rings or from a
/// file. For one thread.
final class KernelEvents {
  private final RecordContext context;
  private final ProcessRecords processes;
  private final SocketRecords sockets;
  private final DnsRecords dns;
  private final CallRecords calls;
  private final RawRecord view = new RawRecord();
  private String selfTest = "";
  private int selfTestRings;

  KernelEvents(RecordContext context) {
    this.context = context;
    processes = new ProcessRecords(context);
    sockets = new SocketRecords(context);
    dns = new DnsRecords(context, sockets);
    calls = new CallRecords(context);
  }

  RecordContext context() {
    return context;
  }

  ProcessRecords processes() {
    return processes;
  }

  SocketRecords sockets() {
    return sockets;
  }

  CallRecords calls() {
    return calls;
  }

  /// Takes one record. What makes no sense is counted and left out.
  void record(MemorySegment data, long offset, int length, boolean urgent) {
    RawRecord record = view.on(data, offset, length);
    int kind = record.kind();
    if (record.length() < least(kind)) {
      context.malformed();
      return;
    }
    switch (kind) {
      case Layout.FORK -> processes.fork(record);
      case Layout.EXEC -> processes.exec(record);
      case Layout.EXIT -> processes.exit(record);
      case Layout.OPEN,
          Layout.CLOSE,
          Layout.TRAFFIC,
          Layout.FAIL,
          Layout.LISTEN,
          Layout.BIND,
          Layout.RAW_SOCKET ->
          sockets.connection(record);
      case Layout.DNS -> dns.message(record);
      case Layout.CALL -> calls.call(record, urgent);
      case Layout.SELF_TEST -> selfTest(record, urgent);
      default -> context.malformed();
    }
  }

  private static int least(int kind) {
    return switch (kind) {
      case Layout.FORK -> Layout.FORK_BYTES;
      case Layout.EXEC -> Layout.EXEC_BYTES;
      case Layout.EXIT, Layout.SELF_TEST -> Layout.EXIT_BYTES;
      case Layout.DNS -> Layout.DNS_BYTES;
      case Layout.CALL -> Layout.CALL_BYTES;
      default -> Layout.CONNECTION_BYTES;
    };
  }

  private void selfTest(RawRecord record, boolean urgent) {
    // Other threads of the agent may have names that begin alike.
    String name = new String(record.text(Layout.EXIT_COMM, 16), StandardCharsets.UTF_8);
    if (name.equals(selfTest)) {
      selfTestRings |= urgent ? 2 : 1;
    }
  }

  /// A self-test begins.
  ///
  /// @param name the name that the thread is given
  void expect(String name) {
    selfTest = name;
    selfTestRings = 0;
  }

  /// Whether the self-test that was begun last came back by both rings.
  boolean cameBack() {
    return selfTestRings == 3;
  }
}
