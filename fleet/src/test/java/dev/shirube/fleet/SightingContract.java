// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import static dev.shirube.fleet.Yard.ONE;
import static dev.shirube.fleet.Yard.TWO;
import static dev.shirube.fleet.Yard.given;
import static dev.shirube.fleet.Yard.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.wire.HelloAnswer;
import dev.shirube.wire.Policy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Groups of hosts, and hosts that have no agent, whichever database keeps them.
interface SightingContract {
  /// The fleet.
  Yard yard();

  @Test
  default void aGroupsPolicyStandsBetweenTheHostsAndTheTenants() throws IOException {
    Yard.Machine machine = yard().enroll(ONE, "one");
    Policy quiet = new Policy(0, false, false, false, 30, Policy.Limits.DEFAULT);
    FleetRoom room = yard().room;
    assertThat(room.followed(ONE, machine.agent()).whose()).isEqualTo(Followed.Whose.STANDARD);
    Policy tenant = room.follow(ONE, "admin", "", quiet);
    yard().time.pass(Duration.ofSeconds(1));
    Policy group = room.follow(ONE, "admin", "@web", Policy.DEFAULT);
    assertThat(room.policy(ONE, machine.agent())).isEqualTo(tenant);
    assertThat(room.group(TWO, "admin", machine.agent(), "web")).isFalse();
    assertThat(room.group(ONE, "admin", machine.agent(), "web")).isTrue();
    yard().restart();
    room = yard().room;
    assertThat(room.followed(ONE, machine.agent()))
        .isEqualTo(new Followed(group, Followed.Whose.GROUP, "web"));
    yard().time.pass(Duration.ofSeconds(1));
    Policy own = room.follow(ONE, "admin", machine.agent(), quiet);
    assertThat(room.policy(ONE, machine.agent())).isEqualTo(own);
    byte[] hello = yard().hello("one", "boot-1", 1, List.of()).bytes();
    assertThat(HelloAnswer.read(given(room.hello(machine.known(), hello))).policy()).isEqualTo(own);
    room.leave(ONE, "admin", machine.agent());
    assertThat(room.followed(ONE, machine.agent()).whose()).isEqualTo(Followed.Whose.GROUP);
    assertThat(room.group(ONE, "admin", machine.agent(), "")).isTrue();
    yard().restart();
    assertThat(yard().room.followed(ONE, machine.agent()))
        .isEqualTo(new Followed(tenant, Followed.Whose.TENANT, ""));
    assertThat(yard().deeds(ONE)).contains("fleet.deed.group", "fleet.deed.policy.none");
  }

  @Test
  default void hostsThatOtherLogsNameAreListedUntilTheyHaveAnAgent() throws IOException {
    long day = 1_700_000_000_000_000_000L;
    yard()
        .sightings
        .saw(
            Sighted.events(
                ONE, "win.sysmon", day, "PC-7.corp.example", "", "", "web-1", "10.0.0.5", ""));
    yard()
        .sightings
        .saw(Sighted.events(ONE, "linux.syslog", day + 60, "pc-7.corp.example", "10.0.0.7", "m-7"));
    yard().sightings.saw(Sighted.events(ONE, "linux.syslog", day + 5, "", "10.0.0.9", ""));
    yard().sightings.saw(Sighted.events(ONE, HostEvents.SOURCE, day, "ourselves", "", ""));
    yard().sightings.saw(Sighted.events(ONE, "linux.syslog", day, "bad\u001bname", "", ""));
    yard().sightings.saw(Sighted.events(TWO, "linux.syslog", day, "theirs", "", ""));
    yard().restart();
    assertThat(yard().room.withoutAgent(ONE))
        .containsExactly(
            new Sighting("", "10.0.0.9", "", "linux.syslog", day + 5, day + 5),
            new Sighting("pc-7.corp.example", "10.0.0.7", "m-7", "linux.syslog", day, day + 60),
            new Sighting("web-1", "10.0.0.5", "", "win.sysmon", day, day));
    assertThat(yard().room.withoutAgent(TWO)).hasSize(1);
    // By its name alone, by the first part of it, and by the id of the machine.
    Yard.Machine _ = yard().enroll(ONE, "WEB-1.corp.example");
    assertThat(yard().room.withoutAgent(ONE)).hasSize(2);
    Yard.Machine renamed = yard().enroll(ONE, "other");
    byte[] hello = yard().hello("7", "boot-1", 1, List.of()).bytes();
    assertThat(refused(yard().room.hello(renamed.known(), hello))).isEqualTo("given");
    assertThat(yard().room.withoutAgent(ONE))
        .extracting(Sighting::address)
        .containsExactly("10.0.0.9");
  }

  @Test
  default void whoNamesEverNewHostsFillsNoMoreThanItsRoom() throws IOException {
    for (int host = 0; host < Sightings.MOST + 50; host++) {
      yard().sightings.saw(Sighted.events(ONE, "linux.syslog", host + 1, "h" + host, "", ""));
    }
    assertThat(yard().room.withoutAgent(ONE)).hasSize(Sightings.MOST);
    yard().restart();
    assertThat(yard().room.withoutAgent(ONE))
        .hasSize(Sightings.MOST)
        .noneMatch(one -> one.name().equals("h0"));
  }
}
