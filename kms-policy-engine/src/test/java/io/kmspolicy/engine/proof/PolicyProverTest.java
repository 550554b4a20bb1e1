package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Changes of a key policy whose effect is plain; all other layers are unknown. */
class PolicyProverTest {

  private static final KmsResource.Key KEY =
      (KmsResource.Key)
          KmsResource.parse(
              "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final String ROOT =
      "{'Sid':'Root','Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'kms:*','Resource':'*'}";
  private static final String APP = "arn:aws:iam::111122223333:role/App";

  private static PolicyState state(String... statements) {
    String text =
        ("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}")
            .replace('\'', '"');
    return PolicyState.ofKeyPolicy(
        KEY,
        PolicyLayer.of(new NamedPolicy("p", PolicyReader.forType(PolicyType.KEY).read(text))),
        GrantLayer.unknown());
  }

  private static String allow(String principal, String action, String condition) {
    return statement("Allow", "{'AWS':'" + principal + "'}", action, condition);
  }

  private static String statement(
      String effect, String principal, String action, String condition) {
    return "{'Effect':'"
        + effect
        + "','Principal':"
        + principal
        + ",'Action':'"
        + action
        + "','Resource':'*'"
        + (condition.isEmpty() ? "" : ",'Condition':{" + condition + "}")
        + "}";
  }

  private static void assertProven(PolicyState before, PolicyState after) {
    Proof proof = PolicyProver.create().noNewAccess(before, after);
    assertThat(proof).as("%s", proof).isInstanceOf(Proof.Proven.class);
  }

  private static Witness assertRefuted(PolicyState before, PolicyState after) {
    Proof proof = PolicyProver.create().noNewAccess(before, after);
    assertThat(proof).as("%s", proof).isInstanceOf(Proof.Refuted.class);
    Witness witness = ((Proof.Refuted) proof).witness();
    assertThat(witness.decisionAfter()).isEqualTo(Decision.ALLOWED);
    assertThat(witness.decisionBefore().isCertainDenial()).isTrue();
    return witness;
  }

  private static ContextValue value(Witness witness, String key) {
    return witness.after().request().context().get(key);
  }

  @Test
  @DisplayName("Statements in another order, and split, allow the same")
  void noNewAccess_reorderedStatements_isProven() {
    String both = allow(APP, "kms:Decrypt", "'StringEquals':{'kms:ViaService':['a.x','b.x']}");
    String one = allow(APP, "kms:Decrypt", "'StringEquals':{'kms:ViaService':'a.x'}");
    String other = allow(APP, "kms:Decrypt", "'StringEquals':{'kms:ViaService':'b.x'}");

    assertProven(state(ROOT, both), state(other, ROOT, one));
    assertProven(state(other, ROOT, one), state(ROOT, both));
  }

  @Test
  @DisplayName("The root user may call actions about no key without any policy (rule 5.10)")
  void notGranted_actionAboutNoKey_isRefuted() {
    RequestFilter listing = RequestFilter.all().actions(List.of("kms:ListKeys"));

    Proof proof = PolicyProver.create().notGranted(state(ROOT), listing);

    assertThat(proof).as("%s", proof).isInstanceOf(Proof.Refuted.class);
  }

  @Test
  @DisplayName("A narrower pattern allows nothing new, a wider one does")
  void noNewAccess_viaService_dependsOnThePattern() {
    PolicyState narrow =
        state(ROOT, allow(APP, "kms:Decrypt", "'StringLike':{'kms:ViaService':'s3.us-*'}"));
    PolicyState wide =
        state(ROOT, allow(APP, "kms:Decrypt", "'StringLike':{'kms:ViaService':'s3.*'}"));

    assertProven(wide, narrow);
    Witness witness = assertRefuted(narrow, wide);
    assertThat(witness.after().request().caller().arn()).contains("assumed-role/App/");
    assertThat(witness.after().request().action()).isEqualTo("kms:Decrypt");
  }

  @Test
  @DisplayName(
      "An address range that is split in two, with a shorter age of MFA, allows nothing new")
  void noNewAccess_splitRangeAndShorterAge_isProven() {
    PolicyState whole =
        state(
            ROOT,
            allow(
                APP,
                "kms:Decrypt",
                "'IpAddress':{'aws:SourceIp':'10.0.0.0/8'},"
                    + "'NumericLessThan':{'aws:MultiFactorAuthAge':'3600'}"));
    PolicyState split =
        state(
            ROOT,
            allow(
                APP,
                "kms:Decrypt",
                "'IpAddress':{'aws:SourceIp':['10.0.0.0/9','10.128.0.0/9']},"
                    + "'NumericLessThan':{'aws:MultiFactorAuthAge':'1800'}"));

    assertProven(whole, split);
    assertRefuted(split, whole);
  }

  @Test
  @DisplayName("A condition and its negation are no condition")
  void noNewAccess_conditionOrItsNegation_isProven() {
    PolicyState always = state(ROOT, allow(APP, "kms:Decrypt", ""));
    PolicyState either =
        state(
            allow(APP, "kms:Decrypt", "'StringEquals':{'aws:SourceVpce':'vpce-1'}"),
            ROOT,
            allow(APP, "kms:Decrypt", "'StringNotEquals':{'aws:SourceVpce':'vpce-1'}"));

    assertProven(always, either);
    assertProven(either, always);
  }

  @Test
  @DisplayName("A Deny that is dropped allows something new")
  void noNewAccess_droppedDeny_isRefuted() {
    String deny =
        statement("Deny", "'*'", "kms:Decrypt", "'StringNotEquals':{'aws:SourceVpce':'vpce-1'}");

    Witness witness =
        assertRefuted(
            state(ROOT, allow(APP, "kms:Decrypt", ""), deny),
            state(ROOT, allow(APP, "kms:Decrypt", "")));
    assertThat(witness.decisionBefore()).isEqualTo(Decision.EXPLICIT_DENY);
    assertThat(value(witness, "aws:sourcevpce")).isEqualTo(ContextValue.absent());
  }

  @Test
  @DisplayName(
      "3.4: a Deny by BoolIfExists that becomes Bool no longer denies if the key is absent")
  void noNewAccess_boolWithoutIfExists_isRefutedWithoutTheKey() {
    PolicyState strict =
        state(
            ROOT,
            allow(APP, "kms:Decrypt", ""),
            statement(
                "Deny", "'*'", "kms:*", "'BoolIfExists':{'aws:MultiFactorAuthPresent':'false'}"));
    PolicyState lax =
        state(
            ROOT,
            allow(APP, "kms:Decrypt", ""),
            statement("Deny", "'*'", "kms:*", "'Bool':{'aws:MultiFactorAuthPresent':'false'}"));

    assertProven(lax, strict);
    Witness witness = assertRefuted(strict, lax);
    assertThat(value(witness, "aws:multifactorauthpresent")).isEqualTo(ContextValue.absent());
  }

  @Test
  @DisplayName("6.14: a pair is present exactly if its name is listed")
  void noNewAccess_pairAndListOfNames_areTied() {
    String pair = "'StringEquals':{'kms:EncryptionContext:tenant':'a'}";
    PolicyState listed =
        state(
            ROOT,
            allow(
                APP,
                "kms:Decrypt",
                pair
                    + ",'ForAnyValue:StringEqualsIgnoreCase':{'kms:EncryptionContextKeys':'tenant'}"));
    PolicyState only = state(ROOT, allow(APP, "kms:Decrypt", pair));

    assertProven(listed, only);
    assertProven(only, listed);
  }

  @Test
  @DisplayName("6.14: kms:ViaService is present only if aws:ViaAWSService is true")
  void noNewAccess_viaServiceAndItsFlag_areTied() {
    String via = "'StringEquals':{'kms:ViaService':'s3.us-west-2.amazonaws.com'}";
    PolicyState both =
        state(ROOT, allow(APP, "kms:Decrypt", via + ",'Bool':{'aws:ViaAWSService':'true'}"));
    PolicyState only = state(ROOT, allow(APP, "kms:Decrypt", via));

    assertProven(both, only);
  }

  @Test
  @DisplayName("A delegation to the account allows what identity policies may allow")
  void noNewAccess_delegationAdded_isRefutedByAnIdentityPolicy() {
    Witness witness =
        assertRefuted(
            state(allow(APP, "kms:Decrypt", "")), state(allow(APP, "kms:Decrypt", ""), ROOT));

    assertThat(witness.after().policies().identity()).isInstanceOf(PolicyLayer.Attached.class);
  }

  @Test
  @DisplayName("Everybody of another account is a new caller")
  void noNewAccess_everybody_isRefuted() {
    Witness witness =
        assertRefuted(state(ROOT), state(ROOT, statement("Allow", "'*'", "kms:Decrypt", "")));

    assertThat(witness.after().request().caller()).isInstanceOf(Caller.class);
  }

  @Test
  @DisplayName("4.15: roles that a pattern of aws:PrincipalArn names")
  void noNewAccess_patternsOfPrincipalArn_dividesRoles() {
    String anyApp = "'StringLike':{'aws:PrincipalArn':'arn:aws:iam::111122223333:role/app-*'}";
    String oneApp = "'StringLike':{'aws:PrincipalArn':'arn:aws:iam::111122223333:role/app-1*'}";
    PolicyState narrow = state(ROOT, statement("Allow", "'*'", "kms:Decrypt", oneApp));
    PolicyState wide = state(ROOT, statement("Allow", "'*'", "kms:Decrypt", anyApp));

    assertProven(wide, narrow);
    Witness witness = assertRefuted(narrow, wide);
    assertThat(witness.after().request().caller().arn()).contains("/app-");
  }

  @Test
  @DisplayName("1.7: a session that is named may be of a role with a path, which `role/App` is not")
  void noNewAccess_roleToSessionOfItsName_isRefutedByARoleWithAPath() {
    String session = "arn:aws:sts::111122223333:assumed-role/App/one";

    Witness witness =
        assertRefuted(
            state(allow(APP, "kms:Decrypt", "")), state(allow(session, "kms:Decrypt", "")));
    assertThat(witness.after().request().caller().arn()).isEqualTo(session);
  }

  @Test
  @DisplayName("3.9: a test that AWS does not document decides alike on both sides")
  void noNewAccess_sameOpenTest_isProven() {
    String open = "'StringEquals':{'aws:ResourceTag/team':'a'}";

    assertProven(
        state(ROOT, allow(APP, "kms:Decrypt", open)), state(allow(APP, "kms:Decrypt", open), ROOT));
  }

  @Test
  @DisplayName("A test that AWS does not document leaves a wider policy open")
  void noNewAccess_newOpenTest_isUndecided() {
    String open = "'StringEquals':{'aws:ResourceTag/team':'a'}";
    Proof proof =
        PolicyProver.create()
            .noNewAccess(state(ROOT), state(ROOT, allow(APP, "kms:Decrypt", open)));

    assertThat(proof).isInstanceOf(Proof.Indeterminate.class);
  }

  @Test
  @DisplayName("A prover says on which date its facts about AWS were collected")
  void catalogueDate_bundledCatalogue_isItsDate() {
    assertThat(PolicyProver.create().catalogueDate()).isEqualTo(KmsCatalogue.bundled().date());
  }
}
