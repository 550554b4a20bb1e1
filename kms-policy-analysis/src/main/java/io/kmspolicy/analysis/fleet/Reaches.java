package io.kmspolicy.analysis.fleet;

import io.kmspolicy.analysis.fleet.FleetKeys.Facts;
import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.analysis.query.Principal;
import io.kmspolicy.analysis.query.ReachQuery;
import io.kmspolicy.analysis.query.ReachQuery.Reach;
import io.kmspolicy.model.catalogue.KmsAction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What keys give to principals, asked once for each class of pairs about which all answers are the
 * same. Not thread-safe.
 */
final class Reaches {

  private final DirectoryNames names;
  private final FleetKeys keys;
  private final PrincipalFacts.Numbering numbering = new PrincipalFacts.Numbering();
  private final Map<List<Integer>, Map<KmsAction, Reach>> asked = new HashMap<>();
  private long questions;

  Reaches(DirectoryNames names, FleetKeys keys) {
    this.names = names;
    this.keys = keys;
  }

  /** The number of questions that were asked. */
  long questions() {
    return questions;
  }

  /** The same for one principal. */
  OfPrincipal of(Principal principal) {
    return new OfPrincipal(principal);
  }

  /** What keys give to one principal. */
  final class OfPrincipal {
    private final Principal principal;
    private final ReachQuery query = ReachQuery.of(names);
    private @Nullable KeyClasses classes;

    private OfPrincipal(Principal principal) {
      this.principal = principal;
    }

    /** What a key gives for an action other than {@code RetireGrant}. */
    Reach ask(Facts key, KmsAction action) {
      if (classes == null) {
        classes = classes();
      }
      return asked
          .computeIfAbsent(classes.of(key), unused -> new HashMap<>())
          .computeIfAbsent(
              action,
              unused -> {
                questions++;
                return query.ask(principal, action, key.key());
              });
    }

    private KeyClasses classes() {
      return new KeyClasses(
          principal,
          new PrincipalFacts(
              principal,
              new PrincipalNames(principal),
              names.directory().principal(principal.caller()),
              keys.mentioned(),
              numbering),
          names,
          keys.samples());
    }
  }
}
