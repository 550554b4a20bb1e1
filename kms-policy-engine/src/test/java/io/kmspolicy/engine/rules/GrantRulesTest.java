package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.A;
import static io.kmspolicy.engine.rules.Ask.ALIAS;
import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.APP;
import static io.kmspolicy.engine.rules.Ask.B;
import static io.kmspolicy.engine.rules.Ask.BOB;
import static io.kmspolicy.engine.rules.Ask.CAROL;
import static io.kmspolicy.engine.rules.Ask.FEDERATED;
import static io.kmspolicy.engine.rules.Ask.KEY;
import static io.kmspolicy.engine.rules.Ask.LINKED;
import static io.kmspolicy.engine.rules.Ask.LINKED_ROLE;
import static io.kmspolicy.engine.rules.Ask.OTHER_KEY;
import static io.kmspolicy.engine.rules.Ask.ROOT;
import static io.kmspolicy.engine.rules.Ask.SESSION;
import static io.kmspolicy.engine.rules.Ask.action;
import static io.kmspolicy.engine.rules.Ask.decrypt;
import static io.kmspolicy.engine.rules.GrantOf.grant;
import static io.kmspolicy.engine.rules.Says.allow;
import static io.kmspolicy.engine.rules.Says.deny;

import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 5, the rules of grants. */
class GrantRulesTest {

  private static final String SNAPSHOT = "arn:aws:ec2:us-west-2:111122223333:snapshot/s-1";
  private static final String BACKUP = "backup.amazonaws.com";

  private static Ask decryptByGrant(GrantOf grant) {
    return decrypt().grant(grant.issuedBy(A));
  }

  @Test
  @DisplayName("5.6: a grant covers the listed operations, on its key, for its grantee")
  void grant_coversWhatItLists() {
    decryptByGrant(grant("Decrypt").to(ALICE)).isAllowed();
    decryptByGrant(grant("Encrypt", "Decrypt").to(ALICE)).isAllowed();
    decryptByGrant(grant("Encrypt").to(ALICE)).isImplicitlyDenied();
    decryptByGrant(grant("Decrypt").to(BOB)).isImplicitlyDenied();
    decryptByGrant(grant("Decrypt").to(ALICE).on(KEY)).isAllowed();
    decryptByGrant(grant("Decrypt").to(ALICE).on("1234abcd-12ab-34cd-56ef-1234567890ab"))
        .isAllowed();
    decryptByGrant(grant("Decrypt").to(ALICE).on(OTHER_KEY)).isImplicitlyDenied();
    action("kms:GenerateDataKeyWithoutPlaintext")
        .grant(grant("GenerateDataKey").to(ALICE).issuedBy(A))
        .isImplicitlyDenied();
    action("KMS:decrypt").grant(grant("Decrypt").to(ALICE).issuedBy(A)).isAllowed();
  }

  static List<KmsAction> keyActions() {
    return KmsCatalogue.bundled().actions().stream()
        .filter(action -> !action.needsNoKey() && !action.name().equals("kms:RetireGrant"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("keyActions")
  @DisplayName("5.6: with unknown grants only what a grant can give is open")
  void unknownGrants_grantableAction_isOpen(KmsAction action) {
    Ask asked = action(action.name()).unknownLayer("grants");

    if (action.grantable()) {
      asked.isIndeterminate();
    } else {
      asked.isImplicitlyDenied();
    }
  }

  @Test
  @DisplayName("5.6: grants give nothing on an alias, and perhaps a future action")
  void unknownGrants_aliasOrFutureAction() {
    action("kms:CreateAlias").on(ALIAS).unknownLayer("grants").isImplicitlyDenied();
    action("kms:FutureAction").unknownLayer("grants").isIndeterminate();
    action("kms:FutureAction").isIndeterminate(); // rule 6.16
  }

  @Test
  @DisplayName("5.7: a grantee is a user, a role, a session, a federated user or a service")
  void grantee_everyForm_counts() {
    decryptByGrant(grant("Decrypt").to(APP)).by(SESSION).isAllowed();
    decryptByGrant(grant("Decrypt").to(SESSION)).by(SESSION).isAllowed();
    decryptByGrant(grant("Decrypt").to(SESSION + "2")).by(SESSION).isImplicitlyDenied();
    decryptByGrant(grant("Decrypt").to(FEDERATED)).by(FEDERATED).isIndeterminate();
    decryptByGrant(grant("Decrypt").to(FEDERATED)).by(FEDERATED).session(allow("*")).isAllowed();
    decryptByGrant(grant("Decrypt").toService(BACKUP)).by(BACKUP).isAllowed();
    decryptByGrant(grant("Decrypt").toService(BACKUP)).by("ec2.amazonaws.com").isImplicitlyDenied();
    decryptByGrant(grant("Decrypt").toService(BACKUP)).isImplicitlyDenied();
  }

  @Test
  @DisplayName("5.7: [U] an account as grantee: every identity, or delegation that needs IAM too")
  void grantee_account_isOpenWithoutIdentityPolicy() {
    decryptByGrant(grant("Decrypt").to(ROOT)).isIndeterminate();
    decryptByGrant(grant("Decrypt").to(A)).isIndeterminate();
    decryptByGrant(grant("Decrypt").to(ROOT)).identity(allow("kms:*")).isAllowed();
    decryptByGrant(grant("Decrypt").to(ROOT)).by(ROOT).isAllowed();
    decryptByGrant(grant("Decrypt").to(B)).isImplicitlyDenied();
  }

  @Test
  @DisplayName("5.7: an internal service name stands for principals that nobody sees")
  void grantee_internalServiceName_isOpenForServices() {
    GrantOf internal = grant("Decrypt").to("dynamodb.us-west-2.amazonaws.com");
    decryptByGrant(internal).isImplicitlyDenied();
    decryptByGrant(internal).by("dynamodb.amazonaws.com").isIndeterminate();
    decryptByGrant(internal).by(LINKED).ofRole(LINKED_ROLE).isIndeterminate();
  }

  @Test
  @DisplayName("5.7: what names nobody that can be read is open")
  void grantee_unreadable_isOpen() {
    for (String name : List.of("arn:aws:iam::111122223333:group/g", "a b", "x:y")) {
      decryptByGrant(grant("Decrypt").to(name)).isIndeterminate();
    }
  }

  @Test
  @DisplayName("5.7: EC2's own name for the role of an instance stands for that role perhaps")
  void grantee_roleOfEc2_isOpenForRolesOfAws() {
    GrantOf volume = grant("Decrypt").to("111122223333:aws:ec2-infrastructure:i-1234567890abcdef0");
    String instance = "assumed-role/aws:ec2-infrastructure/i-1234567890abcdef0";
    decryptByGrant(volume).by("arn:aws:sts::111122223333:" + instance).isIndeterminate();
    decryptByGrant(volume).isImplicitlyDenied();
    decryptByGrant(grant("Decrypt").to("AROAEXAMPLEID0000001")).isImplicitlyDenied();
  }

  @Test
  @DisplayName("5.8: any Deny beats a grant")
  void grant_anyDeny_loses() {
    GrantOf grant = grant("Decrypt").to(ALICE);
    decryptByGrant(grant).keyPolicy(deny("kms:*").to(ALICE)).isExplicitlyDenied();
    decryptByGrant(grant).identity(deny("kms:Decrypt")).isExplicitlyDenied();
    decryptByGrant(grant).boundary(deny("kms:Decrypt")).isExplicitlyDenied();
    decryptByGrant(grant).serviceControl(allow("*"), deny("kms:*")).isExplicitlyDenied();
    decryptByGrant(grant).resourceControl(deny("kms:*").toEveryone()).isExplicitlyDenied();
    decryptByGrant(grant).endpoint(deny("kms:*").toEveryone()).isExplicitlyDenied();
  }

  @Test
  @DisplayName("5.8: control policies and the endpoint filter what a grant allows")
  void grant_filters_apply() {
    GrantOf grant = grant("Decrypt").to(ALICE);
    decryptByGrant(grant).serviceControl(allow("s3:*")).isImplicitlyDenied();
    decryptByGrant(grant).resourceControl(allow("s3:*").toEveryone()).isAllowed();
    decryptByGrant(grant).endpoint(allow("s3:*").toEveryone()).isImplicitlyDenied();
  }

  @Test
  @DisplayName("5.8: a grant needs neither identity policy nor delegation by the key policy")
  void grant_alone_isEnough() {
    decryptByGrant(grant("Decrypt").to(ALICE)).keyPolicy(allow("kms:*").to(BOB)).isAllowed();
    decryptByGrant(grant("Decrypt").to(APP)).by(SESSION).isAllowed();
  }

  @Test
  @DisplayName("5.8: [U] whether boundary and session policies limit a grant is open")
  void grant_silentLimits_isOpen() {
    Says silent = allow("s3:*");
    decryptByGrant(grant("Decrypt").to(APP)).by(SESSION).boundary(silent).isIndeterminate();
    decryptByGrant(grant("Decrypt").to(APP)).by(SESSION).session(silent).isIndeterminate();
    decryptByGrant(grant("Decrypt").to(ALICE)).boundary(silent).isIndeterminate();
    decryptByGrant(grant("Decrypt").to(SESSION)).by(SESSION).session(silent).isIndeterminate();
    decryptByGrant(grant("Decrypt").to(APP)).by(SESSION).boundary(allow("*")).isAllowed();
  }

  @Test
  @DisplayName("5.8: [U] across accounts a grant of the caller's account suffices, another is open")
  void grant_acrossAccounts_dependsOnTheIssuer() {
    decrypt().by(CAROL).grant(grant("Decrypt").to(CAROL).issuedBy(B)).isAllowed();
    decrypt().by(CAROL).grant(grant("Decrypt").to(CAROL).issuedBy(A)).isIndeterminate();
    decrypt().by(CAROL).grant(grant("Decrypt").to(CAROL)).isIndeterminate();
    decrypt()
        .by(CAROL)
        .grant(grant("Decrypt").to(CAROL).issuedBy(A))
        .identity(allow("kms:*"))
        .isAllowed();
  }

  private static Ask inContext(GrantOf grant, String... pairs) {
    Ask asked = decryptByGrant(grant.to(ALICE));
    String[] keys = new String[pairs.length / 2];
    for (int i = 0; i < pairs.length; i += 2) {
      asked.with("kms:EncryptionContext:" + pairs[i], pairs[i + 1]);
      keys[i / 2] = pairs[i];
    }
    return keys.length == 0 ? asked : asked.with("kms:EncryptionContextKeys", keys);
  }

  @Test
  @DisplayName("5.9: EncryptionContextEquals wants exactly its pairs, Subset at least its pairs")
  void constraint_pairs_mustHold() {
    inContext(grant("Decrypt").forExactly("a", "1"), "a", "1").isAllowed();
    inContext(grant("Decrypt").forExactly("a", "1"), "a", "1", "b", "2").isImplicitlyDenied();
    inContext(grant("Decrypt").forExactly("a", "1", "b", "2"), "a", "1").isImplicitlyDenied();
    inContext(grant("Decrypt").forExactly("a", "1")).isImplicitlyDenied();
    inContext(grant("Decrypt").forAtLeast("a", "1"), "a", "1", "b", "2").isAllowed();
    inContext(grant("Decrypt").forAtLeast("a", "1"), "b", "2").isImplicitlyDenied();
    inContext(grant("Decrypt").forAtLeast("a", "1"), "a", "2").isImplicitlyDenied();
    inContext(grant("Decrypt").forAtLeast("Department", "IT"), "Department", "it")
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("5.9: without the list of keys the pairs of the context tell which there are")
  void constraint_withoutListOfKeys_looksAtPairs() {
    Ask asked =
        decryptByGrant(grant("Decrypt").to(ALICE).forExactly("a", "1"))
            .with("kms:EncryptionContext:a", "1");

    asked.isAllowed();
    asked.with("kms:EncryptionContext:b", "2").isImplicitlyDenied();
  }

  @Test
  @DisplayName("5.9: [U] a key of a pair that differs in case only is open")
  void constraint_keyInOtherCase_isOpen() {
    inContext(grant("Decrypt").forExactly("Department", "IT"), "department", "IT")
        .isIndeterminate();
    inContext(grant("Decrypt").forAtLeast("Department", "IT"), "department", "IT")
        .isIndeterminate();
    decryptByGrant(grant("Decrypt").to(ALICE).forAtLeast("Department", "IT"))
        .with("kms:EncryptionContext:department", "IT")
        .isIndeterminate();
    decryptByGrant(grant("Decrypt").to(ALICE).forAtLeast("a", "1"))
        .with("kms:EncryptionContext:a", "1")
        .with("kms:EncryptionContext:A", "2")
        .isIndeterminate();
  }

  @Test
  @DisplayName("5.9: [U] what an empty Equals asks for is open where there is a context")
  void constraint_emptyEquals_isOpen() {
    inContext(grant("Decrypt").forExactly()).isAllowed();
    inContext(grant("Decrypt").forExactly(), "a", "1").isIndeterminate();
    inContext(grant("Decrypt").forAtLeast(), "a", "1").isAllowed();
  }

  @Test
  @DisplayName("5.9: DescribeKey ignores pairs, an operation without context cannot meet them")
  void constraint_otherOperations_ignoreOrFail() {
    GrantOf pairs = grant("DescribeKey", "GetPublicKey", "Sign").to(ALICE).issuedBy(A);
    action("kms:DescribeKey").grant(pairs.forExactly("a", "1")).isAllowed();
    action("kms:GetPublicKey").grant(pairs).isImplicitlyDenied();
    action("kms:Sign").grant(pairs).isImplicitlyDenied();
    action("kms:Sign").grant(grant("Sign").to(ALICE).issuedBy(A)).isAllowed();
  }

  @Test
  @DisplayName("5.9: a constraint that names no pair is met by a call without encryption context")
  void constraint_withoutPairs_isMetWithoutContext() {
    action("kms:Sign").grant(grant("Sign").to(ALICE).issuedBy(A).forAtLeast()).isAllowed();
    action("kms:VerifyMac")
        .grant(grant("VerifyMac").to(ALICE).issuedBy(A).forExactly())
        .isAllowed();
  }

  @Test
  @DisplayName("5.9: SourceArn is compared when a service calls, and open for anybody else")
  void constraint_sourceArn_isForServices() {
    GrantOf forSnapshot = grant("Decrypt").toService(BACKUP).issuedBy(A).forSource(SNAPSHOT);
    decrypt().by(BACKUP).grant(forSnapshot).with("aws:SourceArn", SNAPSHOT).isAllowed();
    decrypt()
        .by(BACKUP)
        .grant(forSnapshot)
        .with("aws:SourceArn", SNAPSHOT + "2")
        .isImplicitlyDenied();
    decrypt().by(BACKUP).grant(forSnapshot).isImplicitlyDenied();
    decrypt().by(BACKUP).grant(forSnapshot).unknown("aws:SourceArn").isIndeterminate();
    decryptByGrant(grant("Decrypt").to(ALICE).forSource(SNAPSHOT))
        .with("aws:SourceArn", SNAPSHOT)
        .isIndeterminate();
    decrypt()
        .by(BACKUP)
        .grant(forSnapshot)
        .with("aws:SourceArn", SNAPSHOT, SNAPSHOT)
        .isIndeterminate();
  }

  private static Ask retire(GrantOf grant) {
    return action("kms:RetireGrant").grant(grant);
  }

  @Test
  @DisplayName("5.14: the retiring principal may retire a grant, a grantee if the grant says so")
  void retire_namedPrincipal_may() {
    retire(grant("Decrypt").to(BOB).retiredBy(ALICE).issuedBy(A)).isAllowed();
    retire(grant("Decrypt", "RetireGrant").to(ALICE).issuedBy(A)).isAllowed();
    retire(grant("Decrypt").to(ALICE).issuedBy(B)).isImplicitlyDenied();
    retire(grant("Decrypt").to(BOB).retiredBy(APP).issuedBy(A)).by(SESSION).isAllowed();
    retire(grant("Decrypt").toService(BACKUP).retiredBy(ALICE).issuedBy(A)).isAllowed();
    retire(grant("Decrypt", "RetireGrant").toService(BACKUP).issuedBy(A)).by(BACKUP).isAllowed();
  }

  @Test
  @DisplayName("5.14: an identity of the issuing account needs kms:RetireGrant by IAM")
  void retire_issuingAccount_needsIdentityPolicy() {
    retire(grant("Decrypt").to(BOB).issuedBy(A)).isImplicitlyDenied();
    retire(grant("Decrypt").to(BOB).issuedBy(A)).identity(allow("kms:RetireGrant")).isAllowed();
    retire(grant("Decrypt").to(BOB).issuedBy(A)).by(ROOT).isAllowed();
    retire(grant("Decrypt").to(BOB).issuedBy(A))
        .by(CAROL)
        .identity(allow("kms:*"))
        .isImplicitlyDenied();
    retire(grant("Decrypt").to(BOB).issuedBy(B)).by(CAROL).identity(allow("kms:*")).isAllowed();
    retire(grant("Decrypt").to(CAROL).retiredBy(B).issuedBy(A)).by(CAROL).isImplicitlyDenied();
    retire(grant("Decrypt").to(CAROL).retiredBy(B).issuedBy(A))
        .by(CAROL)
        .identity(allow("kms:*"))
        .isAllowed();
  }

  @Test
  @DisplayName("5.14: key and resource control policies do not count, an IAM Deny does")
  void retire_policies_onlyIdentityDenyCounts() {
    GrantOf own = grant("Decrypt").to(BOB).retiredBy(ALICE).issuedBy(A);
    retire(own).keyPolicy(deny("kms:*").to(ALICE)).isAllowed();
    retire(own).resourceControl(deny("*").toEveryone()).isAllowed();
    retire(own).identity(deny("kms:RetireGrant")).isExplicitlyDenied();
    retire(own).serviceControl(deny("*")).isExplicitlyDenied();
    action("kms:RetireGrant")
        .keyPolicy(allow("kms:*").to(ALICE))
        .identity(allow("kms:*"))
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("5.14: [U] who else may retire, and how far limits go, is open")
  void retire_otherWays_areOpen() {
    retire(grant("Decrypt").to(BOB).issuedBy(B))
        .identity(allow("kms:RetireGrant"))
        .isIndeterminate();
    retire(grant("Decrypt").to(BOB)).by(CAROL).identity(allow("kms:RetireGrant")).isIndeterminate();
    retire(grant("Decrypt").to(BOB).retiredBy(ALICE).issuedBy(A))
        .boundary(allow("s3:*"))
        .isIndeterminate();
  }

  @Test
  @DisplayName("5.14: the retiring principal needs no identity policy, whatever its account")
  void retire_foreignRetiringPrincipal_may() {
    GrantOf foreign = grant("Decrypt").to(BOB).retiredBy(ALICE).issuedBy(B);
    retire(foreign).isAllowed();
    retire(foreign).identity(deny("kms:RetireGrant")).isExplicitlyDenied();
    retire(foreign).boundary(allow("s3:*")).isIndeterminate();
    retire(grant("Decrypt").to(BOB).retiredBy(ALICE)).isAllowed();
    retire(grant("Decrypt").to(BOB).retiredBy(CAROL).issuedBy(A)).by(CAROL).isAllowed();
  }

  @Test
  @DisplayName("5.14: [U] a grantee of another account than the issuing one may need IAM")
  void retire_foreignGrantee_isOpenWithoutIdentityPolicy() {
    GrantOf foreign = grant("Decrypt", "RetireGrant").to(ALICE).issuedBy(B);
    retire(foreign).isIndeterminate();
    retire(foreign).identity(allow("kms:RetireGrant")).isAllowed();
    retire(foreign).identity(deny("kms:RetireGrant")).isExplicitlyDenied();
  }

  @Test
  @DisplayName("5.14: [U] a grant id that is not listed may be of a younger grant")
  void retire_unlistedGrant_isOpen() {
    GrantOf own = grant("Decrypt").to(BOB).retiredBy(ALICE).issuedBy(A);
    retire(own).grantId("g-1").isAllowed();
    retire(own).grantId("g-2").isIndeterminate();
    retire(own.on(OTHER_KEY)).grantId("g-1").isIndeterminate();
    action("kms:RetireGrant").grantId("g-1").isIndeterminate();
    action("kms:RetireGrant").isImplicitlyDenied();
    retire(own).grantId("g-2").identity(deny("kms:*")).isExplicitlyDenied();
    retire(own).grantId("g-2").serviceControl(allow("s3:*")).isImplicitlyDenied();
  }

  @Test
  @DisplayName("5.14, 5.7: [U] an account that is grantee may retire by every identity, perhaps")
  void retire_accountAsGrantee_isOpenWithoutIdentityPolicy() {
    GrantOf toAccount = grant("Decrypt", "RetireGrant").to(ROOT).issuedBy(B);
    retire(toAccount).isIndeterminate();
    retire(toAccount).identity(allow("kms:RetireGrant")).isAllowed();
    retire(grant("Decrypt").to(ROOT).issuedBy(B)).isImplicitlyDenied();
  }

  @Test
  @DisplayName("5.14: without a grant id the answer must be the same for every grant of the key")
  void retire_severalGrants_mustAgree() {
    Ask asked =
        retire(grant("Decrypt").to(BOB).retiredBy(ALICE).issuedBy(A))
            .grant(grant("Decrypt").id("g-2").to(BOB).issuedBy(B));

    asked.isIndeterminate();
    asked.grantId("g-1").isAllowed();
    asked.grantId("g-2").isImplicitlyDenied();
    asked.grantId("g-3").isIndeterminate();
    action("kms:RetireGrant").unknownLayer("grants").isIndeterminate();
    action("kms:RetireGrant").identity(allow("*")).isImplicitlyDenied();
  }

  private static Ask createGrant(GrantOf parent, String... operations) {
    return action("kms:CreateGrant")
        .grant(parent.to(ALICE).issuedBy(A))
        .with("kms:GrantOperations", operations);
  }

  @Test
  @DisplayName("5.16: a grant made through a grant allows no more than its parent")
  void createGrant_operations_mustBeTheParents() {
    createGrant(grant("CreateGrant", "Decrypt"), "Decrypt").isAllowed();
    createGrant(grant("CreateGrant", "Decrypt"), "Decrypt", "Encrypt").isImplicitlyDenied();
    createGrant(grant("Decrypt"), "Decrypt").isImplicitlyDenied();
    action("kms:CreateGrant")
        .grant(grant("CreateGrant", "Decrypt").to(ALICE).issuedBy(A))
        .isIndeterminate();
    createGrant(grant("CreateGrant"), "Decrypt").keyPolicy(allow("kms:*").to(ALICE)).isAllowed();
  }

  private static Ask createGrantUnder(GrantOf parent, String type) {
    return createGrant(parent, "Decrypt")
        .with("kms:GrantConstraintType", type)
        .with("kms:EncryptionContext:a", "1")
        .with("kms:EncryptionContextKeys", "a");
  }

  @Test
  @DisplayName("5.16: a grant made through a grant is at least as constrained")
  void createGrant_constraints_mustBeAsStrict() {
    String equals = "EncryptionContextEquals";
    String subset = "EncryptionContextSubset";
    createGrantUnder(grant("CreateGrant", "Decrypt").forExactly("a", "1"), equals).isAllowed();
    createGrantUnder(grant("CreateGrant", "Decrypt").forExactly("a", "1"), subset)
        .isImplicitlyDenied();
    createGrantUnder(grant("CreateGrant", "Decrypt").forExactly("a", "2"), equals)
        .isImplicitlyDenied();
    createGrantUnder(grant("CreateGrant", "Decrypt").forAtLeast("a", "1"), subset).isAllowed();
    createGrantUnder(grant("CreateGrant", "Decrypt").forAtLeast("a", "1"), equals).isAllowed();
    createGrantUnder(grant("CreateGrant", "Decrypt").forAtLeast("b", "1"), equals)
        .isImplicitlyDenied();
    createGrant(grant("CreateGrant", "Decrypt").forAtLeast("a", "1"), "Decrypt")
        .isImplicitlyDenied();
    createGrant(grant("CreateGrant", "Decrypt").forAtLeast("a", "1"), "Decrypt")
        .unknown("kms:GrantConstraintType", "kms:EncryptionContext:*")
        .isIndeterminate();
  }

  @Test
  @DisplayName("5.16, 5.9: a parent that names no pair asks for none, an empty Equals perhaps")
  void createGrant_parentWithoutPairs_isNoLimit() {
    createGrant(grant("CreateGrant", "Decrypt").forAtLeast(), "Decrypt").isAllowed();
    createGrant(grant("CreateGrant", "Decrypt").forExactly(), "Decrypt").isIndeterminate();
    createGrant(grant("CreateGrant", "Decrypt").forExactly(), "Decrypt")
        .with("kms:GrantConstraintType", "EncryptionContextEquals")
        .isAllowed();
  }

  @Test
  @DisplayName("5.16: a grant made through one with a source ARN must keep it to be certain")
  void createGrant_sourceArn_mustBeKept() {
    GrantOf parent =
        grant("CreateGrant", "Decrypt").toService(BACKUP).issuedBy(A).forSource(SNAPSHOT);
    Ask asked =
        action("kms:CreateGrant")
            .by(BACKUP)
            .grant(parent)
            .with("kms:GrantOperations", "Decrypt")
            .with("aws:SourceArn", SNAPSHOT);

    asked.isIndeterminate();
    asked.with("kms:GrantConstraintSourceArn", SNAPSHOT).isAllowed();
    asked.with("kms:GrantConstraintSourceArn", SNAPSHOT + "2").isIndeterminate();
  }

  @Test
  @DisplayName("5.22: a grant that is listed counts at once, whether a token is sent or not")
  void grantToken_listedGrant_counts() {
    decryptByGrant(grant("Decrypt").to(ALICE)).isAllowed();
  }
}
