import static io.kmspolicy.junit.PolicyAssertions.assertThat;

import io.kmspolicy.junit.PolicyTest;
import io.kmspolicy.junit.ScenarioSource;
import io.kmspolicy.testing.Policies;
import io.kmspolicy.testing.ScenarioFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The policies of the example with the scenarios that it has, and the test that they lack. */
@PolicyTest("../examples/policy-repository/policies")
class ExamplePolicyTest {

  @ParameterizedTest
  @ScenarioSource("../examples/policy-repository/tests/app.jsonl")
  void app(ScenarioFile.Entry scenario, Policies policies) {
    assertThat(policies).answers(scenario);
  }

  @ParameterizedTest
  @ScenarioSource("../examples/policy-repository/tests/auditor.jsonl")
  void auditor(ScenarioFile.Entry scenario, Policies policies) {
    assertThat(policies).answers(scenario);
  }

  @Test
  void deletion_isDeniedByAStatement(Policies policies) {
    assertThat(policies)
        .caller("arn:aws:iam::111122223333:role/App")
        .on("1234abcd-12ab-34cd-56ef-1234567890ab")
        .explicitlyDenies("kms:ScheduleKeyDeletion")
        .becauseOf("NoDeletion");
  }
}
