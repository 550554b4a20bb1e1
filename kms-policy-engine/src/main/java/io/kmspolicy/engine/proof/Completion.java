package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.combine.LayerResult;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.OpenFact;
import io.kmspolicy.engine.table.OpenFact.Choice;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What an unknown layer may say about one request (rule 6.8). */
enum Completion {
  /** No policy is attached, so nothing is limited. */
  NONE,
  /** No statement matches. */
  SILENT,
  /** A statement allows the request. */
  ALLOW,
  /** A statement allows the request and names the caller's role. */
  ALLOW_ROLE,
  /** A statement allows the request and names the caller's account. */
  ALLOW_ACCOUNT,
  /** A statement denies the request. */
  DENY;

  /**
   * The subject of the choice of a completion.
   *
   * @param side which policies it is about: equal texts are the same layer
   */
  record Subject(PolicyType layer, String side) {
    @Override
    public String toString() {
      return layer + side;
    }
  }

  /** The subject of the choice whether unknown grants cover the request. */
  record Grants(String side) {}

  /** The possible completions of a layer. The first one is the usual one. */
  static List<Completion> of(PolicyType layer, Caller caller) {
    return switch (layer) {
      case IDENTITY -> List.of(SILENT, ALLOW, DENY);
      case PERMISSIONS_BOUNDARY -> List.of(ALLOW, SILENT, DENY);
      case SESSION ->
          caller instanceof Caller.FederatedUser
              ? List.of(ALLOW, SILENT, DENY)
              : List.of(NONE, SILENT, DENY);
      case SERVICE_CONTROL, VPC_ENDPOINT -> List.of(NONE, SILENT, DENY);
      case RESOURCE_CONTROL -> List.of(NONE, DENY);
      case KEY -> ofKey(caller);
    };
  }

  private static List<Completion> ofKey(Caller caller) {
    List<Completion> completions = new ArrayList<>(List.of(SILENT, ALLOW));
    if (caller instanceof Caller.RoleCaller) {
      completions.add(ALLOW_ROLE);
    }
    if (caller instanceof Caller.AccountCaller && !(caller instanceof Caller.RootUser)) {
      completions.add(ALLOW_ACCOUNT);
    }
    completions.add(DENY);
    return completions;
  }

  /** The completions of a layer that does not limit the request, or allows it to the account. */
  private static Completion permitting(PolicyType layer, Caller caller) {
    return switch (layer) {
      case IDENTITY, PERMISSIONS_BOUNDARY -> ALLOW;
      case SESSION -> caller instanceof Caller.FederatedUser ? ALLOW : NONE;
      case SERVICE_CONTROL, RESOURCE_CONTROL, VPC_ENDPOINT -> NONE;
      case KEY ->
          caller instanceof Caller.AccountCaller && !(caller instanceof Caller.RootUser)
              ? ALLOW_ACCOUNT
              : ALLOW;
    };
  }

  /**
   * The completions of a layer. The first one is the usual one.
   *
   * @param permits whether the layer permits the request
   */
  static List<Completion> of(PolicyType layer, Caller caller, boolean permits) {
    return permits ? List.of(permitting(layer, caller)) : of(layer, caller);
  }

  /** The result of a layer as tests of the choice of its completion. */
  static LayerResult<Formula> result(
      PolicyType layer, String side, Caller caller, boolean permits) {
    List<Completion> options = of(layer, caller, permits);
    Choice choice =
        new Choice(new Subject(layer, side), options.stream().map(Completion::name).toList(), true);
    return new LayerResult<>(
        test(choice, options, one -> one == DENY),
        test(choice, options, one -> one == NONE || one == ALLOW),
        test(choice, options, one -> one == ALLOW_ROLE),
        test(choice, options, one -> one == ALLOW_ACCOUNT));
  }

  private static Formula test(
      Choice choice, List<Completion> options, Predicate<Completion> holds) {
    List<Boolean> results = options.stream().map(holds::test).toList();
    if (!results.contains(false)) {
      return Formula.Constant.MATCH;
    }
    return results.contains(true) ? new OpenFact(choice, results) : Formula.Constant.NO_MATCH;
  }

  static Formula grants(String side) {
    return new OpenFact(
        new Choice(new Grants(side), List.of("none", "a grant"), true), List.of(false, true));
  }
}
