package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.proof.PairQuestion.PolicyPair;
import io.kmspolicy.engine.row.OpenFacts.Form;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.OpenFact;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Which open questions both sides of a comparison share. Two questions that are taken for one would
 * prove too much.
 */
class SideFactsTest {

  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final Caller SERVICE = Caller.parse("s3.amazonaws.com");

  private static SideFacts facts(String side, Caller caller, PolicyPair pair) {
    return new SideFacts(side, caller, pair, false);
  }

  private static PolicyPair allBut(PolicyType... different) {
    Set<PolicyType> same = EnumSet.allOf(PolicyType.class);
    same.removeAll(Set.of(different));
    return new PolicyPair(same, true);
  }

  private static PrincipalElement element(String effect, String names) {
    String text =
        "{'Version':'2012-10-17','Statement':{'Effect':'%s','%s':{%s},'Action':'*','Resource':'*'}}"
            .formatted(effect, effect.equals("Deny") ? "NotPrincipal" : "Principal", names);
    return PolicyReader.forType(PolicyType.KEY)
        .read(text.replace('\'', '"'))
        .statements()
        .get(0)
        .principal();
  }

  private static Formula principal(Caller caller, PrincipalElement element) {
    return facts("before", caller, allBut()).principal(PolicyType.KEY, element, Form.ANY);
  }

  @ParameterizedTest
  @EnumSource(PolicyType.class)
  @DisplayName("6.8: an unknown layer says the same on both sides only if it is the same layer")
  void layer_sameOnBothSides_isOneQuestion(PolicyType type) {
    SideFacts before = facts("before", ALICE, allBut());
    SideFacts after = facts("after", ALICE, allBut());
    SideFacts otherBefore = facts("before", ALICE, allBut(type));
    SideFacts otherAfter = facts("after", ALICE, allBut(type));

    assertThat(before.layer(type)).isEqualTo(after.layer(type));
    assertThat(otherBefore.layer(type)).isNotEqualTo(otherAfter.layer(type));
  }

  @Test
  @DisplayName("6.8: unknown grants are the same on both sides only if they are the same grants")
  void grants_sameOnBothSides_areOneQuestion() {
    PolicyPair other = new PolicyPair(EnumSet.allOf(PolicyType.class), false);

    assertThat(facts("before", ALICE, allBut()).grants())
        .isEqualTo(facts("after", ALICE, allBut()).grants());
    assertThat(facts("before", ALICE, other).grants())
        .isNotEqualTo(facts("after", ALICE, other).grants());
  }

  @ParameterizedTest
  @CsvSource({
    "KEY, true",
    "RESOURCE_CONTROL, true",
    "IDENTITY, false",
    "PERMISSIONS_BOUNDARY, false",
    "SESSION, false",
    "SERVICE_CONTROL, false",
    "VPC_ENDPOINT, false"
  })
  @DisplayName("A rule that is open has one answer for both sides if the caller's layers are same")
  void rule_changedLayer_isAQuestionOfEachSide(PolicyType changed, boolean isShared) {
    Formula before = facts("before", ALICE, allBut(changed)).rule(3);
    Formula after = facts("after", ALICE, allBut(changed)).rule(3);

    assertThat(before.equals(after)).isEqualTo(isShared);
    assertThat(facts("before", ALICE, allBut(changed)).rule(0))
        .isEqualTo(facts("after", ALICE, allBut(changed)).rule(0));
    assertThat(facts("before", ALICE, allBut()).rule(1)).isNotEqualTo(before);
  }

  @Test
  @DisplayName("1.7: whether a name includes the caller does not depend on the names beside it")
  void principal_openName_isOneQuestionInAllElements() {
    Formula open = principal(SERVICE, element("Allow", "'AWS':'*'"));

    assertThat(open).isInstanceOf(OpenFact.class);
    assertThat(principal(SERVICE, element("Allow", "'AWS':'*','Service':'logs.amazonaws.com'")))
        .isEqualTo(open);
    assertThat(principal(SERVICE, element("Allow", "'AWS':'*','Service':'s3.amazonaws.com'")))
        .isEqualTo(Formula.Constant.MATCH);
    assertThat(principal(ALICE, element("Allow", "'Service':'s3.amazonaws.com'")))
        .isEqualTo(Formula.Constant.NO_MATCH);
  }

  @Test
  @DisplayName("4.11: NotPrincipal spares a service that some of its names include")
  void principal_notPrincipalOfAService_dependsOnEachName() {
    OpenFact open = (OpenFact) principal(SERVICE, element("Allow", "'AWS':'*'"));

    assertThat(principal(SERVICE, element("Deny", "'AWS':'*'"))).isEqualTo(open.negated());
    assertThat(principal(SERVICE, element("Deny", "'Service':'s3.amazonaws.com'")))
        .isEqualTo(Formula.Constant.NO_MATCH);
    assertThat(principal(SERVICE, element("Deny", "'Service':'logs.amazonaws.com'")))
        .isEqualTo(Formula.Constant.MATCH);
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "111122223333; 111122223333 444455556666; true",
        "111122223333; 111122223333 arn:aws:iam::444455556666:user/bob; true",
        "111122223333; 111122223333 arn:aws:iam::111122223333:user/bob; false",
        "111122223333 arn:aws:iam::111122223333:user/bob; "
            + "111122223333 arn:aws:iam::111122223333:role/App; true",
        "111122223333; arn:aws:iam::111122223333:user/alice; false",
        "arn:aws:iam::111122223333:user/alice; "
            + "arn:aws:iam::111122223333:user/alice arn:aws:iam::111122223333:user/bob; true"
      },
      delimiter = ';')
  @DisplayName("4.11: two lists spare a caller alike if they agree in what the rule reads")
  void principal_notPrincipalOfAMember_isSharedByListsThatAgree(
      String some, String others, boolean isShared) {
    Formula one = principal(ALICE, element("Deny", "'AWS':" + list(some)));
    Formula other = principal(ALICE, element("Deny", "'AWS':" + list(others)));

    assertThat(one.equals(other)).isEqualTo(isShared);
  }

  private static String list(String names) {
    return "['" + names.strip().replace(" ", "','") + "']";
  }

  @ParameterizedTest
  @EnumSource(PolicyType.class)
  @DisplayName("A pair of states knows which layers are the same")
  void of_oneLayerChanged_isNotTheSame(PolicyType changed) {
    PolicyPair pair = PolicyPair.of(own(null), own(changed), key(null), key(changed));

    assertThat(pair).isEqualTo(allBut(changed));
    assertThat(pair.isUnchanged()).isFalse();
    assertThat(PolicyPair.of(own(null), own(null), key(null), key(null)).isUnchanged()).isTrue();
  }

  private static PrincipalPolicies own(@Nullable PolicyType unknown) {
    return new PrincipalPolicies(
        layer(unknown == PolicyType.IDENTITY),
        layer(unknown == PolicyType.PERMISSIONS_BOUNDARY),
        layer(unknown == PolicyType.SESSION),
        levels(unknown == PolicyType.SERVICE_CONTROL),
        layer(unknown == PolicyType.VPC_ENDPOINT));
  }

  private static KeyPolicies key(@Nullable PolicyType unknown) {
    return new KeyPolicies(
        layer(unknown == PolicyType.KEY),
        GrantLayer.none(),
        levels(unknown == PolicyType.RESOURCE_CONTROL),
        KeyManager.CUSTOMER);
  }

  private static PolicyLayer layer(boolean isUnknown) {
    return isUnknown ? PolicyLayer.unknown() : PolicyLayer.none();
  }

  private static OrganizationLayer levels(boolean isUnknown) {
    return isUnknown ? OrganizationLayer.unknown() : OrganizationLayer.none();
  }
}
