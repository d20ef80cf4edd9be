// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsPathTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          C:\\Windows\\System32\\cmd.exe | c:\\WINDOWS\\system32\\CMD.EXE                   | SAME
          C:\\Windows\\System32\\cmd.exe | C:/Windows//System32/cmd.exe                     | SAME
          C:\\Windows\\System32\\cmd.exe | \\\\?\\C:\\Windows\\System32\\cmd.exe            | SAME
          C:\\Windows\\System32\\cmd.exe | \\??\\C:\\Windows\\System32\\cmd.exe             | SAME
          C:\\Windows\\System32\\cmd.exe | \\\\.\\C:\\Windows\\System32\\cmd.exe            | SAME
          C:\\Windows\\System32\\cmd.exe | C:\\Windows\\Temp\\..\\.\\System32\\cmd.exe      | SAME
          C:\\Windows\\System32\\cmd.exe | C:\\Windows\\System32\\cmd.exe.                  | SAME
          C:\\Windows\\                  | C:\\Windows                                      | SAME
          C:\\Windows\\System32\\cmd.exe | D:\\Windows\\System32\\cmd.exe                   | DIFFERENT
          C:\\Windows\\System32\\cmd.exe | \\Device\\HarddiskVolume2\\Windows\\System32\\cmd.exe | MAYBE
          C:\\Windows\\System32\\cmd.exe | \\\\?\\GLOBALROOT\\Device\\HarddiskVolume2\\Windows\\System32\\cmd.exe | MAYBE
          C:\\Windows\\System32\\cmd.exe | \\\\?\\Volume{1234}\\Windows\\System32\\cmd.exe  | MAYBE
          C:\\Windows\\System32\\cmd.exe | %SystemRoot%\\System32\\cmd.exe                  | MAYBE
          C:\\Windows\\System32\\cmd.exe | \\SystemRoot\\System32\\cmd.exe                  | MAYBE
          C:\\Windows\\System32\\cmd.exe | %SYSTEM32%\\cmd.exe                              | MAYBE
          %windir%\\a.exe                | %SystemRoot%\\A.EXE                              | SAME
          %OSDRIVE%\\a.exe               | c:\\a.exe                                        | MAYBE
          C:\\Program Files\\a.exe       | C:\\PROGRA~1\\a.exe                              | MAYBE
          C:\\Users\\JOHNDO~1\\x.htm     | C:\\Users\\John Doe\\x.htm                       | MAYBE
          C:\\Program Files\\a.exe       | C:\\USERS~1\\a.exe                               | DIFFERENT
          C:\\a\\LONGNA~1.HTM            | C:\\a\\Long name.html                            | MAYBE
          C:\\a\\LONGNA~1.TXT            | C:\\a\\Long name.html                            | DIFFERENT
          \\\\server\\share\\a           | \\\\SERVER\\share\\a                             | SAME
          \\\\server\\share\\a           | \\\\?\\UNC\\server\\share\\a                     | SAME
          \\\\server\\share\\a           | \\Device\\Mup\\server\\share\\a                  | SAME
          \\\\server\\share\\a           | \\\\other\\share\\a                              | DIFFERENT
          \\\\server\\share\\a           | C:\\share\\a                                     | DIFFERENT
          \\Device\\HarddiskVolume2\\a   | \\Device\\HarddiskVolume3\\a                     | DIFFERENT
          \\Device\\HarddiskVolume2\\a   | \\device\\harddiskvolume2\\A                     | SAME
          cmd.exe                        | CMD.exe                                          | SAME
          cmd.exe                        | C:\\cmd.exe                                      | DIFFERENT
          """)
  void compares(String one, String two, WindowsPath.Sameness expected) {
    assertThat(WindowsPath.compare(one, two)).as(one + " and " + two).isEqualTo(expected);
    assertThat(WindowsPath.compare(two, one)).as("the other way").isEqualTo(expected);
  }

  @Test
  void givesOneSpelling() {
    assertThat(WindowsPath.plain("\\??\\c:/windows/./a.EXE")).isEqualTo("C:\\WINDOWS\\A.EXE");
    assertThat(WindowsPath.plain("\\Device\\Mup\\fs1\\x")).isEqualTo("\\\\FS1\\X");
    assertThat(WindowsPath.plain("")).isEmpty();
    assertThat(WindowsPath.plain("C:\\..\\..\\a")).isEqualTo("C:\\A");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          \\Device\\HarddiskVolume2\\Windows\\a.exe               | C:\\Windows\\a.exe
          \\device\\harddiskvolume12\\program files (x86)\\a\\b   | C:\\program files (x86)\\a\\b
          \\Device\\Mup\\server\\share\\a                        | \\\\server\\share\\a
          \\Device\\HarddiskVolume2\\tools\\a.exe                 | ``
          \\Device\\HarddiskVolume2\\Windows                      | ``
          \\Device\\HarddiskVolumeShadowCopy1\\Windows\\a         | ``
          \\Device\\HarddiskVolume\\Windows\\a                    | ``
          \\Device\\HarddiskVolume2                               | ``
          C:\\Windows\\a.exe                                      | ``
          System                                                 | ``
          """)
  void namesTheDriveWhereItIsSure(String path, String expected) {
    assertThat(String.valueOf(WindowsPath.withDrive(path)))
        .isEqualTo(expected.isEmpty() ? "null" : expected);
  }
}
