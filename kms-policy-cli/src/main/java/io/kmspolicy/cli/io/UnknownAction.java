package io.kmspolicy.cli.io;

import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;

/** The message for an action that KMS does not have. */
public final class UnknownAction {

  private UnknownAction() {}

  /** The message, with the action that was probably meant. */
  public static String message(String name) {
    return "KMS has no action "
        + Quoting.quoteShort(name)
        + "; "
        + Suggestions.nearest(
                name, KmsCatalogue.bundled().actions().stream().map(KmsAction::name).toList())
            .map(nearest -> "did you mean " + Quoting.quote(nearest) + "?")
            .orElse("name one without wildcards, such as `kms:Decrypt`");
  }
}
