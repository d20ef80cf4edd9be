// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The text of a script is told, and never that of the files it works on.
class ScriptNameTest {
  @ParameterizedTest
  @CsvSource({
    "true, sh x.sh /etc/shadow, x.sh",
    "true, sh -e x.sh, x.sh",
    "true, bash --norc -x ./x.sh a, ./x.sh",
    "true, bash -lc cat /etc/shadow, ''",
    "true, sh -c cat /etc/shadow, ''",
    "true, sh -s /etc/shadow, ''",
    "true, sh - /etc/shadow, ''",
    "true, sh, ''",
    "true, sh -x, ''",
    "false, python3 -u x.py /etc/shadow, x.py",
    "false, python3 -c print /etc/shadow, ''",
    "false, python3 -m http.server, ''",
    "false, perl -w x.pl, x.pl",
    "false, perl -pe s/a/b/ /etc/shadow, ''",
    "false, perl -ne print /etc/shadow, ''",
    "false, php -r echo /etc/shadow, ''",
    "false, node --eval code /etc/shadow, code",
    "false, '', ''",
  })
  void theFirstArgumentThatIsNoOption(boolean isShell, String line, String expected) {
    assertThat(Scripts.named(isShell, line)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/usr/bin/bash, true",
    "/usr/bin/python3.11, true",
    "/usr/bin/perl5.36.0, true",
    "/usr/bin/ls, false",
    "/usr/bin/mawk, false",
    "/bin/busybox, false",
    "/opt/shellcheck, false",
    "'', false"
  })
  void knowsInterpretersByTheirNames(String path, boolean is) {
    assertThat(Scripts.isInterpreter(path.getBytes(StandardCharsets.UTF_8))).isEqualTo(is);
  }
}
