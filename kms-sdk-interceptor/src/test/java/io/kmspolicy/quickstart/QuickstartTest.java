package io.kmspolicy.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class QuickstartTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void runEmbedded_allCalls_goAsTheyShould() {
    boolean good = new Quickstart(out, new Colours(false), 1).runEmbedded();
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(good).as(text).isTrue();
    assertThat(text)
        .contains("roles/App/identity/deny-key-management.json:3")
        .contains("keys/us-west-2/0987dcba.../policy.json:11  \"NoOtherTenant\"")
        .contains("the key policy (keys/us-west-2/5a5e11e5.../policy.json)")
        .contains("16 calls: 9 sent, 7 stopped");
    assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    assertThat(text).isASCII();
  }
}
