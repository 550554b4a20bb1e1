package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.decrypt;

/**
 * The requests of the tests of rule 6.13: key policies allow or deny alice, depending on unknown
 * keys.
 */
final class Analysis {

  static final String TAG = "aws:PrincipalTag/t";
  static final String VIA = "kms:ViaService";
  static final String KEYS = "kms:EncryptionContextKeys";

  private Analysis() {}

  /** An Allow statement for alice and all actions; the test adds the condition. */
  static Says allowed() {
    return Says.allow("kms:*").to(ALICE);
  }

  /** A Deny statement for alice and all actions; the test adds the condition. */
  static Says denied() {
    return Says.deny("kms:*").to(ALICE);
  }

  static Ask policy(Says... statements) {
    return decrypt().keyPolicy(statements);
  }
}
