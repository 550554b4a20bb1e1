package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.A;
import static io.kmspolicy.engine.rules.Ask.ALIAS;
import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.APP;
import static io.kmspolicy.engine.rules.Ask.KEY;
import static io.kmspolicy.engine.rules.Ask.LOGS;
import static io.kmspolicy.engine.rules.Ask.ROOT;
import static io.kmspolicy.engine.rules.Ask.SESSION;
import static io.kmspolicy.engine.rules.Ask.action;
import static io.kmspolicy.engine.rules.Ask.decrypt;
import static io.kmspolicy.engine.rules.GrantOf.grant;
import static io.kmspolicy.engine.rules.Says.allow;
import static io.kmspolicy.engine.rules.Says.deny;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Section 7.6: policies that caused outages. */
class TrapsTest {

  private static final String S3 = "s3.us-west-2.amazonaws.com";

  @Test
  @DisplayName("7.6: without the root statement nobody can repair the key policy")
  void rootStatement_removed_keyIsUnmanageable() {
    Says onlyApp = allow("kms:Decrypt").to(APP);
    action("kms:PutKeyPolicy").keyPolicy(onlyApp).identity(allow("*")).isImplicitlyDenied();
    action("kms:PutKeyPolicy").by(ROOT).keyPolicy(onlyApp).isImplicitlyDenied();
  }

  @Test
  @DisplayName("7.6: Deny with NotPrincipal hits everyone who has a boundary")
  void notPrincipal_callerWithBoundary_isDenied() {
    decrypt()
        .by(SESSION)
        .keyPolicy(allow("kms:*").to(APP), deny("kms:*").toAllBut(APP, SESSION, A))
        .boundary(allow("*"))
        .isExplicitlyDenied();
  }

  @Test
  @DisplayName("7.6: a Deny outside the VPC endpoint hits services that use the key")
  void sourceVpceDeny_callThroughService_isDenied() {
    Says away = deny("kms:*").toEveryone().when("StringNotEquals", "aws:SourceVpce", "vpce-1");
    Ask asked = decrypt().by(SESSION).keyPolicy(allow("kms:*").to(APP), away);
    asked.with("aws:SourceVpce", "vpce-1").isAllowed();
    decrypt()
        .by(SESSION)
        .keyPolicy(allow("kms:*").to(APP), away)
        .with("kms:ViaService", S3)
        .isExplicitlyDenied();
  }

  @Test
  @DisplayName("7.6: a Deny outside address ranges hits calls through an endpoint")
  void sourceIpDeny_callWithoutAddress_isDenied() {
    decrypt()
        .keyPolicy(
            allow("kms:*").to(ALICE),
            deny("kms:*").toEveryone().when("NotIpAddress", "aws:SourceIp", "203.0.113.0/24"))
        .isExplicitlyDenied();
  }

  @Test
  @DisplayName(
      "7.6: StringNotEquals on aws:SourceIp hits services, and everybody if it names a range")
  void sourceIpDeny_byText_hitsServicesAndRanges() {
    Says oneAddress =
        deny("kms:*").toEveryone().when("StringNotEquals", "aws:SourceIp", "203.0.113.7");
    Says range =
        deny("kms:*").toEveryone().when("StringNotEquals", "aws:SourceIp", "203.0.113.0/24");
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE), oneAddress)
        .with("aws:SourceIp", "203.0.113.7")
        .isAllowed();
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE), oneAddress)
        .with("kms:ViaService", S3)
        .with("aws:CalledVia", "s3.amazonaws.com")
        .isExplicitlyDenied();
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE), range)
        .with("aws:SourceIp", "203.0.113.7")
        .isExplicitlyDenied();
  }

  @Test
  @DisplayName("7.6: a Deny with IfExists or a negated operator hits services without the key")
  void ifExistsDeny_service_isDenied() {
    Says service = allow("kms:*").toService(LOGS);
    decrypt()
        .by(LOGS)
        .keyPolicy(
            service,
            deny("kms:*").toEveryone().when("BoolIfExists", "aws:MultiFactorAuthPresent", "false"))
        .isExplicitlyDenied();
    decrypt()
        .by(LOGS)
        .keyPolicy(
            service,
            deny("kms:*").toEveryone().when("StringNotEquals", "aws:PrincipalOrgID", "o-1"))
        .isExplicitlyDenied();
  }

  @Test
  @DisplayName("7.6: a role that was deleted and made again is not the one the key policy names")
  void role_recreated_isAnother() {
    decrypt()
        .by(SESSION)
        .keyPolicy(allow("kms:*").to("AROACKCEVSQ6C2EXAMPLE"))
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("7.6: a Deny that still names a deleted role protects from nobody")
  void deny_recreatedRole_stopsNothing() {
    Ask asked =
        decrypt()
            .by(SESSION)
            .keyPolicy(allow("kms:*").to(ROOT), deny("kms:*").to("AROACKCEVSQ6C2EXAMPLE"))
            .identity(allow("kms:*"));
    asked.isAllowed();
    asked.keyPolicy(allow("kms:*").to(ROOT), deny("kms:*").to(APP)).isExplicitlyDenied();
  }

  @Test
  @DisplayName("7.6: an alias ARN as resource names no key")
  void resource_alias_namesNoKey() {
    decrypt().delegating().identity(allow("kms:Decrypt").on(ALIAS)).isImplicitlyDenied();
  }

  @Test
  @DisplayName("7.6: a Deny on an alias ARN stops no use of the key behind it")
  void deny_onAlias_stopsNothing() {
    Ask asked = decrypt().delegating().identity(allow("kms:Decrypt"));
    asked.identity(deny("kms:Decrypt").on(ALIAS)).isAllowed();
    asked.identity(deny("kms:Decrypt").on(KEY)).isExplicitlyDenied();
  }

  @Test
  @DisplayName("7.6: an organization-wide Deny that forgets services hits them")
  void resourceControlDeny_withoutServiceException_hitsServices() {
    Says everything = allow("*").toEveryone();
    Says service = allow("kms:*").toService(LOGS);
    decrypt()
        .by(LOGS)
        .keyPolicy(service)
        .resourceControl(
            everything,
            deny("kms:*").toEveryone().when("StringNotEqualsIfExists", "aws:PrincipalOrgID", "o-1"))
        .with("aws:PrincipalIsAWSService", "true")
        .isExplicitlyDenied();
    decrypt()
        .by(LOGS)
        .keyPolicy(service)
        .resourceControl(
            everything,
            deny("kms:*")
                .toEveryone()
                .when("StringNotEqualsIfExists", "aws:PrincipalOrgID", "o-1")
                .when("BoolIfExists", "aws:PrincipalIsAWSService", "false"))
        .with("aws:PrincipalIsAWSService", "true")
        .isAllowed();
  }

  @Test
  @DisplayName(
      "7.6: an SCP's Deny by address that forgets aws:ViaAWSService hits calls by services")
  void serviceControlDeny_withoutViaServiceException_hitsCallsByServices() {
    Says network = deny("*").when("NotIpAddress", "aws:SourceIp", "203.0.113.0/24");
    Says direct =
        deny("*")
            .when("NotIpAddress", "aws:SourceIp", "203.0.113.0/24")
            .when("Bool", "aws:ViaAWSService", "false");
    viaService().serviceControl(allow("*"), network).isExplicitlyDenied();
    viaService().serviceControl(allow("*"), direct).isAllowed();
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE))
        .serviceControl(allow("*"), direct)
        .with("aws:SourceIp", "198.51.100.1")
        .with("aws:ViaAWSService", "false")
        .isExplicitlyDenied();
  }

  @Test
  @DisplayName(
      "7.6: an RCP's Deny by address that forgets aws:ViaAWSService hits calls by services")
  void resourceControlDeny_withoutViaServiceException_hitsCallsByServices() {
    Says network =
        deny("kms:*").toEveryone().when("NotIpAddressIfExists", "aws:SourceIp", "203.0.113.0/24");
    Says direct =
        deny("kms:*")
            .toEveryone()
            .when("NotIpAddressIfExists", "aws:SourceIp", "203.0.113.0/24")
            .when("BoolIfExists", "aws:ViaAWSService", "false");
    Says everything = allow("*").toEveryone();
    viaService().resourceControl(everything, network).isExplicitlyDenied();
    viaService().resourceControl(everything, direct).isAllowed();
  }

  /** A call that S3 makes on behalf of alice, without her address. */
  private static Ask viaService() {
    return decrypt()
        .keyPolicy(allow("kms:*").to(ALICE))
        .with("kms:ViaService", S3)
        .with("aws:ViaAWSService", "true");
  }

  @Test
  @DisplayName("7.6: a grant outlives the permission in the key policy")
  void grant_policyRemoved_stillAllows() {
    decrypt()
        .by(SESSION)
        .keyPolicy(allow("kms:*").to(ROOT))
        .grant(grant("Decrypt").to(APP).issuedBy(A))
        .isAllowed();
  }

  @Test
  @DisplayName("7.6: what ends a grant's permission is a Deny, not the lack of an Allow")
  void grant_denyAdded_endsPermission() {
    decrypt().by(SESSION).keyPolicy(allow("kms:*").to(ROOT)).isImplicitlyDenied();
    decrypt()
        .by(SESSION)
        .keyPolicy(allow("kms:*").to(ROOT), deny("kms:Decrypt").to(APP))
        .grant(grant("Decrypt").to(APP).issuedBy(A))
        .isExplicitlyDenied();
  }

  @Test
  @DisplayName("7.6: [U] a plain StringEquals on kms:EncryptionContextKeys never surely holds")
  void encryptionContextKeys_plainOperator_isOpen() {
    Says one = allow("kms:*").to(ALICE).when("StringEquals", "kms:EncryptionContextKeys", "a");
    decrypt().keyPolicy(one).with("kms:EncryptionContextKeys", "a").isIndeterminate();
    decrypt().keyPolicy(one).with("kms:EncryptionContextKeys", "a", "b").isIndeterminate();
    decrypt().keyPolicy(one).with("kms:EncryptionContextKeys", "b", "c").isImplicitlyDenied();
    Says some =
        allow("kms:*").to(ALICE).when("ForAnyValue:StringEquals", "kms:EncryptionContextKeys", "a");
    decrypt().keyPolicy(some).with("kms:EncryptionContextKeys", "a", "b").isAllowed();
  }

  @Test
  @DisplayName("7.6: a Deny of other services by kms:ViaService hits direct calls")
  void viaServiceDeny_directCall_isDenied() {
    Says others = deny("kms:*").toEveryone().when("StringNotEquals", "kms:ViaService", S3);
    Ask asked = decrypt().keyPolicy(allow("kms:*").to(ALICE), others);
    asked.isExplicitlyDenied();
    asked.with("kms:ViaService", S3).isAllowed();
  }

  @Test
  @DisplayName("7.6: the regional name of a service is not the global one, nor the other way round")
  void service_otherSpelling_isAnother() {
    String regional = "logs.us-west-2.amazonaws.com";
    String global = "logs.amazonaws.com";
    decrypt().by(regional).keyPolicy(allow("kms:*").toService(regional)).isAllowed();
    decrypt().by(regional).keyPolicy(allow("kms:*").toService(global)).isImplicitlyDenied();
    decrypt().by(global).keyPolicy(allow("kms:*").toService(regional)).isImplicitlyDenied();
    decrypt()
        .by(global)
        .keyPolicy(allow("kms:*").toService(global), deny("kms:*").toService(regional))
        .isAllowed();
  }

  @Test
  @DisplayName("7.6: neither key policy nor grant of a primary key reaches its replica")
  void replica_policyNotCopied_isDenied() {
    String primary = "arn:aws:kms:us-west-2:111122223333:key/mrk-1";
    String replica = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1";
    decrypt().on(primary).keyPolicy(allow("kms:*").to(ALICE)).isAllowed();
    decrypt().on(replica).delegating().isImplicitlyDenied();
    GrantOf onPrimary = grant("Decrypt").to(ALICE).issuedBy(A).on(primary);
    decrypt().on(primary).delegating().grant(onPrimary).isAllowed();
    decrypt().on(replica).delegating().grant(onPrimary).isImplicitlyDenied();
  }

  @Test
  @DisplayName("7.6: a boundary takes away what the key policy gave to the role")
  void boundary_added_takesAccessAway() {
    Ask asked = decrypt().by(SESSION).keyPolicy(allow("kms:*").to(APP));
    asked.isAllowed();
    asked.boundary(allow("s3:*")).isImplicitlyDenied();
  }
}
