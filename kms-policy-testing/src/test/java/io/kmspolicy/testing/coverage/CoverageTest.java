package io.kmspolicy.testing.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.testing.Expectation;
import io.kmspolicy.testing.ExpectedAnswer;
import io.kmspolicy.testing.Policies;
import io.kmspolicy.testing.PolicyFolder;
import io.kmspolicy.testing.RequestCompletion;
import io.kmspolicy.testing.TestedKeys;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which parts of policies are needed by expected answers. */
final class CoverageTest {

  private static final String TENANT = "kms:EncryptionContext:tenant";

  @TempDir private Path temp;
  private PolicyFolder folder;

  @BeforeEach
  void writePolicies() throws Exception {
    folder = new PolicyFolder(temp);
  }

  private static ExpectedAnswer answer(
      Policies policies, String action, String tenant, Expectation expectation) {
    RequestContext context =
        tenant.isEmpty()
            ? RequestContext.empty()
            : RequestContext.builder().put(TENANT, tenant).build();
    AuthorizationRequest request =
        new RequestCompletion(policies)
            .request(PolicyFolder.APP, action, PolicyFolder.KEY, TestedKeys.of(context), "");
    ExpectedAnswer answer =
        new ExpectedAnswer(
            action + " " + tenant, request, policies.policiesFor(request), expectation);
    assertThat(answer.holds(PolicyEvaluator.forScenarios())).as(answer.name()).isTrue();
    return answer;
  }

  private static ExpectedAnswer answer(
      Policies policies, String action, String tenant, Decision decision) {
    return answer(policies, action, tenant, Expectation.of(decision));
  }

  private static CoverageReport report(Policies policies, ExpectedAnswer... answers) {
    CoverageRecorder recorder = new CoverageRecorder();
    recorder.add(policies);
    List.of(answers).forEach(recorder::add);
    return recorder.report();
  }

  private static List<String> needed(CoverageReport report) {
    return report.parts().stream()
        .filter(CoveredPart::isNeeded)
        .map(part -> part.part().kind().word() + " " + part.part().text())
        .toList();
  }

  @Test
  @DisplayName("An allowed answer needs the statements, the action and the value that allow it")
  void allowed_needsWhatAllowsIt() {
    Policies policies = folder.load();

    CoverageReport report =
        report(policies, answer(policies, "kms:Decrypt", "a", Decision.ALLOWED));

    assertThat(needed(report))
        .containsExactly(
            "statement Allow \"UseTenantA\"",
            "action kms:Decrypt",
            "value StringEquals kms:EncryptionContext:tenant = a",
            "statement Allow \"EnableIAM\"");
    assertThat(report.untested())
        .extracting(part -> part.part().text() + ": " + part.use().words())
        .containsExactly(
            "kms:GenerateDataKey: not needed",
            "StringEquals kms:EncryptionContext:tenant: not needed",
            "StringEquals kms:EncryptionContext:tenant = b: not needed");
  }

  @Test
  @DisplayName("A denied answer needs the condition that does not hold, and no statement")
  void denied_needsTheCondition() {
    Policies policies = folder.load();

    CoverageReport report = report(policies, answer(policies, "kms:Decrypt", "c", Decision.DENIED));

    assertThat(needed(report))
        .containsExactly("condition StringEquals kms:EncryptionContext:tenant");
  }

  @Test
  @DisplayName(
      "A Deny statement is needed by an explicit denial, not by any denial that holds anyway")
  void deny_neededOnlyIfTheAnswerWouldDiffer() throws Exception {
    folder.file(
        PolicyFolder.ACCOUNT + "/roles/App/identity/guard.json",
        """
        {"Version": "2012-10-17", "Statement": {"Sid": "Guard", "Effect": "Deny",
          "Action": "kms:Encrypt", "Resource": "*"}}
        """);
    Policies policies = folder.load();

    assertThat(needed(report(policies, answer(policies, "kms:Encrypt", "", Decision.DENIED))))
        .isEmpty();
    assertThat(
            needed(report(policies, answer(policies, "kms:Encrypt", "", Decision.EXPLICIT_DENY))))
        .containsExactly("statement Deny \"Guard\"");
  }

  @Test
  @DisplayName("Of two statements that do the same, an answer needs neither, unless it names one")
  void redundantStatements_areNotNeeded() throws Exception {
    folder.file(
        PolicyFolder.ACCOUNT + "/roles/App/identity/again.json",
        PolicyFolder.TENANT_A.replace("UseTenantA", "Again"));
    Policies policies = folder.load();
    Expectation named = Expectation.of(Decision.ALLOWED).because(List.of("Again"));

    assertThat(needed(report(policies, answer(policies, "kms:Decrypt", "a", Decision.ALLOWED))))
        .containsExactly("statement Allow \"EnableIAM\"");
    assertThat(needed(report(policies, answer(policies, "kms:Decrypt", "a", named))))
        .contains("statement Allow \"Again\"")
        .doesNotContain("statement Allow \"UseTenantA\"");
  }

  @Test
  @DisplayName("The only entry of NotAction is a part: without it the statement applies to more")
  void notAction_onlyEntry_isAPart() throws Exception {
    folder.file(
        PolicyFolder.ACCOUNT + "/roles/App/identity/guard.json",
        """
        {"Version": "2012-10-17", "Statement": {"Sid": "Guard", "Effect": "Deny",
          "NotAction": "kms:Decrypt", "Resource": "*"}}
        """);
    Policies policies = folder.load();

    assertThat(needed(report(policies, answer(policies, "kms:Decrypt", "a", Decision.ALLOWED))))
        .contains("action kms:Decrypt", "statement Allow \"UseTenantA\"")
        .doesNotContain("statement Deny \"Guard\"")
        .hasSize(5);
  }

  @Test
  void grants_operationsAndConstraints_areParts() throws Exception {
    folder.file(
        PolicyFolder.KEY_FOLDER + "/grants.json",
        """
        {"Grants": [{"GrantId": "g1", "Name": "workers", "KeyId": "%s",
          "GranteePrincipal": "arn:aws:iam::111122223333:role/App",
          "Operations": ["Encrypt", "ReEncryptFrom"], "IssuingAccount": "111122223333",
          "Constraints": {"EncryptionContextSubset": {"tenant": "a"}}}]}
        """
            .formatted(PolicyFolder.KEY));
    Policies policies = folder.load();

    CoverageReport report = report(policies, answer(policies, "kms:Encrypt", "c", Decision.DENIED));

    assertThat(needed(report)).containsExactly("constraints the constraints of \"workers\"");
    assertThat(report.parts())
        .extracting(part -> part.part().kind())
        .contains(PolicyPart.Kind.GRANT, PolicyPart.Kind.OPERATION);
    assertThat(report.parts().get(report.parts().size() - 1).part().place())
        .isEqualTo(PolicyFolder.KEY_FOLDER + "/grants.json");
  }

  @Test
  @DisplayName(
      "Equal policies in two files are two policies: answers on one do not cover the other")
  void equalPolicies_ofTwoRoles_areCoveredApart() throws Exception {
    folder.file(PolicyFolder.ACCOUNT + "/roles/Other/identity/app.json", PolicyFolder.TENANT_A);
    Policies policies = folder.load();

    CoverageReport report =
        report(policies, answer(policies, "kms:Decrypt", "a", Decision.ALLOWED));

    assertThat(report.untested())
        .filteredOn(part -> part.use() == CoveredPart.Use.NOT_REACHED)
        .allSatisfy(part -> assertThat(part.part().source()).contains("roles/Other"))
        .hasSize(6);
  }

  @Test
  @DisplayName("Decisions grow with statements times answers, and equal answers count once")
  void decisions_areLinearInStatementsTimesAnswers() throws Exception {
    long single = decisions(20, 1);
    assertThat(decisions(40, 1)).isLessThanOrEqualTo(2 * single + 10);
    assertThat(decisions(20, 2)).isLessThanOrEqualTo(2 * single + 10);
    assertThat(single).isLessThanOrEqualTo(20L * 2 + 10);
  }

  /** The decisions for a number of statements that all apply, and a number of answers. */
  private long decisions(int statements, int answers) throws Exception {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < statements; i++) {
      texts.add(
          """
          {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*",
           "Condition": {"StringLike": {"kms:EncryptionContext:tenant": "t*"}}}
          """);
    }
    folder.file(
        PolicyFolder.ACCOUNT + "/roles/App/identity/app.json",
        "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(",", texts) + "]}");
    Policies policies = folder.load();
    CoverageRecorder recorder = new CoverageRecorder();
    recorder.add(policies);
    for (int i = 0; i < answers; i++) {
      recorder.add(answer(policies, "kms:Decrypt", "t" + i, Decision.ALLOWED));
      recorder.add(answer(policies, "kms:Decrypt", "t" + i, Decision.ALLOWED));
    }
    CoverageReport report = recorder.report();
    assertThat(report.answers()).isEqualTo(answers);
    return report.decisions();
  }

  @Test
  void shortfall_belowTheMinimum_namesWhatIsUntested() {
    Policies policies = folder.load();
    CoverageReport report =
        report(policies, answer(policies, "kms:Decrypt", "a", Decision.ALLOWED));

    assertThat(report.percent()).isEqualByComparingTo("57.1");
    assertThat(report.shortfall(new BigDecimal("57.1"))).isEmpty();
    assertThat(report.shortfall(new BigDecimal("57.2")))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith("policy coverage of 57.1 % is below the minimum of 57.2 %\n")
                    .contains(
                        "roles/App/identity/app.json:2:",
                        "action kms:GenerateDataKey of \"UseTenantA\""));
    assertThatThrownBy(() -> CoverageReport.minimum("most"))
        .hasMessage("`most` is no minimum of policy coverage; it must be a number from 0 to 100");
    assertThatThrownBy(() -> CoverageReport.minimum("101"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void text_untestedStatement_isOneLineWithItsParts() {
    Policies policies = folder.load();

    assertThat(CoverageText.of(report(policies)))
        .isEqualTo(
            """
            policy coverage: 0 of 7 parts are needed by 0 expected answers (0.0 %)
              statements 0 of 2, conditions 0 of 1, values in lists 0 of 4
            not needed by any expected answer:
              111122223333/roles/App/identity/app.json:2:3: statement Allow "UseTenantA" and its 5 other parts (applies to no request)
              111122223333/keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab/policy.json:2:3: statement Allow "EnableIAM" (applies to no request)
            """);
  }

  @Test
  void jsonAndPage_everyPart_isThere() {
    Policies policies = folder.load();
    CoverageReport report =
        report(policies, answer(policies, "kms:Decrypt", "a", Decision.ALLOWED));

    assertThat(CoverageJson.of(report))
        .contains("\"needed\": 4", "\"percent\": 57.1", "\"neededBy\": \"kms:Decrypt a\"");
    String page = CoveragePage.of("<policies>", report);
    assertThat(page)
        .contains("Policy coverage: &lt;policies&gt;", "default-src 'none'")
        .doesNotContain("<script", "http://", "https://");
    assertThat(page.split("<li ", -1)).hasSize(8);
    assertThat(page.split("<ul>", -1)).hasSameSizeAs(page.split("</ul>", -1));
    assertThat(page.split("<li ", -1)).hasSameSizeAs(page.split("</li>", -1));
  }

  @Test
  @DisplayName("A condition that two files hold has a place in each of them, never the other's")
  void report_equalConditionsOfTwoFiles_haveTheirOwnPlaces() throws Exception {
    String test = "\"Condition\": {\"StringEquals\": {\"" + TENANT + "\": [\"a\", \"b\"]}}}]}";
    folder.file(
        PolicyFolder.ACCOUNT + "/roles/App/identity/p.json",
        "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\":"
            + " \"kms:*\", \"Resource\": \"*\", "
            + test);
    folder.file(
        PolicyFolder.ACCOUNT + "/keys/us-west-2/" + PolicyFolder.KEY_ID + "/policy.json",
        "{\"Version\": \"2012-10-17\",\n\n"
            + "\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"kms:*\","
            + " \"Resource\": \"*\",\n"
            + test);
    Policies policies = folder.load();

    assertThat(report(policies).parts())
        .isNotEmpty()
        .allSatisfy(
            part -> {
              boolean isIdentity = part.part().source().endsWith("/p.json");
              assertThat(part.part().location().source()).isEqualTo(part.part().source());
              assertThat(part.part().location().line() == 1).isEqualTo(isIdentity);
            });
  }
}
