// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/// Makes a certificate that a server signs itself: an EC key on P-256, for serving TLS alone, for
/// given names.
final class SelfSigned {
  /// How long one is good for.
  static final Duration LENGTH = Duration.ofDays(3_650);

  private static final int MOST_ADDRESSES = 16;

  private SelfSigned() {}

  /// Makes one.
  ///
  /// @param names of the server: DNS names and addresses; the first is its name for people
  static Issuance.Made make(Set<String> names, Instant now) throws GeneralSecurityException {
    String common = names.stream().findFirst().orElse("shirube");
    Instant from = now.minus(Issuance.BEFORE);
    return Issuance.selfSigned(
        new Issuance.Plan(Issuance.Purpose.SERVER, common, names, from, now.plus(LENGTH)));
  }

  /// The names by which this machine may be reached: its own, and its addresses.
  static Set<String> namesOfMachine() throws IOException {
    Set<String> names = new LinkedHashSet<>();
    try {
      InetAddress local = InetAddress.getLocalHost();
      names.add(local.getHostName());
      names.add(local.getCanonicalHostName());
    } catch (UnknownHostException _) {
      // It has no name that anybody knows; its addresses do.
      names.add("localhost");
    }
    names.add("localhost");
    names.add("127.0.0.1");
    names.add("::1");
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .limit(MOST_ADDRESSES)
        .forEach(address -> names.add(address.getHostAddress()));
    names.removeIf(name -> !isName(name));
    return names;
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(c -> (Character.isLetterOrDigit(c) && c < 0x80) || "-.:".indexOf(c) >= 0);
  }
}
