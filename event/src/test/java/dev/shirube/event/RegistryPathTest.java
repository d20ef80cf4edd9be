// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryPathTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          HKLM\\Software\\A            | HKEY_LOCAL_MACHINE\\SOFTWARE\\a                 | SAME
          HKLM\\Software\\A            | \\REGISTRY\\MACHINE\\SOFTWARE\\A                | SAME
          HKLM\\Software\\A            | Registry::HKEY_LOCAL_MACHINE\\Software\\A       | SAME
          HKLM\\Software\\A            | HKLM:\\Software\\A\\                            | SAME
          HKLM\\Software\\A            | Computer\\HKEY_LOCAL_MACHINE\\Software\\A       | SAME
          HKU\\S-1-5-21-1\\Software\\A | \\REGISTRY\\USER\\S-1-5-21-1\\Software\\A       | SAME
          HKU\\S-1-5-21-1\\Software\\A | HKCU\\Software\\A                               | MAYBE
          HKU\\S-1-5-21-1\\Software\\A | HKU\\S-1-5-21-2\\Software\\A                    | DIFFERENT
          HKLM\\System\\ControlSet001\\Services | HKLM\\System\\CurrentControlSet\\Services | MAYBE
          HKCR\\exefile                | HKLM\\Software\\Classes\\exefile                | MAYBE
          HKCR\\exefile                | HKCU\\Software\\Classes\\exefile                | MAYBE
          HKCU\\Software\\Classes\\x   | HKU\\S-1-5-21-1_Classes\\x                      | MAYBE
          HKLM\\Software\\A            | HKCU\\Software\\A                               | DIFFERENT
          HKLMX\\A                     | HKLM\\A                                         | DIFFERENT
          """)
  void compares(String one, String two, WindowsPath.Sameness expected) {
    assertThat(RegistryPath.compare(one, two)).as(one + " and " + two).isEqualTo(expected);
    assertThat(RegistryPath.compare(two, one)).as("the other way").isEqualTo(expected);
  }
}
