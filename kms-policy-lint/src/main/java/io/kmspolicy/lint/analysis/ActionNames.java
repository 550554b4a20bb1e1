package io.kmspolicy.lint.analysis;

import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.text.Listing;
import java.util.Collection;

/** Names of actions in a finding. */
public final class ActionNames {

  private ActionNames() {}

  /** Names as {@code `a`, `b` and `c`}; a long list is cut and ends with the number left out. */
  public static String list(Collection<KmsAction> actions) {
    return actions.size() == KmsCatalogue.bundled().actions().size()
        ? "every action of KMS"
        : Listing.firstOf(actions.stream().map(KmsAction::name).toList());
  }
}
