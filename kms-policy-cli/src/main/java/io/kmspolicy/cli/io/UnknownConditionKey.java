package io.kmspolicy.cli.io;

import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.util.List;
import java.util.Optional;

/** The warning about a condition key that no request to KMS has. */
public final class UnknownConditionKey {

  private UnknownConditionKey() {}

  /**
   * The warning; empty if requests may have the key. Keys of identity providers have other prefixes
   * than AWS's own, so any of their names may exist.
   *
   * @param option the option that names the key
   */
  public static Optional<String> warning(String option, String key) {
    String name = LetterCase.lowerCase(key);
    KmsCatalogue catalogue = KmsCatalogue.bundled();
    boolean isOfAws = name.startsWith("kms:") || name.startsWith("aws:");
    if (!isOfAws || catalogue.conditionKey(key).isPresent()) {
      return Optional.empty();
    }
    List<String> names = catalogue.conditionKeys().stream().map(ConditionKeyFacts::name).toList();
    return Optional.of(
        option
            + ": no request to KMS has the condition key "
            + Quoting.quoteShort(key)
            + Suggestions.nearest(key, names)
                .map(nearest -> "; did you mean " + Quoting.quote(nearest) + "?")
                .orElse(""));
  }
}
