package io.kmspolicy.cli.io;

import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;

/** The message for an action that KMS does not have. */
public final class UnknownAction {

  private static final String PREFIX = "kms:";

  private UnknownAction() {}

  /** The message, with the action that was probably meant. */
  public static String message(String name) {
    String full = name.indexOf(':') < 0 ? PREFIX + name : name;
    return "KMS has no action "
        + Quoting.quoteShort(name)
        + "; "
        + Suggestions.nearest(
                full, KmsCatalogue.bundled().actions().stream().map(KmsAction::name).toList())
            .map(nearest -> "did you mean " + Quoting.quote(nearest) + "?")
            .orElse("an action has a name such as `kms:Decrypt`");
  }
}
