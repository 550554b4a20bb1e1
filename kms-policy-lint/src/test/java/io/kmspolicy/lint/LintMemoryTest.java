package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise: a second run checks only what differs, and finds what a run without memory finds. */
final class LintMemoryTest {

  private static final int ROLES = 40;
  private static final String ACCOUNT = "111122223333/roles/";

  private final LintMemory memory = new LintMemory();

  /** The policy of a role, whose findings depend on the account in the path of its file. */
  private static PolicyText role(String root, int number, String action) {
    return new PolicyText(
        root + ACCOUNT + "role-" + number + "/identity/p.json",
        1,
        RandomPolicies.policy(
            "{\"Effect\": \"Allow\", \"Action\": \"" + action + "\", \"Resource\": \"*\"}",
            "{\"Effect\": \"Allow\", \"Action\": \"kms:Encrypt\", \"Resource\":"
                + " \"arn:aws:kms:us-west-2:444455556666:key/%08x-*\"}".formatted(number)),
        PolicyType.IDENTITY,
        "");
  }

  private static List<PolicyText> fleet(String root) {
    List<PolicyText> texts = new ArrayList<>();
    for (int number = 0; number < ROLES; number++) {
      texts.add(role(root, number, "kms:Decrypt"));
    }
    return texts;
  }

  private static List<String> lines(List<Finding> findings) {
    return findings.stream()
        .map(finding -> finding + " " + finding.location().source() + Lints.line(finding))
        .toList();
  }

  private List<Finding> lint(List<PolicyText> texts) {
    return new PolicyLinter().lint(texts, unused -> {}, memory);
  }

  @Test
  @DisplayName("Of a fleet with one changed policy, the second run checks one document")
  void lint_secondRun_checksWhatDiffers() {
    List<PolicyText> before = fleet("before/");
    List<PolicyText> after = fleet("after/");
    after.set(7, role("after/", 7, "kms:ScheduleKeyDeletion"));

    lint(before);
    int first = memory.checkedDocuments();
    List<Finding> found = lint(after);

    assertThat(first).isEqualTo(ROLES);
    assertThat(memory.checkedDocuments()).isEqualTo(ROLES + 1);
    assertThat(lines(found)).hasSize(ROLES).isEqualTo(lines(new PolicyLinter().lint(after)));
  }

  @Test
  @DisplayName("The same text is another document in another place, type or account")
  void lint_sameTextElsewhere_isCheckedAgain() {
    PolicyText text = role("", 1, "kms:Decrypt");
    lint(List.of(text));
    lint(List.of(text.withSource("444455556666/roles/role-1/identity/p.json")));
    new PolicyLinter().ofAccount("444455556666").lint(List.of(text), unused -> {}, memory);
    lint(List.of(text.withOpaqueParts()));
    assertThat(memory.checkedDocuments()).isEqualTo(4);
    lint(List.of(text.withSource("other/" + text.source())));
    assertThat(memory.checkedDocuments()).isEqualTo(4);
  }

  @Test
  @DisplayName("What documents say of each other is found in each run")
  void lint_secondRun_findsWhatHasNoEffectOnAKey() {
    String id = "1234abcd-12ab-34cd-56ef-1234567890ab";
    PolicyText key =
        new PolicyText(
            "111122223333/keys/us-west-2/" + id + "/policy.json",
            1,
            RandomPolicies.policy(
                "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\":"
                    + " \"arn:aws:iam::111122223333:role/Admin\"}, \"Action\": \"kms:*\","
                    + " \"Resource\": \"*\"}"),
            PolicyType.KEY,
            "");
    PolicyText role =
        new PolicyText(
            ACCOUNT + "App/identity/p.json",
            1,
            RandomPolicies.policy(
                "{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\":"
                    + " \"arn:aws:kms:us-west-2:111122223333:key/"
                    + id
                    + "\"}"),
            PolicyType.IDENTITY,
            "");
    List<String> first = lines(lint(List.of(key, role)));
    assertThat(first).anyMatch(line -> line.contains("this Allow has no effect on the key"));
    assertThat(lines(lint(List.of(key, role)))).isEqualTo(first);
    assertThat(lines(lint(List.of(role))))
        .noneMatch(line -> line.contains("this Allow has no effect on the key"));
  }
}
