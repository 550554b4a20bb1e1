package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.decrypt;

/** What the tests of rule 6.13 ask: alice, whom key policies allow or deny by unknown keys. */
final class Analysis {

  static final String TAG = "aws:PrincipalTag/t";
  static final String VIA = "kms:ViaService";
  static final String KEYS = "kms:EncryptionContextKeys";

  private Analysis() {}

  /** Allows alice everything; the test says when. */
  static Says allowed() {
    return Says.allow("kms:*").to(ALICE);
  }

  /** Denies alice everything; the test says when. */
  static Says denied() {
    return Says.deny("kms:*").to(ALICE);
  }

  static Ask policy(Says... statements) {
    return decrypt().keyPolicy(statements);
  }
}
