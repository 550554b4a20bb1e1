package io.kmspolicy.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TrailProgressTest {

  private static final int MIB = 1 << 20;

  private long nanos;

  private String shown(boolean terminal, long total) throws IOException {
    StringWriter err = new StringWriter();
    TrailProgress progress = new TrailProgress(new PrintWriter(err), terminal, total, () -> nanos);
    try (progress;
        InputStream in = progress.counting("trail", new ByteArrayInputStream(new byte[MIB]))) {
      nanos = 1_000_000_000L;
      assertThat(in.read(new byte[MIB])).isEqualTo(MIB);
    }
    return err.toString();
  }

  @Test
  void count_terminal_showsBarRateAndRemainingTime() throws IOException {
    assertThat(shown(true, 4L * MIB))
        .isEqualTo(
            "\r"
                + "\u001b[K[######------------------]  25 %  1 MiB  1.0 MiB/s  0:03 left  trail\r"
                + "\u001b[K");
  }

  /** The size of standard input is not known. */
  @Test
  void count_unknownTotal_showsTheRateOnly() throws IOException {
    assertThat(shown(true, 0)).isEqualTo("\r\u001b[Ktrail  1 MiB  1.0 MiB/s\r\u001b[K");
  }

  @Test
  void count_noTerminal_writesNothing() throws IOException {
    assertThat(shown(false, 4L * MIB)).isEmpty();
  }
}
