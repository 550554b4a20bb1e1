package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.document.DocumentTypes;
import io.kmspolicy.lint.document.PolicyText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A long run can show its progress. */
final class PolicyLinterTest {

  @Test
  void lint_manyDocuments_startsEachOnceAndInOrder() {
    List<PolicyText> texts =
        List.of(
            DocumentTypes.infer("a.json", 1, "{\"Version\": \"2012-10-17\", \"Statement\": []}"),
            DocumentTypes.infer("broken.json", 1, "{"),
            DocumentTypes.infer("grants.json", 1, "{\"Grants\": []}"));
    List<PolicyText> started = new ArrayList<>();
    assertThat(new PolicyLinter().lint(texts, started::add))
        .isEqualTo(new PolicyLinter().lint(texts));
    assertThat(started).isEqualTo(texts);
  }
}
