package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.A;
import static io.kmspolicy.engine.rules.Ask.ALIAS;
import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.APP;
import static io.kmspolicy.engine.rules.Ask.B;
import static io.kmspolicy.engine.rules.Ask.CAROL;
import static io.kmspolicy.engine.rules.Ask.FEDERATED;
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

/** Section 0: the combining algorithm, line by line. */
class WholeDecisionTest {

  private static final Says SILENT = allow("s3:*");

  private static Ask open() {
    return decrypt().keyPolicy(allow("kms:*").toEveryone());
  }

  @Test
  @DisplayName("0, line 1: a Deny beats all that allows and all that does not")
  void line1_deny_beatsAll() {
    open()
        .identity(deny("*"))
        .serviceControl(SILENT)
        .endpoint(allow("s3:*").toEveryone())
        .isExplicitlyDenied();
  }

  @Test
  @DisplayName("0, lines 2-4: SCP and endpoint must each allow, an RCP need not")
  void lines2To4_filters_mustAllow() {
    Says everything = allow("*").toEveryone();
    open().resourceControl(everything).serviceControl(allow("*")).endpoint(everything).isAllowed();
    open().resourceControl(allow("s3:*").toEveryone()).isAllowed();
    open().serviceControl(allow("s3:*")).isImplicitlyDenied();
    open().endpoint(allow("s3:*").toEveryone()).isImplicitlyDenied();
  }

  @Test
  @DisplayName("0, line 5: an action that stays at home is refused to strangers")
  void line5_actionOfTheOwnAccount_isRefusedToStrangers() {
    action("kms:TagResource")
        .by(CAROL)
        .keyPolicy(allow("kms:*").to(B))
        .identity(allow("*"))
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("0, line 6: IAM permits where identity policy, boundary and session policy allow")
  void line6_identity_needsAllThree() {
    Ask asked = decrypt().by(SESSION).delegating().identity(allow("*"));
    asked.isAllowed();
    asked.boundary(allow("*")).session(allow("*")).isAllowed();
    asked.boundary(allow("s3:*")).isImplicitlyDenied();
    decrypt().by(FEDERATED).delegating().identity(allow("*")).isImplicitlyDenied();
    decrypt().by(ROOT).delegating().isAllowed();
    decrypt().by(LOGS).delegating().identity(allow("*")).isImplicitlyDenied();
  }

  @Test
  @DisplayName("0, line 7: a direct match in the own account is enough")
  void line7_direct_isEnough() {
    decrypt().keyPolicy(allow("kms:*").to(ALICE)).boundary(allow("s3:*")).isAllowed();
    decrypt().by(SESSION).keyPolicy(allow("kms:*").to(SESSION)).session(allow("s3:*")).isAllowed();
    decrypt().by(LOGS).keyPolicy(allow("kms:*").toService(LOGS)).isAllowed();
    decrypt().by(CAROL).keyPolicy(allow("kms:*").to(CAROL)).isImplicitlyDenied();
  }

  @Test
  @DisplayName("0, line 8: a match by the role is enough within boundary and session policy")
  void line8_role_isLimited() {
    Ask asked = decrypt().by(SESSION).keyPolicy(allow("kms:*").to(APP));
    asked.isAllowed();
    asked.session(allow("s3:*")).isImplicitlyDenied();
  }

  @Test
  @DisplayName("0, line 9: a match by the account needs IAM")
  void line9_account_needsIam() {
    decrypt().delegating().isImplicitlyDenied();
    decrypt().delegating().identity(allow("kms:Decrypt")).isAllowed();
  }

  @Test
  @DisplayName("0, line 10: across accounts any match needs IAM")
  void line10_otherAccount_needsIam() {
    for (String name : new String[] {B, CAROL, "*"}) {
      decrypt().by(CAROL).keyPolicy(allow("kms:*").to(name)).isImplicitlyDenied();
      decrypt().by(CAROL).keyPolicy(allow("kms:*").to(name)).identity(allow("*")).isAllowed();
    }
  }

  @Test
  @DisplayName("0, line 11: a grant is enough")
  void line11_grant_isEnough() {
    decrypt().grant(grant("Decrypt").to(ALICE).issuedBy(A)).isAllowed();
  }

  @Test
  @DisplayName("0, line 12: without a key, and on an alias, IAM of the own account is enough")
  void line12_noKey_needsIam() {
    action("kms:ListKeys").on("*").identity(allow("*")).isAllowed();
    action("kms:UpdateAlias").on(ALIAS).identity(allow("*")).isAllowed();
    action("kms:UpdateAlias").on(ALIAS).by(CAROL).identity(allow("*")).isImplicitlyDenied();
  }

  @Test
  @DisplayName("0, line 13: nothing allows it")
  void line13_nothing_isImplicitlyDenied() {
    decrypt().isImplicitlyDenied();
    decrypt().by(LOGS).isImplicitlyDenied();
    action("kms:ListKeys").on("*").isImplicitlyDenied();
  }
}
