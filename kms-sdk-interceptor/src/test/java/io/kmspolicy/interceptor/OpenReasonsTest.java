package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.DecisionReason;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.OpenReason;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.spi.PolicySource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Promise: each open call has a reason, the right one of ten words, and the reasons are bounded.
 */
class OpenReasonsTest {

  private static final RequestContext CONTEXT =
      RequestContext.builder()
          .unknown("aws:SourceVpc")
          .put("aws:CurrentTime", "2026-01-01T00:00:00Z")
          .build();

  private final InterceptorCounts counts = new InterceptorCounts();
  private final ExplanationQueue queue = new ExplanationQueue(new FailureGuard(counts), counts);
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final OpenReasons reasons =
      new OpenReasons(
          PolicyEvaluator.tables(),
          queue,
          new OpenCallWarnings(PolicySource.unknown(), queue::submit, said::add));

  @AfterEach
  void close() {
    queue.close();
  }

  private static PolicyLayer layer(PolicyType type, String principal, String condition) {
    String json =
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", %s "Action": "kms:*",
          "Resource": "*"%s}}
        """
            .formatted(principal, condition);
    return PolicyLayer.of(new NamedPolicy("p", PolicyReader.forType(type).read(json)));
  }

  private static PolicySet allowing(String condition) {
    return PolicySet.builder()
        .identity(layer(PolicyType.IDENTITY, "", condition))
        .key(layer(PolicyType.KEY, "\"Principal\": {\"AWS\": \"111122223333\"},", ""))
        .build();
  }

  private static CallDecision open(CheckDecision check) {
    return new CallDecision(
        "Decrypt",
        Decision.INDETERMINATE,
        List.of(check),
        EnforcementMode.OBSERVE,
        Disposition.PASSED,
        0);
  }

  private static CallDecision open(PolicySet policies, KmsResource resource) {
    return open(
        new CheckDecision.Evaluated(
            AuthorizationRequest.of(Fixtures.CALLER, "kms:Decrypt", resource, CONTEXT),
            policies,
            policies,
            Decision.INDETERMINATE));
  }

  private OpenReason found(CallDecision call) {
    reasons.note(call);
    List<DecisionReason> told = new CopyOnWriteArrayList<>();
    reasons.tell(call, told::add);
    Eventually.isTrue("the reason", () -> !told.isEmpty());
    Eventually.isTrue(
        "all that is missing",
        () ->
            reasons.report().stream()
                .noneMatch(
                    open ->
                        open.kind() == DecisionReason.NOT_EVALUATED && open.missing().isEmpty()));
    List<OpenReason> report = reasons.report();
    reasons.replace(call);
    assertThat(reasons.report()).isEmpty();
    assertThat(report).singleElement().extracting(OpenReason::kind).isEqualTo(told.get(0));
    return report.get(0);
  }

  private void assertFound(PolicySet policies, DecisionReason kind, String... missing) {
    OpenReason found = found(open(policies, Fixtures.KEY));
    assertThat(found.kind()).isEqualTo(kind);
    assertThat(found.missing()).containsExactly(missing);
    assertThat(found.example())
        .isEqualTo("Decrypt on key/" + Fixtures.KEY_ID + " by role App (111122223333)");
  }

  @Test
  @DisplayName("Unknown layers: the caller's, the key's and others have words of their own")
  void note_unknownLayer_isNamed() {
    PolicySet known = allowing("");
    assertFound(
        known.toBuilder().identity(PolicyLayer.unknown()).build(),
        DecisionReason.UNKNOWN_CALLER,
        "identity");
    assertFound(
        known.toBuilder().permissionsBoundary(PolicyLayer.unknown()).build(),
        DecisionReason.UNKNOWN_LAYER,
        "boundary");
  }

  @Test
  @DisplayName("An unknown key policy is an unknown key")
  void note_unknownKeyPolicy_isAnUnknownKey() {
    assertFound(
        allowing("").toBuilder().key(PolicyLayer.unknown()).build(),
        DecisionReason.UNKNOWN_KEY,
        "key-policy");
  }

  @Test
  @DisplayName("An unknown condition key is named as the policy spells it")
  void note_unknownConditionKey_isNamed() {
    assertFound(
        allowing(", \"Condition\": {\"StringEquals\": {\"aws:sourcevpc\": \"vpc-1\"}}"),
        DecisionReason.UNKNOWN_CONDITION_KEY,
        "aws:sourcevpc");
  }

  @Test
  @DisplayName(
      "The log says once of each unknown condition key what to state, and which test it is")
  void note_unknownConditionKey_isLoggedOnce() {
    assertFound(
        allowing(", \"Condition\": {\"StringEquals\": {\"aws:sourcevpc\": \"vpc-1\"}}"),
        DecisionReason.UNKNOWN_CONDITION_KEY,
        "aws:sourcevpc");
    reasons.note(testing("aws:SourceVpc", KmsResource.parse(Fixtures.OTHER_ARN)));
    reasons.note(testing("aws:SourceVpce", KmsResource.parse(Fixtures.FOREIGN_ARN)));
    Eventually.isTrue("the other key", () -> said.size() > 1);
    assertThat(said.get(1)).startsWith("the condition key `aws:SourceVpce` is unknown");
    assertThat(said)
        .hasSize(2)
        .contains(
            "the condition key `aws:sourcevpc` is unknown, which leaves calls indeterminate, such"
                + " as Decrypt on key/"
                + Fixtures.KEY_ID
                + " by role App (111122223333), where it is tested by identity policy p: statement"
                + " at 1:40; if it is the same for every call, state"
                + " kms.policy.assertions=context:aws:sourcevpc=VALUE");
  }

  @Test
  @DisplayName("The condition keys that the log names are bounded")
  void note_manyUnknownConditionKeys_areBounded() {
    for (int number = 0; number < 150; number++) {
      String arn =
          String.format(
              "arn:aws:kms:us-west-2:111122223333:key/00000000-0000-0000-0000-%012x", number);
      found(testing("aws:ResourceTag/tag" + number, KmsResource.parse(arn)));
    }
    assertThat(said).hasSize(100);
  }

  private static CallDecision testing(String key, KmsResource resource) {
    PolicySet policies = allowing(", \"Condition\": {\"StringEquals\": {\"" + key + "\": \"x\"}}");
    return open(
        new CheckDecision.Evaluated(
            AuthorizationRequest.of(
                Fixtures.CALLER,
                "kms:Decrypt",
                resource,
                RequestContext.builder().unknown(key).build()),
            policies,
            policies,
            Decision.INDETERMINATE));
  }

  @Test
  @DisplayName("A decision that changes within the tolerance of clocks lacks the time")
  void note_timeOfArrival_isNamed() {
    assertFound(
        allowing(
            ", \"Condition\": {\"DateLessThan\": {\"aws:CurrentTime\": \"2026-06-01T00:00:00Z\"}}"),
        DecisionReason.UNKNOWN_CONDITION_KEY,
        "aws:CurrentTime");
    assertThat(said).isEmpty();
  }

  @Test
  @DisplayName("A decision that more steps make certain has used up its budget")
  void note_certainWithMoreSteps_isTheBudget() {
    assertFound(allowing(""), DecisionReason.BUDGET);
  }

  @Test
  @DisplayName("A check that was not evaluated says why")
  void note_notEvaluated_saysWhy() {
    OpenReason found =
        found(
            open(
                new CheckDecision.NotEvaluated(
                    "cloudhsm:DescribeClusters", CheckDecision.Reason.OTHER_SERVICE)));
    assertThat(found.text()).isEqualTo("1 × Decrypt: not-evaluated: other_service");
  }

  @Test
  @DisplayName("Calls on many keys are all counted; 1,000 are told apart and 100 are listed")
  void note_manyKeys_areBounded() {
    PolicySet policies = allowing("").toBuilder().session(PolicyLayer.unknown()).build();
    for (int number = 0; number < 1_500; number++) {
      String arn =
          String.format(
              "arn:aws:kms:us-west-2:111122223333:key/00000000-0000-0000-0000-%012x", number);
      reasons.note(open(policies, KmsResource.parse(arn)));
    }
    List<OpenReason> report = reasons.report();
    assertThat(report).hasSize(102);
    assertThat(report.stream().mapToLong(OpenReason::count).sum()).isEqualTo(1_500);
    assertThat(report.get(100).text()).startsWith("900 × others: unknown-layer");
    assertThat(report.get(101).text()).isEqualTo("500 × others: not-evaluated");
  }

  private static PolicySet testing(String conditionKey) {
    return allowing(", \"Condition\": {\"StringEquals\": {\"" + conditionKey + "\": \"x\"}}");
  }

  /** The lines of the report, when the reasons of all calls are found. */
  private List<String> settled() {
    Eventually.isTrue(
        "the reasons",
        () ->
            reasons.report().stream()
                .noneMatch(open -> open.kind() == DecisionReason.NOT_EVALUATED));
    return reasons.report().stream().map(open -> open.count() + " " + open.missing()).toList();
  }

  @Test
  @DisplayName("Other policies give their own reason to the calls after them, and to no others")
  void note_otherPolicies_areExplainedAgain() {
    reasons.note(open(testing("aws:SourceVpc"), Fixtures.KEY));
    assertThat(settled()).containsExactly("1 [aws:SourceVpc]");

    PolicySet next = testing("aws:sourcevpc");
    CallDecision call = open(next, Fixtures.KEY);
    reasons.note(call);
    reasons.note(open(next, Fixtures.KEY));
    assertThat(settled()).containsExactly("2 [aws:sourcevpc]", "1 [aws:SourceVpc]");

    CallDecision certain = open(allowing(""), Fixtures.KEY);
    reasons.note(certain);
    List<DecisionReason> told = new CopyOnWriteArrayList<>();
    reasons.tell(certain, told::add);
    Eventually.isTrue("the reason", () -> !told.isEmpty());
    assertThat(told).containsExactly(DecisionReason.BUDGET);
    assertThat(settled()).containsExactly("2 [aws:sourcevpc]", "1 [aws:SourceVpc]", "1 []");
  }

  @Test
  @DisplayName("The same policies, published again, leave one line, and many others are bounded")
  void note_manyPublications_areBounded() {
    for (int number = 0; number < 20; number++) {
      reasons.note(open(testing("aws:SourceVpc"), Fixtures.KEY));
      settled();
    }
    assertThat(settled()).containsExactly("20 [aws:SourceVpc]");

    for (int number = 0; number < 20; number++) {
      int own = number;
      reasons.note(
          open(
              testing("aws:SourceVpc").toBuilder()
                  .key(
                      layer(
                          PolicyType.KEY,
                          "\"Principal\": {\"AWS\": \"111122223333\"},",
                          ", \"Condition\": {\"StringEquals\": {\"aws:SOURCEVPC"
                              + "\": \"x"
                              + own
                              + "\"}}"))
                  .build(),
              Fixtures.KEY));
    }
    assertThat(reasons.report().stream().mapToLong(OpenReason::count).sum()).isEqualTo(40);
    assertThat(reasons.report()).hasSizeLessThanOrEqualTo(10);
  }
}
