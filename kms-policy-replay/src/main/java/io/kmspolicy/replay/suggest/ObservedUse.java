package io.kmspolicy.replay.suggest;

import io.kmspolicy.model.policy.PrincipalName;
import java.util.List;

/**
 * What the calls have in common that one narrowed statement allows.
 *
 * @param allowing the statement that allows them
 * @param principal the value of {@code aws:PrincipalArn}; empty if it is not known
 * @param account the value of {@code kms:CallerAccount}; empty if it is not known
 * @param service the value of {@code kms:ViaService}; empty for direct calls and if it is not known
 * @param hasContext whether the operation takes an encryption context
 */
record ObservedUse(
    AllowingStatement allowing,
    String principal,
    String account,
    String service,
    boolean hasContext) {

  int statement() {
    return allowing.statement();
  }

  List<PrincipalName> names() {
    return allowing.names();
  }
}
