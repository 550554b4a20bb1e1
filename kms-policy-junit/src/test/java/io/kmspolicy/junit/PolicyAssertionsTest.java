package io.kmspolicy.junit;

import static io.kmspolicy.junit.PolicyAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.testing.Policies;
import io.kmspolicy.testing.ScenarioFile;
import io.kmspolicy.testing.TestInputException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.opentest4j.AssertionFailedError;

/** The assertions, as a user writes them. */
@PolicyTest("policies/")
final class PolicyAssertionsTest {

  private static final String APP = "arn:aws:iam::111122223333:role/App";
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  private final Policies policies;

  PolicyAssertionsTest(Policies policies) {
    this.policies = policies;
  }

  @Test
  void allows_encryptionContext_isAllowedByTheStatement() {
    assertThat(policies)
        .caller(APP)
        .on("alias/app")
        .allows("kms:Decrypt", with -> with.encryptionContext("tenant", "a"))
        .becauseOf("UseTenantA", "EnableIAM")
        .and()
        .certainlyDenies("kms:Decrypt", with -> with.encryptionContext("tenant", "b"))
        .and()
        .explicitlyDenies("kms:Encrypt")
        .becauseOf("NoDirectEncrypt")
        .and()
        .leavesOpen("kms:Decrypt", with -> with.unknown("kms:EncryptionContext:*"))
        .and()
        .leavesOpen("kms:Decrypt")
        .and()
        .certainlyDenies("kms:Decrypt", with -> with.absent("kms:EncryptionContext:*"))
        .and()
        .certainlyDenies("kms:Decrypt", RequestDetails::nothingElse)
        .and()
        .leavesOpen(
            "kms:Decrypt",
            with -> with.context("kms:EncryptionContext:tenant", "a").unknownLayer("scp"));
  }

  @Test
  @DisplayName("A failure says what was expected, and prints the explanation with file and line")
  void allows_deniedRequest_failsWithTheExplanation() {
    assertThatThrownBy(
            () ->
                assertThat(policies)
                    .caller(APP)
                    .on(KEY)
                    .allows("kms:Decrypt", with -> with.encryptionContext("tenant", "b")))
        .isInstanceOfSatisfying(
            AssertionFailedError.class,
            failure -> {
              org.assertj.core.api.Assertions.assertThat(failure.getExpected().getValue())
                  .isEqualTo("allowed");
              org.assertj.core.api.Assertions.assertThat(failure.getActual().getValue())
                  .isEqualTo("implicitDeny");
            })
        .hasMessageStartingWith(
            "policies/: kms:Decrypt on "
                + KEY
                + " is expected to be allowed, but the decision is implicitDeny: nothing allows it: the"
                + " identity policies do not allow it; ")
        .hasMessageContaining(
            " would allow it, but for `StringEquals kms:EncryptionContext:tenant`, which wants"
                + " `a`")
        .hasMessageContaining("\n\nIMPLICIT DENY")
        .hasMessageContaining("111122223333/roles/App/identity/app.json:4:5")
        .hasMessageContaining("the request has \"b\", the policy wants");
  }

  @Test
  @DisplayName("An answer that hangs on a key that is not stated fails, with both halves")
  void allowsAndDenies_openAnswer_failWithBothHalves() {
    RequestAssert app = assertThat(policies).caller(APP).on(KEY);

    for (ThrowingCallable certain :
        List.<ThrowingCallable>of(
            () -> app.allows("kms:Decrypt"),
            () -> app.certainlyDenies("kms:Decrypt"),
            () -> app.explicitlyDenies("kms:Decrypt"))) {
      assertThatThrownBy(certain)
          .isInstanceOf(AssertionFailedError.class)
          .hasMessageContaining(
              "but the decision is indeterminate: allowed if `kms:EncryptionContext:tenant` is `a`,"
                  + " else denied because nothing allows it; if everything else is absent, it is"
                  + " implicitDeny\n\nINDETERMINATE: allowed if ");
    }
    app.leavesOpen("kms:Decrypt");
  }

  @Test
  @SuppressWarnings("deprecation")
  @DisplayName("A version for which it is kept, othersUnknown does nothing")
  void othersUnknown_statedKey_staysKnown() {
    assertThat(policies)
        .caller(APP)
        .on(KEY)
        .leavesOpen("kms:Decrypt", RequestDetails::othersUnknown)
        .and()
        .allows("kms:Decrypt", with -> with.encryptionContext("tenant", "a").othersUnknown());
  }

  @Test
  void absent_keyOfEveryRequest_isRefused() {
    assertThatThrownBy(
            () ->
                assertThat(policies)
                    .caller(APP)
                    .on(KEY)
                    .allows("kms:Encrypt", with -> with.absent("aws:CurrentTime")))
        .isInstanceOf(TestInputException.class)
        .hasMessageContaining("every request has it");
  }

  @Test
  void becauseOf_otherStatement_failsWithTheReasons() {
    assertThatThrownBy(
            () ->
                assertThat(policies)
                    .caller(APP)
                    .on(KEY)
                    .explicitlyDenies("kms:Encrypt")
                    .becauseOf("UseTenantA"))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining(
            "is denied explicitly, but not because of UseTenantA; it is because of"
                + " NoDirectEncrypt");
  }

  @Test
  void names_mistyped_failWithTheRightOnes() {
    assertThatThrownBy(() -> assertThat(policies).caller(APP).on("alias/ap").allows("kms:Decrypt"))
        .isInstanceOf(TestInputException.class)
        .hasMessageContaining("there are `" + KEY + "`");
    assertThatThrownBy(() -> assertThat(policies).caller(APP).on(KEY).allows("kms:Decrpyt"))
        .hasMessageContaining("did you mean `kms:Decrypt`?");
    assertThatThrownBy(
            () ->
                assertThat(policies)
                    .caller(APP)
                    .on(KEY)
                    .allows("kms:Decrypt", with -> with.unknownLayer("spc")))
        .hasMessageContaining("is not a layer");
  }

  @Test
  void grantsNothingNew_widerPolicy_failsWithTheRequest() {
    Policies before = Policies.load(Path.of("src/test/resources/key-policy.json"));
    Policies after = Policies.load(Path.of("src/test/resources/widened/key-policy.json"));

    assertThat(before).grantsNothingNew(after);
    assertThatThrownBy(() -> assertThat(after).grantsNothingNew(before))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("widened/key-policy.json grants something new: kms:Encrypt on ")
        .hasMessageContaining("\"AppDecrypts\" at src/test/resources/widened/key-policy.json:4:5");
  }

  @ParameterizedTest
  @ScenarioSource("cases.jsonl")
  void scenarios_everyLine_isAsExpected(ScenarioFile.Entry scenario, Policies again) {
    org.assertj.core.api.Assertions.assertThat(again).isSameAs(policies);
    assertThat(again).answers(scenario);
  }

  @Nested
  @PolicyTest("key-policy.json")
  final class OfAKeyPolicy {

    @Test
    @DisplayName("A key policy alone allows whom it names and leaves its account open")
    void keyPolicy_alone_answersForItself(Policies keyPolicy) {
      assertThat(keyPolicy)
          .caller(APP)
          .on(KEY)
          .allows("kms:Decrypt")
          .becauseOf("AppDecrypts")
          .and()
          .leavesOpen("kms:DescribeKey")
          .and()
          .leavesOpen("kms:DescribeKey", RequestDetails::nothingElse)
          .and()
          .certainlyDenies("kms:ScheduleKeyDeletion");
    }
  }

  @Nested
  final class OfTheClassAround {

    @Test
    void nested_withoutAnnotation_hasThePoliciesOfTheClassAround(Policies own) {
      org.assertj.core.api.Assertions.assertThat(own).isSameAs(policies);
    }
  }
}
