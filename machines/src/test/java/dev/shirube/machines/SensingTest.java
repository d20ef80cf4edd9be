// SPDX-License-Identifier: Apache-2.0
package dev.shirube.machines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.event.EventBatch;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.Loss;
import dev.shirube.sensor.Sensor;
import dev.shirube.sensor.SensorCounts;
import dev.shirube.sensor.SensorException;
import dev.shirube.sensor.Sink;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which sensors a machine gets, and what stands in for the one that it does not let see.
class SensingTest {
  private static final Sink NOWHERE =
      new Sink() {
        @Override
        public void accept(EventBatch batch, boolean urgent) {}

        @Override
        public void lost(Loss loss) {}
      };

  @TempDir private Path folder;

  /// Notes what is done with it.
  private static final class Noted implements Sensor {
    private final String name;
    private final boolean refuses;
    private final List<String> done = new ArrayList<>();

    Noted(String name, boolean refuses) {
      this.name = name;
      this.refuses = refuses;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Capabilities capabilities() {
      return Capabilities.NONE;
    }

    @Override
    public void follow(Policy policy) {
      done.add("follow");
    }

    @Override
    public void start(Sink sink) throws SensorException {
      done.add("start");
      if (refuses) {
        throw SensorException.of(name, null, "sensor.kernel", "no");
      }
    }

    @Override
    public List<Problem> problems() {
      return List.of(new Problem(name, 0, Message.of("own"), Message.of("own.advice")));
    }

    @Override
    public SensorCounts counts() {
      return new SensorCounts(name.length(), 0, 0, 0);
    }

    @Override
    public void close() {
      done.add("close");
    }
  }

  @Test
  void theFirstOneSeesWhereItMay() throws SensorException {
    Noted wanted = new Noted("first", false);
    Noted otherwise = new Noted("second", false);
    FirstOf both = new FirstOf(wanted, otherwise);
    both.follow(Policy.DEFAULT);
    both.start(NOWHERE);
    assertThat(both.name()).isEqualTo("first");
    assertThat(both.counts().seen()).isEqualTo(5);
    assertThat(both.problems()).extracting(Problem::file).containsExactly("first");
    both.close();
    assertThat(wanted.done).containsExactly("follow", "start", "close");
    assertThat(otherwise.done).containsExactly("follow", "close");
  }

  @Test
  void theOtherOneStandsInAndWhyIsTold() throws SensorException {
    Noted wanted = new Noted("first", true);
    Noted otherwise = new Noted("second", false);
    FirstOf both = new FirstOf(wanted, otherwise);
    both.start(NOWHERE);
    assertThat(both.name()).isEqualTo("second");
    assertThat(both.counts().seen()).isEqualTo(6);
    assertThat(both.problems())
        .extracting(problem -> problem.what().id())
        .containsExactly("sensor.kernel", "own");
    both.close();
    assertThat(otherwise.done).containsExactly("start", "close");
  }

  @Test
  void whereNeitherMaySeeThatIsSaid() {
    FirstOf both = new FirstOf(new Noted("first", true), new Noted("second", true));
    assertThatThrownBy(() -> both.start(NOWHERE))
        .isInstanceOf(SensorException.class)
        .hasMessageContaining("second");
  }

  @Test
  void theStandardOnesAreThereAndTouchNothingBeforeTheyStart() throws IOException {
    HostIdentity host = new HostIdentity("id", "name", "boot");
    Path own = Files.createDirectories(folder.resolve("agent"));
    Files.writeString(own.resolve(Sensing.AGREED), "yes");
    List<Sensor> sensors = Sensing.standard().make(host, own);
    assertThat(sensors)
        .extracting(Sensor::name)
        .containsExactly("kernel", "meaning", "files", "logons", "devices");
    assertThat(sensors).allMatch(sensor -> sensor.counts().seen() == 0);
    sensors.forEach(Sensor::close);
    try (Stream<Path> left = Files.list(own)) {
      assertThat(left).hasSize(1);
    }
  }
}
