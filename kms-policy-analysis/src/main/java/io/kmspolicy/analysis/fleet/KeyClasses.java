package io.kmspolicy.analysis.fleet;

import io.kmspolicy.analysis.fleet.FleetKeys.Facts;
import io.kmspolicy.analysis.fleet.FleetKeys.StatementFacts;
import io.kmspolicy.analysis.fleet.PrincipalFacts.OwnStatement;
import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.analysis.query.Principal;
import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The equivalence classes of pairs of a principal and a key: answers about pairs of one class
 * differ in the names of the principals and the keys only. Two pairs are in one class if
 *
 * <ul>
 *   <li>the keys belong to the same account and Region, and the principals are of the same kind and
 *       account,
 *   <li>the statements of the key policies that can be about the principals are equal, also in
 *       their places in the files, and so are the statements of the principals that can be about
 *       the keys or about aliases,
 *   <li>none of these statements tells the principals apart, by their names, by variables or by
 *       conditions on the caller's ARN,
 *   <li>the keys have the same properties, and none of these statements tests their aliases, and
 *   <li>no grant on the keys can name the principals, and no text quotes their names.
 * </ul>
 *
 * Otherwise a principal shares answers about several keys, and {@code RetireGrant} depends on all
 * grants of a key; see {@link FleetCells}.
 */
final class KeyClasses {

  private static final String CALLER_ACCOUNT = DerivedKey.CALLER_ACCOUNT.spelling();
  private static final int KEY_POLICY = -1;
  private static final int OWN_POLICIES = -2;
  private static final int GRANTS = -3;

  /** Stands for all actions that have the same condition keys of callers. */
  private static final String MOST = "kms:Decrypt";

  /** One of the actions that have the account of the caller, and all that do not (rule 5.10). */
  private static final List<String> ACTIONS =
      Stream.concat(
              Stream.of(MOST),
              KmsCatalogue.bundled().actions().stream()
                  .filter(action -> action.resources().contains(ResourceKind.KEY))
                  .filter(action -> !action.conditionKeys().contains(CALLER_ACCOUNT))
                  .map(KmsAction::name))
          .toList();

  private final Principal principal;
  private final PrincipalFacts facts;
  private final DirectoryNames names;
  private final boolean[] named;
  private final Map<List<Object>, Boolean> fitsCaller = new HashMap<>();
  private final GrantNames grantNames;

  /**
   * The classes for a principal.
   *
   * @param samples a statement of a key policy for each number of a principal element
   */
  KeyClasses(
      Principal principal, PrincipalFacts facts, DirectoryNames names, List<Statement> samples) {
    this.principal = principal;
    this.facts = facts;
    this.names = names;
    this.named = new boolean[samples.size()];
    this.grantNames = new GrantNames(principal);
    StatementAnalysis analysis = StatementAnalysis.of(PolicyType.KEY, true);
    for (int i = 0; i < named.length; i++) {
      Statement sample = samples.get(i);
      named[i] =
          principal.ofEachKind().stream()
              .anyMatch(kind -> !analysis.principal(sample, kind.caller()).isNoMatch());
    }
  }

  /** The class of a key, as a value that equals that of the other pairs of the class. */
  List<Integer> of(Facts key) {
    List<Integer> parts = new ArrayList<>();
    boolean own = key.controlTellsCallersApart();
    own |= addKeyPolicy(key, parts);
    own |= addOwnPolicies(key, parts);
    if (key.grants().stream().anyMatch(grantNames::mayName)) {
      parts.add(GRANTS);
      parts.add(key.number());
      own = true;
    }
    parts.add(own ? facts.unique() : facts.shape());
    return parts;
  }

  /** Returns whether a statement tells principals apart. */
  private boolean addKeyPolicy(Facts key, List<Integer> parts) {
    boolean own = false;
    parts.add(key.rest());
    parts.add(KEY_POLICY);
    for (StatementFacts statement : key.statements()) {
      if (named[statement.principal()] && fitsCaller(statement, key.key())) {
        parts.add(statement.content());
        own |= statement.tellsCallersApart();
      }
    }
    return own;
  }

  private boolean addOwnPolicies(Facts key, List<Integer> parts) {
    boolean own = false;
    parts.add(OWN_POLICIES);
    for (OwnStatement statement : facts.statements()) {
      List<MatchResult> matches = new ArrayList<>();
      matches.add(statement.matches(key.key()));
      key.aliases().forEach(alias -> matches.add(statement.matches(alias)));
      if (statement.canBeAboutAliases() || !matches.stream().allMatch(MatchResult::isNoMatch)) {
        parts.add(statement.content());
        matches.forEach(match -> parts.add(match.isNoMatch() ? 0 : match.isMatch() ? 1 : 2));
        own |= statement.tellsCallersApart();
        if (matches.contains(MatchResult.INDETERMINATE) || statement.testsAliases()) {
          parts.add(key.number());
          own = true;
        }
      }
    }
    return own;
  }

  private boolean fitsCaller(StatementFacts statement, KmsResource.Key key) {
    return !statement.testsCaller()
        || fitsCaller.computeIfAbsent(
            List.of(statement.content(), key.accountId()),
            first -> {
              StatementAnalysis analysis =
                  StatementAnalysis.of(PolicyType.KEY, statement.hasVariables());
              return ACTIONS.stream()
                  .filter(action -> canBeAbout(statement.statement(), action, analysis))
                  .flatMap(
                      action ->
                          principal.ofEachKind().stream()
                              .map(kind -> names.keys(kind, action, key)))
                  .map(context -> analysis.condition(statement.statement(), context))
                  .anyMatch(fits -> !fits.isNoMatch());
            });
  }

  private static boolean canBeAbout(
      Statement statement, String action, StatementAnalysis analysis) {
    return action.equals(MOST) || !analysis.action(statement, action).isNoMatch();
  }
}
