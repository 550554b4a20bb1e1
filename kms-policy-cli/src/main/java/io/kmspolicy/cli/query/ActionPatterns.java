package io.kmspolicy.cli.query;

import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.cli.io.UnknownAction;
import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The actions that a question names, with or without wildcards. */
public final class ActionPatterns {

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
              .filter(action -> StatementAnalysis.action(pattern, action.name()).isCertain())
              .toList();
      if (matching.isEmpty()) {
        throw new BadInputException(UnknownAction.message(pattern));
      }
      found.addAll(matching);
    }
    return List.copyOf(found);
  }
}
