package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.A;
import static io.kmspolicy.engine.rules.Ask.ALIAS;
import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.APP;
import static io.kmspolicy.engine.rules.Ask.B;
import static io.kmspolicy.engine.rules.Ask.CAROL;
import static io.kmspolicy.engine.rules.Ask.KEY;
import static io.kmspolicy.engine.rules.Ask.LOGS;
import static io.kmspolicy.engine.rules.Ask.ROOT;
import static io.kmspolicy.engine.rules.Ask.SESSION;
import static io.kmspolicy.engine.rules.Ask.action;
import static io.kmspolicy.engine.rules.Ask.decrypt;
import static io.kmspolicy.engine.rules.GrantOf.grant;
import static io.kmspolicy.engine.rules.Says.allow;
import static io.kmspolicy.engine.rules.Says.deny;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.catalogue.CrossAccountUse;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 5, without grants: rules that are specific to KMS. */
class KmsRulesTest {

  private static final String S3 = "s3.us-west-2.amazonaws.com";

  @Test
  @DisplayName("5.1: IAM policies allow only what the key policy delegates, and deny regardless")
  void identityPolicies_withoutDelegation_allowNothing() {
    decrypt().keyPolicy(allow("kms:*").to(APP)).identity(allow("*")).isImplicitlyDenied();
    decrypt().identity(allow("*")).isImplicitlyDenied();
    decrypt().keyPolicy(allow("kms:*").to(ALICE)).identity(deny("kms:*")).isExplicitlyDenied();
  }

  @Test
  @DisplayName("5.2: actions and conditions of the delegating statement bound the delegation")
  void delegation_withActionsAndConditions_isBounded() {
    decrypt().keyPolicy(allow("kms:Describe*").to(ROOT)).identity(allow("*")).isImplicitlyDenied();
    Says viaS3 = allow("kms:*").to(ROOT).when("StringEquals", "kms:ViaService", S3);
    decrypt().keyPolicy(viaS3).identity(allow("*")).isImplicitlyDenied();
    decrypt().keyPolicy(viaS3).identity(allow("*")).with("kms:ViaService", S3).isAllowed();
  }

  @Test
  @DisplayName("5.3: naming the caller is all the permission it needs in its own account")
  void keyPolicy_namesTheCaller_isEnough() {
    decrypt().keyPolicy(allow("kms:*").to(ALICE)).serviceControl(allow("*")).isAllowed();
    decrypt().by(SESSION).keyPolicy(allow("kms:*").to(APP)).isAllowed();
    decrypt().keyPolicy(allow("kms:*").toEveryone()).isAllowed();
  }

  @Test
  @DisplayName("5.4: `*` is the key's half across accounts; under a condition that fails, nothing")
  void everyone_acrossAccounts_isTheKeysHalf() {
    Says ofB = allow("kms:*").toEveryone().when("StringEquals", "kms:CallerAccount", B);
    decrypt()
        .by(CAROL)
        .keyPolicy(ofB)
        .identity(allow("*"))
        .with("kms:CallerAccount", B)
        .isAllowed();
    decrypt().keyPolicy(ofB).identity(allow("*")).with("kms:CallerAccount", A).isImplicitlyDenied();
  }

  private static Ask awsManaged() {
    return decrypt()
        .managedByAws()
        .keyPolicy(
            allow("kms:Encrypt", "kms:Decrypt", "kms:DescribeKey")
                .to("*")
                .when("StringEquals", "kms:CallerAccount", A)
                .when("StringEquals", "kms:ViaService", S3),
            allow("kms:Describe*", "kms:Get*", "kms:List*").to(ROOT))
        .with("kms:CallerAccount", A);
  }

  @Test
  @DisplayName("5.5: an AWS managed key works through its service, without any KMS permission")
  void awsManagedKey_throughItsService_works() {
    awsManaged().with("kms:ViaService", S3).isAllowed();
    awsManaged().identity(allow("*")).isImplicitlyDenied();
    awsManaged().with("kms:ViaService", S3).resourceControl(deny("*").toEveryone()).isAllowed();
  }

  @Test
  @DisplayName("5.5: an AWS managed key cannot be used across accounts")
  void awsManagedKey_acrossAccounts_isDenied() {
    decrypt()
        .managedByAws()
        .by(CAROL)
        .keyPolicy(allow("kms:*").toEveryone())
        .identity(allow("*"))
        .isImplicitlyDenied();
  }

  private static Ask onStar(String action) {
    return action(action).on("*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kms:CreateKey",
        "kms:GenerateRandom",
        "kms:ListKeys",
        "kms:ListAliases",
        "kms:ConnectCustomKeyStore",
        "kms:CreateCustomKeyStore",
        "kms:DeleteCustomKeyStore",
        "kms:DescribeCustomKeyStores",
        "kms:DisconnectCustomKeyStore",
        "kms:UpdateCustomKeyStore"
      })
  @DisplayName("5.10: an action without a key is allowed by IAM policies alone")
  void keylessAction_identityPolicies_allow(String action) {
    onStar(action).identity(allow("kms:*")).isAllowed();
    onStar(action).keyPolicy(allow("kms:*").to(ALICE)).isImplicitlyDenied();
    onStar(action).keyPolicy(deny("kms:*").to(ALICE)).identity(allow("kms:*")).isAllowed();
    onStar(action).by(ROOT).isAllowed();
    onStar(action).identity(allow("kms:*")).boundary(allow("s3:*")).isImplicitlyDenied();
    onStar(action).grant(grant("Decrypt").to(ALICE)).isImplicitlyDenied();
  }

  @Test
  @DisplayName("5.10: without a key a condition on the key never holds")
  void keylessAction_conditionOnTheKey_neverHolds() {
    onStar("kms:CreateKey")
        .identity(allow("kms:*").when("StringEquals", "aws:ResourceTag/p", "x"))
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("5.10: an action without a key works in its own account only, not for services")
  void keylessAction_acrossAccounts_isDenied() {
    onStar("kms:CreateKey").inAccount(B).identity(allow("kms:*")).isImplicitlyDenied();
    onStar("kms:CreateKey").by(LOGS).isImplicitlyDenied();
  }

  @Test
  @DisplayName(
      "5.10, 5.13: an unknown action on `*` may need no key, and then RCPs say nothing of it")
  void unknownAction_onStar_mayNeedNoKey() {
    onStar("kms:FutureAction").identity(allow("kms:*")).isIndeterminate();
    onStar("kms:FutureAction").identity(deny("kms:*")).isIndeterminate();
    onStar("kms:FutureAction")
        .identity(allow("kms:*"))
        .resourceControl(deny("kms:*").toEveryone())
        .isIndeterminate();
    onStar("kms:Decrypt")
        .identity(allow("kms:*"))
        .resourceControl(deny("kms:*").toEveryone())
        .isExplicitlyDenied();
  }

  private static Ask tagNewKey(boolean multiRegion) {
    return action("kms:TagResource").onNewKey(multiRegion);
  }

  @Test
  @DisplayName("5.10: a key that is being created is the identity policies' business")
  void newKey_identityPolicies_decide() {
    tagNewKey(false).identity(allow("kms:*")).isAllowed();
    tagNewKey(false).isImplicitlyDenied();
    tagNewKey(false).keyPolicy(allow("kms:*").toEveryone()).isImplicitlyDenied();
    tagNewKey(false).keyPolicy(deny("kms:*").toEveryone()).identity(allow("kms:*")).isAllowed();
    tagNewKey(false).identity(allow("kms:*")).boundary(allow("s3:*")).isImplicitlyDenied();
    tagNewKey(false).identity(deny("kms:*")).isExplicitlyDenied();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "arn:aws:kms:*:*:key/*",
        "arn:aws:kms:us-west-2:111122223333:key/????????-????-????-????-????????????",
        "arn:aws:kms:us-west-2:111122223333:*",
        "arn:aws:kms:us-west-2:111122223333:key/*-*-*",
        "arn:aws:kms:*"
      })
  @DisplayName("5.10, 2.3: a pattern that every id of a new key meets is certain")
  void newKey_patternOfEveryId_isCertain(String pattern) {
    tagNewKey(false).identity(allow("kms:*").on(pattern)).isAllowed();
    tagNewKey(false).identity(allow("kms:*"), deny("kms:*").on(pattern)).isExplicitlyDenied();
    tagNewKey(false).identity(allow("kms:*").onAllBut(pattern)).isImplicitlyDenied();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "arn:aws:kms:us-west-2:111122223333:key/1*",
        "arn:aws:kms:*:*:key/*a*",
        "arn:aws:kms:*:key/1*",
        "arn:aws:kms:us-west-2:111122223333:key/0*1*2*3*4*5*6*7*8*9*a*b*c*d*e*f*"
      })
  @DisplayName("5.10: [U] a pattern that some ids of a new key meet is open, also in NotResource")
  void newKey_patternOfSomeIds_isOpen(String pattern) {
    tagNewKey(false).identity(allow("kms:*").on(pattern)).isIndeterminate();
    tagNewKey(false).identity(allow("kms:*"), deny("kms:*").on(pattern)).isIndeterminate();
    tagNewKey(false).identity(allow("kms:*").onAllBut(pattern)).isIndeterminate();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:kms:us-west-2:111122223333:key/mrk-*",
        "arn:aws:kms:us-west-2:111122223333:key/UNKNOWN",
        "arn:aws:kms:us-west-2:111122223333:alias/*",
        "arn:aws:kms:us-west-2:111122223333:key/1234abcd",
        "arn:aws:kms:us-west-2:111122223333:key/*x*",
        "arn:aws:kms:eu-west-1:111122223333:key/*",
        "arn:aws:kms:us-west-2:444455556666:key/1*",
        "arn:aws-cn:kms:*"
      })
  @DisplayName("5.10, 2.19: a pattern that no id of a new key meets does not match")
  void newKey_patternOfNoId_doesNotMatch(String pattern) {
    tagNewKey(false).identity(allow("kms:*").on(pattern)).isImplicitlyDenied();
    tagNewKey(false).identity(allow("kms:*"), deny("kms:*").on(pattern)).isAllowed();
    tagNewKey(false).identity(allow("kms:*").onAllBut(pattern)).isAllowed();
  }

  @Test
  @DisplayName("5.10, 2.19: the id of a new multi-Region key begins with mrk-")
  void newKey_multiRegion_hasItsPrefix() {
    String every = "arn:aws:kms:*:*:key/mrk-*";
    tagNewKey(true).identity(allow("kms:*").on(every)).isAllowed();
    tagNewKey(true).identity(allow("kms:*"), deny("kms:*").on(every)).isExplicitlyDenied();
    tagNewKey(true).identity(allow("kms:*").on("arn:aws:kms:*:*:key/mrk-0*")).isIndeterminate();
    tagNewKey(true).identity(allow("kms:*").on("arn:aws:kms:*:*:key/*-*-*")).isImplicitlyDenied();
  }

  @Test
  @DisplayName("5.10: [U] whether resource control binds a key that does not exist yet is open")
  void newKey_resourceControl_isOpen() {
    tagNewKey(false)
        .identity(allow("kms:*"))
        .resourceControl(deny("kms:*").toEveryone())
        .isIndeterminate();
    tagNewKey(false)
        .identity(allow("kms:*"))
        .resourceControl(deny("kms:Encrypt").toEveryone())
        .isAllowed();
  }

  @Test
  @DisplayName("6.16: an action that the catalogue does not know is never surely denied")
  void unknownAction_ofKms_isNeverSurelyDenied() {
    action("kms:FutureAction").isIndeterminate();
    action("kms:FutureAction").delegating().identity(deny("kms:*")).isIndeterminate();
    action("kms:FutureAction").keyPolicy(allow("kms:FutureAction").to(ALICE)).isAllowed();
    action("s3:GetObject").isImplicitlyDenied();
  }

  @Test
  @DisplayName("5.10: a key that stands beside an action without one does not matter")
  void keylessAction_onAKey_isStillWithoutOne() {
    action("kms:CreateKey").on(KEY).identity(allow("kms:*")).isAllowed();
    action("kms:CreateKey").on(KEY).identity(allow("kms:*").on(KEY)).isImplicitlyDenied();
  }

  @Test
  @DisplayName("5.11: the alias check is up to IAM policies, the key check to the key policy too")
  void aliasCheck_identityPolicies_allow() {
    action("kms:CreateAlias").on(ALIAS).identity(allow("kms:*")).isAllowed();
    action("kms:CreateAlias").on(ALIAS).keyPolicy(allow("kms:*").to(ALICE)).isImplicitlyDenied();
    action("kms:CreateAlias").on(ALIAS).identity(allow("kms:*").on(ALIAS)).isAllowed();
    action("kms:CreateAlias").on(ALIAS).identity(allow("kms:*").on(KEY)).isImplicitlyDenied();
    action("kms:CreateAlias").on(KEY).keyPolicy(allow("kms:*").to(ALICE)).isAllowed();
    action("kms:CreateAlias").on(KEY).identity(allow("kms:*")).isImplicitlyDenied();
  }

  @Test
  @DisplayName("5.11: aliases are the own account's business")
  void alias_acrossAccounts_isDenied() {
    for (String action : new String[] {"kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"}) {
      action(action).on(ALIAS).by(CAROL).identity(allow("*")).isImplicitlyDenied();
      action(action)
          .on(KEY)
          .by(CAROL)
          .keyPolicy(allow("*").toEveryone())
          .identity(allow("*"))
          .isImplicitlyDenied();
    }
  }

  @Test
  @DisplayName("5.11: the aliases of AWS cannot be made, moved or deleted")
  void alias_ofAws_isReserved() {
    String reserved = "arn:aws:kms:us-west-2:111122223333:alias/aws/x";
    for (String action : new String[] {"kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"}) {
      action(action).on(reserved).identity(allow("*")).isImplicitlyDenied();
      action(action).on(reserved).by(ROOT).isImplicitlyDenied();
    }
    action("kms:CreateAlias").on(reserved).identity(deny("*")).isExplicitlyDenied();
  }

  @Test
  @DisplayName("5.12: the two halves of ReEncrypt are authorized apart")
  void reEncrypt_halves_areApart() {
    Says from = allow("kms:ReEncryptFrom").to(ALICE);
    action("kms:ReEncryptFrom").keyPolicy(from).isAllowed();
    action("kms:ReEncryptTo").keyPolicy(from).isImplicitlyDenied();
  }

  @Test
  @DisplayName("5.12: the source key may be known to AWS alone")
  void reEncrypt_sourceKeyUnknown_isOpen() {
    action("kms:ReEncryptFrom").onUnknownKey().identity(allow("kms:*")).isIndeterminate();
    action("kms:ReEncryptFrom")
        .onUnknownKey()
        .identity(deny("kms:ReEncrypt*"))
        .isExplicitlyDenied();
  }

  static List<KmsAction> keyActions() {
    return KmsCatalogue.bundled().actions().stream()
        .filter(action -> !action.needsNoKey())
        .filter(action -> !action.name().equals("kms:RetireGrant"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("keyActions")
  @DisplayName("5.13: only the listed actions work across accounts")
  void action_acrossAccounts_dependsOnTheList(KmsAction action) {
    Ask asked =
        action(action.name()).by(CAROL).keyPolicy(allow("kms:*").to(B)).identity(allow("kms:*"));

    switch (action.crossAccount()) {
      case NO -> asked.isImplicitlyDenied();
      case UNKNOWN -> asked.isIndeterminate();
      case YES, SPECIAL, NOT_APPLICABLE -> asked.isAllowed();
    }
  }

  @Test
  @DisplayName("5.13: the list names the actions that the rule names")
  void list_ofTheCatalogue_isTheRules() {
    List<String> listed =
        keyActions().stream()
            .filter(action -> action.crossAccount() == CrossAccountUse.YES)
            .map(KmsAction::name)
            .toList();

    assertThat(listed)
        .contains(
            "kms:Encrypt",
            "kms:Decrypt",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo",
            "kms:GenerateDataKey",
            "kms:Sign",
            "kms:Verify",
            "kms:GenerateMac",
            "kms:DeriveSharedSecret",
            "kms:CreateGrant",
            "kms:DescribeKey",
            "kms:GetKeyRotationStatus",
            "kms:GetPublicKey",
            "kms:ListGrants",
            "kms:RevokeGrant")
        .doesNotContain("kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:TagResource");
  }

  @Test
  @DisplayName("5.13: an action that the dated list does not know is open across accounts")
  void action_notInTheCatalogue_isOpenAcrossAccounts() {
    Ask asked = action("kms:FutureAction").by(CAROL).keyPolicy(allow("kms:*").to(B));
    asked.isIndeterminate(); // rule 6.16
    asked.identity(allow("kms:*")).isIndeterminate();
    action("kms:FutureAction").keyPolicy(allow("kms:*").to(ALICE)).isAllowed();
  }

  @Test
  @DisplayName("5.15: GrantIsForAWSResource is absent or false in a direct call")
  void grantIsForAwsResource_directCall_fails() {
    Says forServices =
        allow("kms:CreateGrant").to(ALICE).when("Bool", "kms:GrantIsForAWSResource", "true");

    action("kms:CreateGrant").keyPolicy(forServices).isImplicitlyDenied();
    action("kms:CreateGrant")
        .keyPolicy(forServices)
        .with("kms:GrantIsForAWSResource", "false")
        .isImplicitlyDenied();
    action("kms:CreateGrant")
        .keyPolicy(forServices)
        .with("kms:GrantIsForAWSResource", "true")
        .isAllowed();
  }

  @Test
  @DisplayName("5.17: [U] tags in a key policy: the context leaves them out, or says unknown")
  void resourceTag_inKeyPolicy_isTheContextsConcern() {
    Says tagged = allow("kms:*").to(ALICE).when("StringEquals", "aws:ResourceTag/p", "x");

    decrypt().keyPolicy(tagged).isImplicitlyDenied();
    decrypt().keyPolicy(tagged).unknown("aws:ResourceTag/*").isIndeterminate();
    decrypt().keyPolicy(tagged).with("aws:ResourceTag/p", "y").isImplicitlyDenied();
    decrypt()
        .delegating()
        .identity(allow("kms:*").when("StringEquals", "aws:ResourceTag/p", "x"))
        .with("aws:ResourceTag/p", "x")
        .isAllowed();
  }

  @Test
  @DisplayName("5.17: [U] a test in a key policy is open where absent tags and the tags differ")
  void resourceTag_inKeyPolicy_isOpenWhereItMatters() {
    String tag = "aws:ResourceTag/p";
    Ask asked = decrypt().with(tag, "x").with("kms:ResourceAliases", "alias/a", "alias/b");

    asked.keyPolicy(allow("kms:*").to(ALICE)).isAllowed();
    asked.keyPolicy(allow("kms:*").to(ALICE).when("StringEquals", tag, "x")).isIndeterminate();
    asked.keyPolicy(allow("kms:*").to(ALICE).when("StringNotEquals", tag, "x")).isIndeterminate();
    asked.keyPolicy(allow("kms:*").to(ALICE).when("StringNotEquals", tag, "y")).isAllowed();
    asked.keyPolicy(allow("kms:*").to(ALICE).when("StringEqualsIfExists", tag, "x")).isAllowed();
    asked.keyPolicy(allow("kms:*").to(ALICE).when("Null", tag, "true")).isIndeterminate();
    asked
        .keyPolicy(
            allow("kms:*").to(ALICE),
            deny("kms:*").to(ALICE).when("ForAnyValue:StringLike", "kms:ResourceAliases", "*/a"))
        .isIndeterminate();
    asked
        .keyPolicy(
            allow("kms:*").to(ALICE).when("StringEquals", "kms:ViaService", "${" + tag + "}"))
        .with("kms:ViaService", "x")
        .isIndeterminate();
    decrypt()
        .with(tag, "x")
        .keyPolicy(allow("kms:*").to(ALICE))
        .identity(deny("kms:*").when("StringEquals", tag, "x"))
        .isExplicitlyDenied();
    decrypt()
        .with(tag, "x")
        .keyPolicy(allow("kms:*").to(ALICE))
        .endpoint(allow("kms:*").toEveryone().when("StringEquals", tag, "x"))
        .isAllowed();
  }

  @Test
  @DisplayName("5.18: RequestAlias is absent when the call names the key otherwise")
  void requestAlias_calledByKeyId_isAbsent() {
    Says byAlias = allow("kms:*").to(ALICE).when("StringEquals", "kms:RequestAlias", "alias/a");

    decrypt().keyPolicy(byAlias).isImplicitlyDenied();
    decrypt().keyPolicy(byAlias).with("kms:RequestAlias", "alias/a").isAllowed();
  }

  @Test
  @DisplayName("5.19: a dry run is authorized as the call itself")
  void dryRun_any_isTheCall() {
    decrypt().keyPolicy(allow("kms:Decrypt").to(ALICE)).isAllowed();
    assertThat(KmsCatalogue.bundled().conditionKey("kms:DryRun")).isEmpty();
  }

  @Test
  @DisplayName("5.20: the state of the key is no part of authorization")
  void keyState_any_isNotAsked() {
    decrypt().keyPolicy(allow("kms:Decrypt").to(ALICE)).isAllowed();
    assertThat(KmsCatalogue.bundled().conditionKey("kms:KeyState")).isEmpty();
  }

  @Test
  @DisplayName("5.21: the lockout check is a validation; its key is absent unless it is sent")
  void lockoutCheck_notSent_isAbsent() {
    Says withoutBypass =
        allow("kms:PutKeyPolicy")
            .to(ALICE)
            .when("Null", "kms:BypassPolicyLockoutSafetyCheck", "true");

    action("kms:PutKeyPolicy").keyPolicy(withoutBypass).isAllowed();
    action("kms:PutKeyPolicy")
        .keyPolicy(withoutBypass)
        .with("kms:BypassPolicyLockoutSafetyCheck", "true")
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("5.25: a parameter that AWS fills in by default is in the context")
  void defaultParameter_inContext_counts() {
    Says symmetric =
        allow("kms:*")
            .to(ALICE)
            .when("StringEquals", "kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT");

    decrypt().keyPolicy(symmetric).with("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT").isAllowed();
  }
}
