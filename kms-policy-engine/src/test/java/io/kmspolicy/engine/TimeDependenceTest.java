package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule 6.15: at which times a decision can change. */
class TimeDependenceTest {

  private static final Instant FIRST = Instant.parse("2026-01-31T12:00:00Z");
  private static final Instant LAST = Instant.parse("2026-01-31T12:10:00Z");

  private static PolicyLayer.Attached layer(String resource, String condition) {
    String statement =
        "{'Effect':'Allow','Principal':'*','Action':'kms:*','Resource':'"
            + resource
            + "','Condition':{"
            + condition
            + "}}";
    return (PolicyLayer.Attached) Policies.key(statement).key();
  }

  private static boolean mayChange(PolicySet policies) {
    return TimeDependence.of(policies).mayChangeBetween(FIRST, LAST);
  }

  private static boolean mayChange(String condition) {
    return mayChange(PolicySet.builder().key(layer("*", condition)).build());
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T11:59:59.999Z, false",
    "2026-01-31T12:00:00Z, true",
    "2026-01-31T12:05:00Z, true",
    "2026-01-31T12:10:00Z, true",
    "2026-01-31T12:10:00.001Z, false",
    "2026-01-31T14:05:00+02:00, true",
    "2026-01-31, false",
    "1769860800, true", // 12:00:00
    "1769861400, true", // 12:10:00
    "1769861401, false",
    "1769860800000, true", // perhaps milliseconds
    "no time, false"
  })
  @DisplayName("6.15, 3.12: a comparison changes at its instant only")
  void mayChange_comparison_changesAtItsInstant(String value, boolean expected) {
    assertThat(mayChange("'DateLessThan':{'aws:CurrentTime':'" + value + "'}")).isEqualTo(expected);
    assertThat(mayChange("'DateNotEqualsIfExists':{'AWS:EpochTime':['0','" + value + "']}"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1769860799, false", "1769860800, true", "1769860800.5, true", "x, false"})
  @DisplayName("6.15, 3.11: so does a comparison of numbers")
  void mayChange_number_changesAtItsInstant(String value, boolean expected) {
    assertThat(mayChange("'NumericGreaterThan':{'aws:EpochTime':'" + value + "'}"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'StringLike':{'aws:CurrentTime':'2026-01-31T12:0*'}",
        "'StringNotEquals':{'aws:EpochTime':'0'}",
        "'StringEquals':{'aws:PrincipalTag/until':'${aws:CurrentTime}'}",
        "'StringEquals':{'kms:ViaService':['a','b-${AWS:EpochTime}']}"
      })
  @DisplayName("6.15: what compares the text of the time may change at any time")
  void mayChange_text_changesAtAnyTime(String condition) {
    assertThat(mayChange(condition)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'Null':{'aws:CurrentTime':'true'}",
        "'DateLessThan':{'aws:TokenIssueTime':'2026-01-31T12:05:00Z'}",
        "'StringEquals':{'aws:PrincipalTag/until':'${aws:username}'}"
      })
  @DisplayName("6.15: what does not read the clock does not change")
  void mayChange_otherTests_changeNever(String condition) {
    assertThat(mayChange(condition)).isFalse();
  }

  @Test
  @DisplayName("6.15, 2.10: a variable of the time in a resource may change at any time")
  void mayChange_resource_changesAtAnyTime() {
    assertThat(mayChange(PolicySet.builder().key(layer("*:${aws:EpochTime}", "")).build()))
        .isTrue();
    assertThat(mayChange(PolicySet.builder().key(layer("*:${aws:userid}", "")).build())).isFalse();
  }

  @Test
  @DisplayName("6.15: every layer counts")
  void mayChange_anyLayer_counts() {
    PolicyLayer.Attached timed =
        layer("*", "'DateLessThan':{'aws:CurrentTime':'2026-01-31T12:05:00Z'}");
    OrganizationLayer levels =
        OrganizationLayer.of(
            new OrganizationLayer.Level("r", List.of()),
            new OrganizationLayer.Level("a", timed.policies()));

    assertThat(mayChange(PolicySet.empty())).isFalse();
    assertThat(
            List.of(
                PolicySet.builder().identity(timed).build(),
                PolicySet.builder().permissionsBoundary(timed).build(),
                PolicySet.builder().session(timed).build(),
                PolicySet.builder().key(timed).build(),
                PolicySet.builder().vpcEndpoint(timed).build(),
                PolicySet.builder().serviceControl(levels).build(),
                PolicySet.builder().resourceControl(levels).build()))
        .allMatch(TimeDependenceTest::mayChange);
  }
}
