package io.kmspolicy.engine;

/**
 * The rule that combines the layers: section 0 of {@code docs/semantics.md}, line by line, lifted
 * to three values (rules 6.2-6.4).
 */
final class CombiningRule {

  private CombiningRule() {}

  static Outcomes combine(RequestFacts facts, Findings found) {
    return Outcomes.of(found.deny(), allow(facts, found)); // line 1
  }

  static MatchResult allow(RequestFacts facts, Findings found) {
    MatchResult guards =
        found
            .resourceControl() // line 2
            .and(found.serviceControl()) // line 3
            .and(found.endpoint()) // line 4
            .and(facts.usable()); // line 5
    return guards.and(permitted(facts, found));
  }

  private static MatchResult permitted(RequestFacts facts, Findings found) {
    if (facts.isReservedAlias()) { // rule 5.11
      return MatchResult.NO_MATCH;
    }
    if (facts.isRetireGrant()) { // rule 5.14
      return found.grants();
    }
    MatchResult identityOk = identityOk(facts, found);
    if (facts.isKeyless() || facts.isAliasCheck()) { // line 12
      return facts.sameAccount().and(identityOk);
    }
    PrincipalMatcher.Forms key = found.key();
    if (facts.isService()) { // line 7, rule 4.13
      return key.direct().or(found.grants());
    }
    MatchResult own =
        key.direct() // line 7
            .or(key.role().and(found.limits())) // line 8
            .or(key.account().and(identityOk)); // line 9
    MatchResult foreign = key.any().and(identityOk); // line 10
    MatchResult same = facts.sameAccount();
    return same.and(own).or(same.not().and(foreign)).or(found.grants()); // line 11
  }

  /** Line 6: what the caller's own policies permit. */
  static MatchResult identityOk(RequestFacts facts, Findings found) {
    return identityOk(facts, found.identity(), found.limits());
  }

  static MatchResult identityOk(RequestFacts facts, MatchResult identity, MatchResult limits) {
    if (facts.isService()) {
      return MatchResult.NO_MATCH;
    }
    return facts.isRoot() ? MatchResult.MATCH : identity.and(limits); // rule 4.10
  }
}
