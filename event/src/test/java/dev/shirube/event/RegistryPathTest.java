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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          \\REGISTRY\\MACHINE\\Software\\A                 | HKLM\\Software\\A
          \\Registry\\User\\S-1-5-18\\A                    | HKU\\S-1-5-18\\A
          \\REGISTRY\\MACHINE\\SYSTEM\\ControlSet001\\B  | HKLM\\SYSTEM\\CurrentControlSet\\B
          \\REGISTRY\\MACHINE\\SYSTEM\\ControlSet001       | HKLM\\SYSTEM\\CurrentControlSet
          \\REGISTRY\\MACHINE\\SYSTEM\\ControlSet0012      | HKLM\\SYSTEM\\ControlSet0012
          \\REGISTRY\\MACHINE\\SYSTEM\\ControlSet00        | HKLM\\SYSTEM\\ControlSet00
          \\REGISTRY\\MACHINEX\\A                           | ``
          \\REGISTRY\\A\\{1}                                | ``
          HKLM\\A                                           | ``
          """)
  void shortensWhatTheKernelSpells(String path, String expected) {
    assertThat(String.valueOf(RegistryPath.shortened(path)))
        .isEqualTo(expected.isEmpty() ? "null" : expected);
  }
}
