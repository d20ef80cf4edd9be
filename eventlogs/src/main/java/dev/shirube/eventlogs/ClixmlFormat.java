// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import java.io.IOException;

/// What PowerShell's Export-Clixml makes of Get-WinEvent ([MS-PSRP] 2.2.5).
public final class ClixmlFormat implements Format {
  public ClixmlFormat() {}

  @Override
  public String name() {
    return "clixml";
  }

  @Override
  public int recognize(Sample sample) {
    String text = sample.text().stripLeading();
    String front = text.substring(0, Math.min(text.length(), 512));
    boolean objects = front.contains("<Objs ") && front.contains("powershell/2004/04");
    return objects && (front.startsWith("<") || front.startsWith("#< CLIXML")) ? 95 : 0;
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) throws IOException {
    ClixmlEntries entries = new ClixmlEntries(context.limits());
    return new XmlRecordReader(entry, context, "Obj", "", entries);
  }
}
