// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectionWatchTest {
  private static final ConnectionLimits LIMITS =
      new ConnectionLimits(4, 2, Duration.ofSeconds(60), Duration.ofSeconds(10), 100);

  private final AtomicLong clock = new AtomicLong();
  private final DoorCounters counters = new DoorCounters();
  private final ConnectionWatch watch = new ConnectionWatch(LIMITS, counters, clock::get);
  private final AtomicInteger closed = new AtomicInteger();
  private int port;

  private ConnectionWatch.@Nullable Connection enter(int host, Closeable socket) throws Exception {
    InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) host});
    return watch.enter(address, new InetSocketAddress(address, ++port), socket);
  }

  private ConnectionWatch.Connection entered(int host) throws Exception {
    return Objects.requireNonNull(enter(host, closed::incrementAndGet));
  }

  private void pass(int seconds) {
    clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    watch.look();
  }

  @Test
  void oneAddressMayNotTakeAllPlaces() throws Exception {
    ConnectionWatch.Connection first = entered(1);
    entered(1);
    assertThat(enter(1, closed::incrementAndGet)).isNull();
    entered(2);
    entered(3);
    assertThat(enter(4, closed::incrementAndGet)).isNull();
    assertThat(counters.all()).containsEntry(DoorStatus.Count.REFUSED_CONNECTIONS, 2L);
    watch.leave(first);
    watch.leave(first);
    assertThat(watch.open()).isEqualTo(3);
    entered(1);
    assertThat(watch.open()).isEqualTo(4);
    watch.close();
    assertThat(closed).hasValue(4);
    assertThat(watch.open()).isZero();
  }

  @Test
  void aChannelThatSomeoneClosedLeavesItsPlace() throws Exception {
    AtomicInteger open = new AtomicInteger(1);
    Channel channel =
        new Channel() {
          @Override
          public boolean isOpen() {
            return open.get() > 0;
          }

          @Override
          public void close() {
            open.set(0);
          }
        };
    enter(1, channel);
    entered(1);
    assertThat(enter(1, channel)).isNull();
    channel.close();
    assertThat(enter(1, closed::incrementAndGet)).isNotNull();
  }

  @Test
  void whatIsSilentIsClosed() throws Exception {
    entered(1);
    pass(59);
    assertThat(closed).hasValue(0);
    pass(2);
    assertThat(closed).hasValue(1);
    assertThat(watch.open()).isZero();
    assertThat(counters.all()).containsEntry(DoorStatus.Count.TIMED_OUT, 1L);
  }

  @Test
  void workingTakesAsLongAsItTakes() throws Exception {
    ConnectionWatch.Connection connection = entered(1);
    connection.working();
    pass(10_000);
    connection.waiting();
    pass(59);
    assertThat(closed).hasValue(0);
    pass(2);
    assertThat(closed).hasValue(1);
  }

  @Test
  void whatMovesMustKeepItsPace() throws Exception {
    ConnectionWatch.Connection slow = entered(1);
    ConnectionWatch.Connection quick = entered(2);
    slow.moving();
    quick.moving();
    for (int second = 0; second < 9; second++) {
      slow.moved(1);
      quick.moved(150);
      pass(1);
    }
    assertThat(closed).hasValue(0);
    for (int second = 0; second < 60; second++) {
      slow.moved(1);
      quick.moved(150);
      pass(1);
    }
    assertThat(closed).hasValue(1);
    assertThat(watch.open()).isEqualTo(1);
  }
}
