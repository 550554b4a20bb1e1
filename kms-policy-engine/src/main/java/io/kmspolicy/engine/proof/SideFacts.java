package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.combine.LayerResult;
import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.engine.proof.PairQuestion.PolicyPair;
import io.kmspolicy.engine.row.OpenFacts;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.FormulaAlgebra;
import io.kmspolicy.engine.table.OpenFact;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.Arn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Names what is not known about one side of a comparison. A layer that is the same on both sides
 * has the same name on both, and so has a fact about the caller, the resource or a rule whose
 * inputs are the same.
 *
 * @param side the side
 * @param caller the caller
 * @param pair which layers are the same on both sides
 * @param permits whether unknown layers permit the request; otherwise they may say anything
 */
record SideFacts(String side, Caller caller, PolicyPair pair, boolean permits)
    implements OpenFacts {

  static final String BEFORE = "before";
  static final String AFTER = "after";

  /** Whether an element, or one of its names, names the caller. */
  private record NamedBy(Object element, Form form) {
    @Override
    public String toString() {
      return "whether the principals of a statement include the caller (rules 1.7, 1.8, 4.6, 4.11)";
    }
  }

  /** Whether a list of {@code NotPrincipal} spares the caller. */
  private record SparedBy(Set<PrincipalName> own, boolean namesOthers) {
    @Override
    public String toString() {
      return "whether a NotPrincipal list that names the caller in part spares it (rule 4.11)";
    }
  }

  private record Rule(int number, String side) {
    @Override
    public String toString() {
      return "how a rule that AWS does not document applies to the request";
    }
  }

  /** Whether a pattern matches the resource of the request. */
  private record Covers(PolicyType type, String pattern, boolean hasVariables) {
    @Override
    public String toString() {
      return "whether the resource pattern `" + pattern + "` covers the request (rules 2.3-2.10)";
    }
  }

  private String sideIf(boolean isSame) {
    return isSame ? "" : side;
  }

  @Override
  public LayerResult<Formula> layer(PolicyType type) {
    return Completion.result(type, sideIf(pair.isSame(type)), caller, permits);
  }

  @Override
  public Formula grants() {
    return Completion.grants(sideIf(pair.sameGrants()));
  }

  @Override
  public Formula principal(PolicyType type, PrincipalElement element, Form form) {
    boolean isPlain =
        type != PolicyType.VPC_ENDPOINT && PrincipalMatcher.uniqueIds(element).isEmpty();
    if (isPlain && element instanceof PrincipalElement.Principal listed) {
      List<Formula> names = new ArrayList<>();
      listed.names().forEach(name -> names.add(principal(name, form)));
      return FormulaAlgebra.INSTANCE.or(names);
    }
    if (isPlain && element instanceof PrincipalElement.NotPrincipal excluded) {
      return notSpared(excluded.names());
    }
    return OpenFact.undocumented(new NamedBy(element, form));
  }

  /** A name is the caller's or not, whichever element lists it. */
  private Formula principal(PrincipalName name, Form form) {
    PrincipalMatcher.Forms forms = new PrincipalMatcher(caller).match(name);
    return switch (form) {
      case ANY ->
          FormulaAlgebra.INSTANCE.or(
              List.of(
                  principal(name, Form.DIRECT),
                  principal(name, Form.ROLE),
                  principal(name, Form.ACCOUNT)));
      case DIRECT -> principal(name, form, forms.direct());
      case ROLE -> principal(name, form, forms.role());
      case ACCOUNT -> principal(name, form, forms.account());
    };
  }

  private static Formula principal(PrincipalName name, Form form, MatchResult match) {
    return match == MatchResult.INDETERMINATE
        ? OpenFact.undocumented(new NamedBy(name, form))
        : Formula.Constant.of(match);
  }

  /**
   * Whether a list of {@code NotPrincipal} does not spare the caller, who has no permissions
   * boundary. Rule 4.11 reads the names that include the caller, and whether the list names anybody
   * else of the account; two lists that agree in this spare the caller alike. A service is spared
   * if some name includes it.
   */
  private Formula notSpared(List<PrincipalName> names) {
    return caller instanceof AccountCaller member
        ? OpenFact.undocumented(spared(names, member)).negated()
        : notNamed(names);
  }

  private Formula notNamed(List<PrincipalName> names) {
    Formula result = Formula.Constant.MATCH;
    for (PrincipalName name : names) {
      Formula named = principal(name, Form.DIRECT);
      Formula other =
          named instanceof OpenFact fact
              ? fact.negated()
              : Formula.Constant.of(((Formula.Constant) named).result().not());
      result = FormulaAlgebra.INSTANCE.and(result, other);
    }
    return result;
  }

  private static SparedBy spared(List<PrincipalName> names, AccountCaller caller) {
    PrincipalMatcher principals = new PrincipalMatcher(caller);
    Set<PrincipalName> own = new HashSet<>();
    boolean namesOthers = false;
    for (PrincipalName name : names) {
      if (!principals.match(name).any().isNoMatch()) {
        own.add(name);
      } else {
        namesOthers |=
            Arn.parse(name.text())
                .filter(arn -> arn.accountId().equals(caller.accountId()))
                .isPresent();
      }
    }
    // Others matter only to a caller who is named by the account alone.
    boolean isByAccount = own.stream().allMatch(PrincipalName.Account.class::isInstance);
    return new SparedBy(own, namesOthers && isByAccount);
  }

  @Override
  public Optional<OpenFact> resource(
      PolicyType type, ResourcePattern pattern, boolean hasVariables) {
    return Optional.of(OpenFact.undocumented(new Covers(type, pattern.text(), hasVariables)));
  }

  @Override
  public Formula rule(int number) {
    boolean isSame = number == 0 || pair.sameCallerLayers();
    return OpenFact.undocumented(new Rule(number, sideIf(isSame)));
  }

  @Override
  public Formula statement() {
    return OpenFact.undocumented(new OpenStatement());
  }

  /** A statement that is compared with no other one. */
  private static final class OpenStatement {
    @Override
    public String toString() {
      return "whether an action or resource of a statement covers the request (rules 2.1-2.12)";
    }
  }
}
