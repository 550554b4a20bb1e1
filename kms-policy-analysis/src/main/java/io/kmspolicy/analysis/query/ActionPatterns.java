package io.kmspolicy.analysis.query;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The actions that a question names, with or without wildcards. */
public final class ActionPatterns {

  private static final String PREFIX = "kms:";

  private ActionPatterns() {}

  /**
   * The actions of KMS that match a pattern, in the order of the catalogue.
   *
   * @throws BadInputException if a pattern matches none
   */
  public static List<KmsAction> matching(List<String> patterns) {
    Set<KmsAction> found = new LinkedHashSet<>();
    for (String pattern : patterns) {
      List<KmsAction> matching =
          KmsCatalogue.bundled().actions().stream()
              .filter(action -> StatementAnalysis.action(pattern, action.name()).isMatch())
              .toList();
      if (matching.isEmpty()) {
        throw new BadInputException(unknown(pattern));
      }
      found.addAll(matching);
    }
    return List.copyOf(found);
  }

  /** The message for an action that KMS does not have, with the one that was probably meant. */
  public static String unknown(String name) {
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
