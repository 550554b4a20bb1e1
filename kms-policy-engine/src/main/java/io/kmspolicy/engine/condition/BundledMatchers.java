package io.kmspolicy.engine.condition;

import io.kmspolicy.engine.match.ConditionMatchers;
import io.kmspolicy.model.catalogue.KmsCatalogue;

/** The matchers with the bundled catalogue, created when they are first needed. */
final class BundledMatchers {

  static final ConditionMatchers MATCHERS = new ConditionMatchers(KmsCatalogue.bundled());

  private BundledMatchers() {}
}
