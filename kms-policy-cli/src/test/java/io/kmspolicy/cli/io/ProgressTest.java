package io.kmspolicy.cli.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressTest {

  private final StringWriter err = new StringWriter();
  private final AtomicLong clock = new AtomicLong();

  private Progress progress(boolean shown) {
    return new Progress(new PrintWriter(err, true), shown, "answers", clock::get);
  }

  @Test
  void step_onATerminal_showsTheRateAndIsCleared() {
    Progress progress = progress(true);
    progress.step("kms:Decrypt");
    assertThat(err.toString()).isEmpty();
    clock.set(500_000_000L);
    progress.step("kms:D\u001bcrypt");
    assertThat(err.toString()).isEqualTo("\r\u001b[Kkms:D\\u001bcrypt  2 answers  4/s");
    progress.clear();
    assertThat(err.toString()).endsWith("\r\u001b[K");
  }

  @Test
  void step_elsewhere_writesNothing() {
    Progress progress = progress(false);
    clock.set(500_000_000L);
    progress.step("kms:Decrypt");
    progress.clear();
    assertThat(err.toString()).isEmpty();
  }
}
