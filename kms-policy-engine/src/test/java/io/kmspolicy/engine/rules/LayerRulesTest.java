package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.A;
import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.APP;
import static io.kmspolicy.engine.rules.Ask.B;
import static io.kmspolicy.engine.rules.Ask.BOB;
import static io.kmspolicy.engine.rules.Ask.CAROL;
import static io.kmspolicy.engine.rules.Ask.FEDERATED;
import static io.kmspolicy.engine.rules.Ask.LINKED;
import static io.kmspolicy.engine.rules.Ask.LINKED_ROLE;
import static io.kmspolicy.engine.rules.Ask.LOGS;
import static io.kmspolicy.engine.rules.Ask.ROOT;
import static io.kmspolicy.engine.rules.Ask.SESSION;
import static io.kmspolicy.engine.rules.Ask.action;
import static io.kmspolicy.engine.rules.Ask.decrypt;
import static io.kmspolicy.engine.rules.GrantOf.grant;
import static io.kmspolicy.engine.rules.Says.allow;
import static io.kmspolicy.engine.rules.Says.deny;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.FederatedUser;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RoleSession;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Section 4: the applicability of layers and their combination. */
class LayerRulesTest {

  private static final String CAROLS_SESSION =
      "arn:aws:sts::444455556666:assumed-role/App/session-1";

  private static Ask allowed(String principal) {
    return decrypt().by(principal).keyPolicy(allow("kms:*").toEveryone());
  }

  @Test
  @DisplayName("4.1: a Deny of any layer beats everything")
  void deny_anyLayer_wins() {
    allowed(ALICE).identity(deny("kms:*")).isExplicitlyDenied();
    allowed(ALICE).boundary(allow("*"), deny("kms:Decrypt")).isExplicitlyDenied();
    allowed(SESSION).session(allow("*"), deny("kms:Decrypt")).isExplicitlyDenied();
    allowed(ALICE).serviceControl(allow("*")).serviceControl(deny("kms:*")).isExplicitlyDenied();
    allowed(ALICE).resourceControl(deny("kms:*").toEveryone()).isExplicitlyDenied();
    allowed(ALICE).endpoint(deny("kms:*").toEveryone()).isExplicitlyDenied();
    decrypt().keyPolicy(allow("kms:*").to(ALICE), deny("kms:*").to(ALICE)).isExplicitlyDenied();
  }

  @Test
  @DisplayName("4.1: across accounts both sides must allow, and a Deny of either wins")
  void crossAccount_denyOfEitherSide_wins() {
    Ask both = decrypt().by(CAROL).keyPolicy(allow("kms:*").to(B)).identity(allow("kms:*"));

    both.isAllowed();
    both.serviceControl(allow("*"), deny("kms:*")).isExplicitlyDenied();
    decrypt().by(CAROL).keyPolicy(allow("kms:*").to(B)).isImplicitlyDenied();
    decrypt().by(CAROL).delegating().identity(allow("kms:*")).isImplicitlyDenied();
  }

  @Test
  @DisplayName("4.1: nothing is allowed between partitions, but a service is in all of them")
  void crossPartition_allows_nothing() {
    String key = "arn:aws-cn:kms:cn-north-1:111122223333:key/1234abcd";
    Ask open = decrypt().on(key).keyPolicy(allow("kms:*").toEveryone()).identity(allow("kms:*"));

    open.isImplicitlyDenied();
    assertThat(open.explain(PolicyEvaluator.tables()).text())
        .contains("different partitions of AWS, which nothing crosses (rule 4.1)");
    open.by("arn:aws-cn:iam::111122223333:user/alice").isAllowed();
    open.by(LOGS).isAllowed();
    open.by(ALICE).identity(deny("kms:*")).isExplicitlyDenied();
  }

  @Test
  @DisplayName("4.2: a layer that cannot bind the caller is skipped")
  void layer_notOfTheCaller_isSkipped() {
    Says denied = deny("kms:*");
    allowed(LOGS).identity(denied).isAllowed();
    allowed(LOGS).boundary(denied).isAllowed();
    allowed(LOGS).session(denied).isAllowed();
    allowed(LOGS).serviceControl(denied).isAllowed();
    allowed(ROOT).identity(denied).isAllowed();
    allowed(ROOT).boundary(denied).isAllowed();
    allowed(ROOT).session(denied).isAllowed();
    allowed(ALICE).session(denied).isAllowed();
  }

  @Test
  @DisplayName("4.2: resource control binds services and strangers, not AWS managed keys")
  void resourceControl_everyone_isBound() {
    allowed(LOGS).resourceControl(deny("kms:*").toEveryone()).isExplicitlyDenied();
    allowed(CAROL)
        .identity(allow("kms:*"))
        .resourceControl(deny("kms:*").toEveryone())
        .isExplicitlyDenied();
    allowed(ALICE).managedByAws().resourceControl(deny("kms:*").toEveryone()).isAllowed();
    action("kms:CreateKey")
        .on("*")
        .identity(allow("kms:*"))
        .resourceControl(deny("kms:*").toEveryone())
        .isAllowed();
  }

  @Test
  @DisplayName("4.2: service and resource control and boundaries do not bind service-linked roles")
  void serviceLinkedRole_controlPolicies_doNotBind() {
    Ask linked = allowed(LINKED).ofRole(LINKED_ROLE);
    linked
        .serviceControl(deny("kms:*"))
        .resourceControl(deny("kms:*").toEveryone())
        .boundary(deny("kms:*"))
        .isAllowed();
    linked.identity(deny("kms:*")).isExplicitlyDenied();
  }

  @Test
  @DisplayName("4.2: without its path a role with such a name is only perhaps service-linked")
  void serviceLinkedRole_pathUnknown_isOpen() {
    Caller byName = Caller.parse(LINKED);
    allowed(LINKED).byCaller(byName).isAllowed();
    allowed(LINKED).byCaller(byName).serviceControl(deny("kms:*")).isIndeterminate();
    allowed(LINKED).byCaller(byName).resourceControl(deny("kms:*").toEveryone()).isIndeterminate();
    allowed(LINKED).byCaller(byName).boundary(deny("kms:*")).isIndeterminate();
    allowed(SESSION)
        .byCaller(Caller.parse(SESSION))
        .serviceControl(deny("kms:*"))
        .isExplicitlyDenied();
    allowed(LINKED).serviceControl(deny("kms:*")).isExplicitlyDenied();
  }

  @Test
  @DisplayName("4.3: every level of service control must allow")
  void serviceControl_everyLevel_mustAllow() {
    allowed(ALICE).serviceControl(allow("*")).serviceControl(allow("kms:D*")).isAllowed();
    allowed(ALICE).serviceControl(allow("*")).serviceControl(allow("s3:*")).isImplicitlyDenied();
    allowed(ALICE).serviceControl(allow("s3:*")).serviceControl(allow("*")).isImplicitlyDenied();
    allowed(ALICE).serviceControl(allow("*")).emptyServiceControlLevel().isImplicitlyDenied();
    allowed(ROOT).serviceControl(allow("s3:*")).isImplicitlyDenied();
  }

  @Test
  @DisplayName("4.4: a level of resource control allows whatever it does not deny")
  void resourceControl_withoutFullAccess_allowsWhatItDoesNotDeny() {
    Says list = deny("kms:Encrypt").toEveryone();
    allowed(ALICE).resourceControl(list).isAllowed();
    allowed(ALICE).resourceControl().isAllowed();
    allowed(ALICE).resourceControl(allow("s3:*").toEveryone()).isAllowed();
    allowed(ALICE)
        .resourceControl(list)
        .resourceControl(deny("kms:D*").toEveryone())
        .isExplicitlyDenied();
    decrypt().resourceControl(allow("*").toEveryone()).isImplicitlyDenied();
  }

  @Test
  @DisplayName("4.4, 6.9: an Allow of resource control leaves nothing open")
  void resourceControl_allowOnUnknownKey_leavesNothingOpen() {
    allowed(ALICE)
        .resourceControl(
            allow("kms:*").toEveryone().when("StringEquals", "aws:SourceVpce", "vpce-1"))
        .unknown("aws:SourceVpce")
        .isAllowed();
  }

  @Test
  @DisplayName("4.4, 6.8: unknown resource control may deny and cannot lack an Allow")
  void resourceControl_unknown_mayOnlyDeny() {
    allowed(ALICE).unknownLayer("resourceControl").isIndeterminate();
    decrypt().unknownLayer("resourceControl").isDenied();
  }

  @Test
  @DisplayName("4.5: what service control does not allow is an implicit denial")
  void serviceControl_silent_isImplicit() {
    decrypt().delegating().identity(allow("kms:*")).serviceControl().isImplicitlyDenied();
  }

  @Test
  @DisplayName("4.6: the endpoint's policy is one more filter and allows nothing by itself")
  void endpoint_any_filters() {
    allowed(ALICE).endpoint(allow("*").toEveryone()).isAllowed();
    allowed(ALICE).endpoint(allow("kms:Encrypt").toEveryone()).isImplicitlyDenied();
    allowed(ALICE).endpoint(allow("*").to(ALICE)).isAllowed();
    allowed(ALICE).endpoint(allow("*").to(BOB)).isImplicitlyDenied();
    decrypt().endpoint(allow("*").toEveryone()).isImplicitlyDenied();
  }

  @Test
  @DisplayName("4.6: [F] an account or a role in the endpoint's policy lets its callers pass")
  void endpoint_accountOrRole_letsPass() {
    allowed(ALICE).endpoint(allow("*").to(A)).isAllowed();
    allowed(ALICE).endpoint(allow("*").to(B)).isImplicitlyDenied();
    allowed(SESSION).endpoint(allow("*").to(APP)).isAllowed();
  }

  @Test
  @DisplayName("4.6: [U] an endpoint's Deny that meets the caller only by its role is open")
  void endpointDeny_ofTheRole_isOpen() {
    Says open = allow("*").toEveryone();
    allowed(SESSION).endpoint(open, deny("kms:*").to(APP)).isIndeterminate();
    allowed(SESSION).endpoint(open, deny("kms:*").to(SESSION)).isExplicitlyDenied();
    allowed(SESSION).endpoint(open, deny("kms:*").to(A)).isExplicitlyDenied();
    allowed(SESSION).endpoint(open, deny("kms:*").toEveryone()).isExplicitlyDenied();
    allowed(SESSION).endpoint(open, deny("kms:Encrypt").to(APP)).isAllowed();
    allowed(SESSION)
        .keyPolicy(allow("kms:*").toEveryone(), deny("kms:*").to(APP))
        .isExplicitlyDenied();
    decrypt().by(SESSION).endpoint(open, deny("kms:*").to(APP)).isDenied();
  }

  @Test
  @DisplayName("4.2: [U] an endpoint layer binds a service's own call perhaps")
  void endpoint_serviceCall_isOpen() {
    allowed(LOGS).endpoint(deny("kms:*").toEveryone()).isIndeterminate();
    allowed(LOGS).endpoint(allow("kms:Encrypt").toEveryone()).isIndeterminate();
    allowed(LOGS).endpoint(allow("*").to(ALICE)).isIndeterminate();
    allowed(LOGS).endpoint(allow("*").toEveryone()).isAllowed();
    decrypt().by(LOGS).endpoint(allow("*").toEveryone()).isImplicitlyDenied();
  }

  @Test
  @DisplayName("4.7: a layer that does not exist denies nothing")
  void limits_none_denyNothing() {
    decrypt().by(SESSION).keyPolicy(allow("kms:*").to(APP)).isAllowed();
    decrypt().keyPolicy(allow("kms:*").to(ALICE)).isAllowed();
  }

  /** A boundary or session policy without statements about KMS. */
  private static final Says SILENT = allow("s3:*");

  @Test
  @DisplayName("4.8: what names the account is limited by everything")
  void keyPolicy_account_isLimitedByAll() {
    decrypt().delegating().isImplicitlyDenied();
    decrypt().delegating().identity(allow("kms:*")).isAllowed();
    decrypt().delegating().identity(allow("kms:*")).boundary(SILENT).isImplicitlyDenied();
    decrypt()
        .by(SESSION)
        .delegating()
        .identity(allow("kms:*"))
        .session(SILENT)
        .isImplicitlyDenied();
    decrypt().by(ROOT).delegating().isAllowed();
  }

  @Test
  @DisplayName("4.8: what names the role is limited by boundary and session policy")
  void keyPolicy_role_isLimitedByBoundaryAndSession() {
    decrypt().by(SESSION).keyPolicy(allow("kms:*").to(APP)).isAllowed();
    decrypt().by(SESSION).keyPolicy(allow("kms:*").to(APP)).boundary(SILENT).isImplicitlyDenied();
    decrypt().by(SESSION).keyPolicy(allow("kms:*").to(APP)).session(SILENT).isImplicitlyDenied();
    decrypt()
        .by(SESSION)
        .keyPolicy(allow("kms:*").to(APP))
        .session(SILENT)
        .session(allow("*"))
        .isAllowed();
  }

  @Test
  @DisplayName("4.8: what names the session is limited by nothing")
  void keyPolicy_session_isNotLimited() {
    decrypt()
        .by(SESSION)
        .keyPolicy(allow("kms:*").to(SESSION))
        .boundary(SILENT)
        .session(SILENT)
        .isAllowed();
    decrypt().by(FEDERATED).keyPolicy(allow("kms:*").to(FEDERATED)).session(SILENT).isAllowed();
  }

  @Test
  @DisplayName("4.8: what names the user is not limited by its boundary")
  void keyPolicy_user_isNotLimited() {
    decrypt().keyPolicy(allow("kms:*").to(ALICE)).boundary(SILENT).isAllowed();
  }

  @Test
  @DisplayName("4.8: what names the user limits a session federated by that user")
  void keyPolicy_userOfFederatedSession_isLimited() {
    FederatedUser session = (FederatedUser) Caller.parse(FEDERATED);
    Caller byAlice = session.madeBy(new FederatingUser.Named("alice"));
    Ask asked = decrypt().keyPolicy(allow("kms:*").to(ALICE)).byCaller(byAlice);

    asked.isImplicitlyDenied();
    asked.session(allow("*")).isAllowed();
    asked.boundary(SILENT).isImplicitlyDenied();
    decrypt()
        .keyPolicy(allow("kms:*").to(BOB))
        .byCaller(byAlice)
        .session(allow("*"))
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("4.8: `*` under any condition is not limited")
  void keyPolicy_everyone_isNotLimited() {
    Says onlyApp = allow("kms:*").toEveryone().when("ArnEquals", "aws:PrincipalArn", APP);
    decrypt()
        .by(SESSION)
        .keyPolicy(onlyApp)
        .with("aws:PrincipalArn", APP)
        .boundary(SILENT)
        .session(SILENT)
        .isAllowed();
  }

  @Test
  @DisplayName("4.8: of several forms the strongest wins")
  void keyPolicy_severalForms_strongestWins() {
    decrypt().by(SESSION).keyPolicy(allow("kms:*").to(ROOT, APP)).isAllowed();
    decrypt()
        .by(SESSION)
        .keyPolicy(allow("kms:*").to(APP), allow("kms:*").to(SESSION))
        .boundary(SILENT)
        .isAllowed();
  }

  @Test
  @DisplayName("4.9: across accounts every form is only half")
  void crossAccount_everyForm_needsIdentityPolicies() {
    for (String name : new String[] {CAROLS_SESSION, "arn:aws:iam::444455556666:role/App", B}) {
      Ask asked = decrypt().by(CAROLS_SESSION).keyPolicy(allow("kms:*").to(name));
      asked.isImplicitlyDenied();
      asked.identity(allow("kms:*")).isAllowed();
      asked.session(SILENT).isImplicitlyDenied();
    }
    decrypt().by(CAROL).keyPolicy(allow("kms:*").toEveryone()).isImplicitlyDenied();
    decrypt().by(CAROL).keyPolicy(allow("kms:*").toEveryone()).identity(allow("kms:*")).isAllowed();
    decrypt()
        .by(CAROL)
        .keyPolicy(allow("kms:*").to(CAROL))
        .identity(allow("kms:*"))
        .boundary(SILENT)
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("4.10: the root user needs the key policy, and is bound by SCP and RCP")
  void root_withoutKeyPolicy_isDenied() {
    decrypt().by(ROOT).keyPolicy(allow("kms:*").to(ALICE)).isImplicitlyDenied();
    decrypt().by(ROOT).delegating().isAllowed();
    decrypt().by(ROOT).delegating().serviceControl(allow("*"), deny("kms:*")).isExplicitlyDenied();
    decrypt()
        .by(ROOT)
        .delegating()
        .resourceControl(deny("kms:*").toEveryone())
        .isExplicitlyDenied();
  }

  @Test
  @DisplayName("4.10: [F] the root user of another account that the key policy names may use it")
  void root_ofNamedAccount_isAllowed() {
    decrypt().by("arn:aws:iam::444455556666:root").keyPolicy(allow("kms:*").to(B)).isAllowed();
  }

  private static Ask deniedAllBut(String caller, String... names) {
    return decrypt()
        .by(caller)
        .keyPolicy(allow("kms:*").toEveryone(), deny("kms:*").toAllBut(names));
  }

  @Test
  @DisplayName("4.11: NotPrincipal denies whom it does not list")
  void notPrincipal_notListed_isDenied() {
    deniedAllBut(ALICE, BOB).isExplicitlyDenied();
    deniedAllBut(SESSION, SESSION + "0").isExplicitlyDenied();
    deniedAllBut(LOGS, ALICE, A).isExplicitlyDenied();
    deniedAllBut(ROOT, B).isExplicitlyDenied();
  }

  @Test
  @DisplayName("4.11: NotPrincipal spares whom it lists in every form, or whose account it lists")
  void notPrincipal_listedInFull_isSpared() {
    deniedAllBut(ALICE, ALICE, ROOT).isAllowed();
    deniedAllBut(SESSION, SESSION, APP, A).isAllowed();
    deniedAllBut(ALICE, A).isAllowed();
    deniedAllBut(SESSION, ROOT).isAllowed();
    deniedAllBut(ROOT, ROOT).isAllowed();
    deniedAllBut(FEDERATED, FEDERATED, A).isAllowed();
    deniedAllBut(ALICE, "*").isAllowed();
  }

  @Test
  @DisplayName("4.11: the account spares nobody where the list names another member of it")
  void notPrincipal_accountBesideAnotherMember_sparesThatMemberOnly() {
    deniedAllBut(ALICE, BOB, A).isExplicitlyDenied();
    deniedAllBut(ALICE, ROOT, APP).isExplicitlyDenied();
    deniedAllBut(SESSION, A, SESSION + "0").isExplicitlyDenied();
    deniedAllBut(BOB, BOB, A).isAllowed();
    deniedAllBut(ALICE, A, ROOT).isAllowed();
    deniedAllBut(ALICE, A, CAROL, B).isAllowed();
    deniedAllBut(ALICE, A, "AIDACKCEVSQ6C2EXAMPLE").isIndeterminate();
  }

  @Test
  @DisplayName("4.11: [U] the root user under an account beside another member of it is open")
  void notPrincipal_rootBesideAnotherMember_isOpen() {
    deniedAllBut(ROOT, BOB, A).isIndeterminate();
    deniedAllBut(ROOT, CAROL, A).isAllowed();
    deniedAllBut(ROOT, BOB).isExplicitlyDenied();
  }

  @Test
  @DisplayName("4.11: [U] NotPrincipal that lists only some forms is open")
  void notPrincipal_listedInPart_isOpen() {
    deniedAllBut(ALICE, ALICE).isIndeterminate();
    deniedAllBut(SESSION, APP).isIndeterminate();
    deniedAllBut(SESSION, APP, ROOT).isIndeterminate();
    deniedAllBut(SESSION, SESSION, ROOT).isIndeterminate();
    deniedAllBut(LOGS, "*").isIndeterminate();
  }

  @Test
  @DisplayName("4.11: NotPrincipal denies everyone with a permissions boundary")
  void notPrincipal_withBoundary_deniesEveryone() {
    deniedAllBut(ALICE, ALICE, A).boundary(allow("*")).isExplicitlyDenied();
    deniedAllBut(ALICE, "*").boundary(allow("*")).isExplicitlyDenied();
    deniedAllBut(ROOT, ROOT).boundary(allow("*")).isAllowed();
    deniedAllBut(ALICE, ALICE, A).unknownLayer("permissionsBoundary").isIndeterminate();
    deniedAllBut(ALICE, BOB).unknownLayer("permissionsBoundary").isExplicitlyDenied();
  }

  @Test
  @DisplayName("4.11: NotPrincipal spares a service that it names")
  void notPrincipal_service_isSpared() {
    String others = "{\"Service\":\"" + LOGS + "\"}";
    decrypt()
        .by(LOGS)
        .keyPolicy(
            "{\"Statement\":["
                + allow("kms:*").toEveryone().json()
                + ","
                + deny("kms:*")
                    .json()
                    .replace("\"Effect\"", "\"NotPrincipal\":" + others + ",\"Effect\"")
                + "]}")
        .isAllowed();
  }

  @Test
  @DisplayName("4.12: a federated user without a session policy has no permissions of the user")
  void federated_withoutSessionPolicy_hasNone() {
    decrypt().by(FEDERATED).delegating().identity(allow("kms:*")).isImplicitlyDenied();
    decrypt()
        .by(FEDERATED)
        .delegating()
        .identity(allow("kms:*"))
        .session(allow("kms:*"))
        .isAllowed();
    decrypt().by(FEDERATED).keyPolicy(allow("kms:*").to(FEDERATED)).isAllowed();
    decrypt().by(FEDERATED).keyPolicy(allow("kms:*").toEveryone()).isAllowed();
  }

  @Test
  @DisplayName("4.8, 4.12: who made a federated session is unknown, in a scenario too")
  void federated_user_cannotBeTold() {
    Says toAlice = allow("kms:*").to(ALICE);
    decrypt().by(FEDERATED).keyPolicy(toAlice).session(allow("*")).isIndeterminate();
    decrypt().by(FEDERATED).keyPolicy(toAlice).isImplicitlyDenied();
    decrypt()
        .by(FEDERATED)
        .keyPolicy(allow("kms:*").to(FEDERATED), deny("kms:*").to(ALICE))
        .isIndeterminate();
    decrypt()
        .by(FEDERATED)
        .grant(grant("Decrypt").to(ALICE).issuedBy(A))
        .session(allow("*"))
        .isIndeterminate();
    deniedAllBut(FEDERATED, ALICE).isIndeterminate();
    deniedAllBut(FEDERATED, ALICE, A).isIndeterminate();
    decrypt()
        .byCaller(Caller.parse(FEDERATED))
        .keyPolicy(toAlice)
        .session(allow("*"))
        .isIndeterminate();
    decrypt()
        .byCaller(Caller.parse(FEDERATED))
        .keyPolicy(allow("kms:*").to("arn:aws:iam::444455556666:user/alice"))
        .session(allow("*"))
        .isImplicitlyDenied();
    decrypt()
        .by("arn:aws:sts::111122223333:federated-user/alice")
        .keyPolicy(toAlice)
        .session(allow("*"))
        .isIndeterminate();
  }

  @Test
  @DisplayName("4.13: a key-policy Allow is all that a service needs")
  void service_keyPolicy_isEnough() {
    decrypt().by(LOGS).keyPolicy(allow("kms:*").toService(LOGS)).isAllowed();
    decrypt().by(LOGS).delegating().identity(allow("kms:*")).isImplicitlyDenied();
    decrypt().by(LOGS).isImplicitlyDenied();
  }

  @Test
  @DisplayName("4.14: a service on a caller's behalf is the caller")
  void forwardedAccess_isTheCallers() {
    Says viaS3 =
        allow("kms:*")
            .to(ROOT)
            .when("StringEquals", "kms:ViaService", "s3.us-west-2.amazonaws.com");
    Ask asked =
        decrypt().by(SESSION).keyPolicy(viaS3).with("kms:ViaService", "s3.us-west-2.amazonaws.com");

    asked.isImplicitlyDenied();
    asked.identity(allow("kms:*")).isAllowed();
    asked.identity(deny("kms:*")).isExplicitlyDenied();
  }

  @Test
  @DisplayName("4.15: `aws:PrincipalArn` is what the context says, nothing is derived")
  void principalArn_context_isNotDerived() {
    Says session = allow("kms:*").toEveryone().when("ArnEquals", "aws:PrincipalArn", SESSION);
    Says role = allow("kms:*").toEveryone().when("ArnEquals", "aws:PrincipalArn", APP);

    decrypt().by(SESSION).keyPolicy(session).with("aws:PrincipalArn", APP).isImplicitlyDenied();
    decrypt().by(SESSION).keyPolicy(role).with("aws:PrincipalArn", APP).isAllowed();
    decrypt().by(SESSION).keyPolicy(role).isImplicitlyDenied();
  }

  @Test
  @DisplayName("4.16: a Deny hits everyone behind the name")
  void denyPrincipal_account_hitsEveryIdentity() {
    Says open = allow("kms:*").toEveryone();
    Says account = deny("kms:*").to(ROOT);
    for (String caller : new String[] {ALICE, SESSION, FEDERATED, ROOT}) {
      decrypt().by(caller).keyPolicy(open, account).isExplicitlyDenied();
    }
    decrypt().by(LOGS).keyPolicy(open, account).isAllowed();
    decrypt().by(LOGS).keyPolicy(open, deny("kms:*").toEveryone()).isExplicitlyDenied();
    decrypt().by(SESSION).keyPolicy(open, deny("kms:*").to(APP)).isExplicitlyDenied();
    decrypt().by(SESSION).keyPolicy(open, deny("kms:*").to(SESSION)).isExplicitlyDenied();
    decrypt()
        .by(SESSION)
        .keyPolicy(open, deny("kms:*").to("arn:aws:sts::111122223333:assumed-role/App/session-2"))
        .isAllowed();
  }

  @Test
  @DisplayName("4.17: policies of groups are identity policies; a group is never a principal")
  void groups_policies_areTheUsers() {
    decrypt().delegating().identity(allow("s3:*")).identity(allow("kms:*")).isAllowed();
    decrypt()
        .keyPolicy(allow("kms:*").to("arn:aws:iam::111122223333:group/admins"))
        .isRefused("is not a principal");
  }

  @Test
  @DisplayName("4.2, 4.12: a role whose path is unknown is perhaps the one that is named")
  void role_pathUnknown_isOpen() {
    RoleSession session = (RoleSession) Caller.parse(SESSION);
    decrypt().byCaller(session).keyPolicy(allow("kms:*").to(APP)).isIndeterminate();
    decrypt().byCaller(session).keyPolicy(allow("kms:*").to(APP + "2")).isImplicitlyDenied();
    decrypt()
        .byCaller(session)
        .keyPolicy(allow("kms:*").to("arn:aws:iam::111122223333:role/x/App"))
        .isIndeterminate();
    decrypt().byCaller(session).grant(grant("Decrypt").to(APP)).isIndeterminate();
  }

  @Test
  @DisplayName("1.7, 4.8: a role as caller is any of its sessions: its path is known")
  void roleAsCaller_itsRole_isKnown() {
    Caller role = Caller.parse("arn:aws:iam::111122223333:role/team/App");
    decrypt().byCaller(role).keyPolicy(allow("kms:*").to(role.arn())).isAllowed();
    decrypt().byCaller(role).keyPolicy(allow("kms:*").to(APP)).isImplicitlyDenied();
    decrypt().byCaller(role).delegating().identity(allow("kms:*")).isAllowed();
    decrypt().byCaller(role).grant(grant("Decrypt").to(role.arn())).isAllowed();
    allowed(ALICE).byCaller(Caller.parse(LINKED_ROLE)).serviceControl(deny("kms:*")).isAllowed();
  }

  @Test
  @DisplayName("1.7, 4.16: a role as caller is perhaps the session that is named")
  void roleAsCaller_oneSession_isOpen() {
    Caller role = Caller.parse(APP);
    Says all = allow("kms:*").toEveryone();
    decrypt().byCaller(role).keyPolicy(allow("kms:*").to(SESSION)).isIndeterminate();
    decrypt().byCaller(role).keyPolicy(all, deny("kms:*").to(SESSION)).isIndeterminate();
    decrypt().byCaller(role).grant(grant("Decrypt").to(SESSION)).isIndeterminate();
    decrypt()
        .byCaller(role)
        .keyPolicy(all, deny("kms:*").to("arn:aws:sts::111122223333:assumed-role/App2/s"))
        .isAllowed();
    decrypt()
        .byCaller(role)
        .keyPolicy(all, deny("kms:*").to("arn:aws:sts::444455556666:assumed-role/App/s"))
        .isAllowed();
    decrypt().byCaller(role).keyPolicy(all).session(deny("kms:*")).isExplicitlyDenied();
  }
}
