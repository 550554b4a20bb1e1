package io.kmspolicy.cli.query;

import io.kmspolicy.cli.query.Answer.Result;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.ReferenceAuthorizer;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.explain.MissingInformation;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a policy directory, with everything open that the question leaves open. */
final class QueryRunner {

  private static final String SETTLED = "";

  private final ReferenceAuthorizer authorizer = ReferenceAuthorizer.create();
  private final PolicyDirectory directory;
  private final DirectoryNames names;

  QueryRunner(PolicyDirectory directory, DirectoryNames names) {
    this.directory = directory;
    this.names = names;
  }

  /** Whether somebody may do something; an action on aliases takes the alias and the key. */
  Answer ask(Principal principal, KmsAction action, KmsResource resource) {
    Answer onKey = check(principal, action, resource);
    if (!action.resources().contains(ResourceKind.ALIAS)
        || !(resource instanceof KmsResource.Key key)
        || onKey.result() == Result.DENIED) {
      return onKey;
    }
    List<Answer> halves = new ArrayList<>();
    for (KmsResource.Alias alias :
        new AliasNames(names, policies(principal, key)).of(action, key)) {
      halves.add(check(principal, action, alias));
    }
    return new AliasAnswer(onKey, halves).together();
  }

  private PolicySet policies(Principal principal, KmsResource resource) {
    return directory.policiesFor(principal.caller(), resource);
  }

  private Answer check(Principal principal, KmsAction action, KmsResource resource) {
    AuthorizationRequest request =
        AuthorizationRequest.of(
            principal.caller(),
            action.name(),
            resource,
            RequestKeys.of(principal.caller(), resource));
    PolicySet policies = policies(principal, resource);
    Explanation explanation = authorizer.explain(request, policies);
    MissingInformation missing = explanation.unknown();
    Result result = result(explanation);
    String why = SETTLED;
    if (result == Result.CONDITIONAL) {
      Optional<ConditionFinder> found = ConditionFinder.of(authorizer, request, policies);
      result = found.map(QueryRunner::result).orElse(result);
      why =
          found
              .map(ConditionFinder::words)
              .orElseGet(() -> "depending on " + String.join(", ", missing.all()));
    } else if (result == Result.UNKNOWN) {
      why = unknown(explanation);
    }
    boolean open = result == Result.CONDITIONAL || result == Result.UNKNOWN;
    return new Answer(
        principal.name(),
        action.name(),
        resource.arn(),
        result,
        open ? why : SETTLED,
        open ? missing.all() : List.of());
  }

  private static Result result(Explanation explanation) {
    if (explanation.decision() == Decision.ALLOWED) {
      return Result.ALLOWED;
    }
    if (explanation.decision() != Decision.INDETERMINATE) {
      return Result.DENIED;
    }
    MissingInformation missing = explanation.unknown();
    boolean conditional =
        missing.policies().isEmpty()
            && missing.request().isEmpty()
            && explanation.undocumented().isEmpty();
    return conditional ? Result.CONDITIONAL : Result.UNKNOWN;
  }

  /** Every combination was decided, also those that no request can bring about. */
  private static Result result(ConditionFinder circumstances) {
    if (circumstances.always()) {
      return Result.ALLOWED;
    }
    return circumstances.never() ? Result.DENIED : Result.CONDITIONAL;
  }

  private static String unknown(Explanation explanation) {
    List<String> why = new ArrayList<>(explanation.reasons());
    explanation.unknown().request().stream()
        .distinct()
        .map(one -> "not known: " + one)
        .forEach(why::add);
    why.addAll(explanation.undocumented());
    return String.join("; ", why);
  }
}
