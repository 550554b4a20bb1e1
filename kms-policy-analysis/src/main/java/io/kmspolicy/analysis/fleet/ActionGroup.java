package io.kmspolicy.analysis.fleet;

import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.util.List;
import java.util.Locale;

/** The groups of actions on keys; each action that is checked on a key is in one of them. */
enum ActionGroup {
  /** The cryptographic operations. */
  USE,
  /** Create, retire and revoke grants. */
  GRANT,
  /** Change the key, its tags and its aliases, or delete it. */
  ADMINISTER,
  /** Replace the key policy. */
  CHANGE_POLICY,
  /** Read what is known of a key. */
  VIEW;

  /** The name on the page. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The actions of the group, in the order of the catalogue. */
  List<KmsAction> actions() {
    return KmsCatalogue.bundled().actions().stream()
        .filter(action -> !action.needsNoKey() && of(action) == this)
        .toList();
  }

  private static ActionGroup of(KmsAction action) {
    return switch (action.group()) {
      case USE -> USE;
      case READ -> VIEW;
      case GRANT -> GRANT;
      case ADMINISTER -> action.name().equals("kms:PutKeyPolicy") ? CHANGE_POLICY : ADMINISTER;
    };
  }
}
