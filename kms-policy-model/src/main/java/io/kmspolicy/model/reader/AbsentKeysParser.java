package io.kmspolicy.model.reader;

import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.ConditionKeyFacts.Source;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.ProblemCode;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the condition keys that a scenario states to be absent ({@code absent}). */
final class AbsentKeysParser {

  /** What a service's own call surely carries of the keys that other requests have (rule 6.11). */
  private static final Set<String> OF_SERVICES =
      Set.of(
          "aws:currenttime",
          "aws:epochtime",
          "aws:requestedregion",
          "aws:principalisawsservice",
          "aws:resourceaccount");

  private final JsonCursor cursor;
  private final List<Name> names = new ArrayList<>();

  /** A name, or a prefix with a star. */
  private record Name(String text, SourceLocation location) {}

  AbsentKeysParser(JsonCursor cursor) {
    this.cursor = cursor;
  }

  /** Reads the array at the cursor. */
  void parse() {
    cursor.array("an array of strings", this::name);
  }

  private void name() {
    cursor.someText("a string").ifPresent(text -> names.add(new Name(text, cursor.location())));
  }

  /** The names that were read. Reports those that the request lists, or that it surely has. */
  List<String> keys(AuthorizationRequest request) {
    names.forEach(name -> check(name, request));
    return names.stream().map(Name::text).toList();
  }

  private void check(Name name, AuthorizationRequest request) {
    String text = name.text();
    int star = text.indexOf('*');
    if (star >= 0) {
      if (star < text.length() - 1) {
        report(name, " has a `*` inside; a `*` is allowed only at the end");
      }
      return;
    }
    RequestContext context = (RequestContext) request.context();
    if (context.get(ConditionContext.name(text)) instanceof ContextValue.Present) {
      report(name, " is in `context`, so the request has it; remove it here or there");
    } else if (context.values().containsKey(ConditionContext.name(text))) {
      report(name, " is in `context` of `unknown`, so it may be there; remove it here or there");
    } else if (isAlwaysPresent(text, request)) {
      report(name, " is in every such request; remove it, or list its value in `context`");
    }
  }

  private void report(Name name, String message) {
    cursor.report(
        ProblemCode.INVALID_VALUE, name.location(), Quoting.quoteShort(name.text()) + message);
  }

  /** Whether every request such as this one has the key (rule 6.11). */
  private static boolean isAlwaysPresent(String name, AuthorizationRequest request) {
    return KmsCatalogue.bundled()
        .conditionKey(name)
        .filter(facts -> facts.alwaysPresent() && isIn(facts, request))
        .isPresent();
  }

  private static boolean isIn(ConditionKeyFacts facts, AuthorizationRequest request) {
    if (request.caller() instanceof Caller.ServicePrincipal
        && facts.everyAction()
        && !OF_SERVICES.contains(ConditionContext.name(facts.name()))) {
      return false;
    }
    boolean onAlias = request.resource() instanceof KmsResource.Alias;
    if (onAlias && facts.sources().contains(Source.RESOURCE) && !facts.everyAction()) {
      return false;
    }
    return facts.everyAction()
        || facts.actions().stream().anyMatch(action -> action.equalsIgnoreCase(request.action()));
  }
}
