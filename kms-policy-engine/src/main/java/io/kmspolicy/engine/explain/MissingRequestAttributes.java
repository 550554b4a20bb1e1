package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.explain.MissingAttribute.Case;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.GrantText;
import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.engine.report.LayerTrace;
import io.kmspolicy.engine.report.PrincipalText;
import io.kmspolicy.engine.report.ResourceText;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.Caller.FederatedUser;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.Arn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What is not known about a request itself: what the caller's ARN hides, which key, which grant.
 */
final class MissingRequestAttributes {

  /** A path, a session and a user that no policy names. */
  private static final String NOBODY = "nobody-in-particular";

  private final EvaluationTrace report;
  private final RequestAttributes facts;
  private final List<MissingAttribute> found = new ArrayList<>();

  private MissingRequestAttributes(EvaluationTrace report) {
    this.report = report;
    this.facts = report.facts();
  }

  static List<MissingAttribute> of(EvaluationTrace report) {
    MissingRequestAttributes unknown = new MissingRequestAttributes(report);
    if (unknown.isAskedFor(PrincipalText.ROLE_PATH)
        || unknown.facts.serviceLinkedRole() == MatchResult.INDETERMINATE) {
      unknown.addPath();
    }
    if (unknown.isAskedFor(PrincipalText.SESSION_NAME)) {
      unknown.addSession();
    }
    if (unknown.isAskedFor(PrincipalText.FEDERATING_USER)) {
      unknown.addUser();
    }
    if (unknown.facts.isUnknownKey()) {
      unknown.add(ResourceText.KEY, List.of());
    }
    if (unknown.isAskedFor(ResourceText.NEW_KEY)) {
      unknown.add(ResourceText.NEW_KEY, List.of());
    }
    unknown.addGrant();
    return unknown.found;
  }

  private boolean isAskedFor(String name) {
    return report.undecided().stream()
            .flatMap(statement -> statement.parts().stream())
            .anyMatch(part -> part.unknown().contains(name))
        || report.grants().grants().stream()
            .anyMatch(grant -> grant.why().unknown().contains(name));
  }

  private void addPath() {
    if (!(facts.caller() instanceof RoleCaller session)) {
      return;
    }
    Set<String> paths = new LinkedHashSet<>();
    for (String name : namesOf("role/")) {
      if (name.endsWith("/" + session.roleName())) {
        paths.add(name.substring(0, name.length() - session.roleName().length()));
      }
    }
    paths.add("/" + NOBODY + "/");
    if (facts.serviceLinkedRole() == MatchResult.INDETERMINATE) {
      paths.add("/aws-service-role/" + NOBODY + "/");
    }
    List<Caller> callers = new ArrayList<>();
    paths.forEach(path -> callers.add(session.withPath(new RolePath.Known(path))));
    add(PrincipalText.ROLE_PATH, completions(callers));
  }

  private void addSession() {
    if (!(facts.caller() instanceof AnyRoleSession any)) {
      return;
    }
    String role = "/" + any.roleName() + "/";
    List<Caller> callers = new ArrayList<>();
    for (String name : namesOf("assumed-role/")) {
      if (name.startsWith(role)) {
        callers.add(any.named(name.substring(role.length())));
      }
    }
    callers.add(any.named(NOBODY));
    add(PrincipalText.SESSION_NAME, completions(callers));
  }

  private void addUser() {
    if (!(facts.caller() instanceof FederatedUser federated)) {
      return;
    }
    List<Caller> callers = new ArrayList<>();
    for (String name : namesOf("user/")) {
      callers.add(federated.madeBy(new FederatingUser.Named(name.substring(1))));
    }
    callers.add(federated.madeBy(new FederatingUser.Nobody()));
    add(PrincipalText.FEDERATING_USER, completions(callers));
  }

  private void addGrant() {
    boolean any = facts.isRetireGrant() && facts.request().grantId().isEmpty();
    List<GrantTrace> grants = report.grants().grants();
    if (any && grants.size() > 1) {
      List<UnaryOperator<Case>> completions = new ArrayList<>();
      for (GrantTrace grant : grants) {
        completions.add(one -> one.withGrant(grant.grant().grantId()));
      }
      add(GrantText.WHICH_GRANT, completions);
    }
  }

  private void add(String name, List<UnaryOperator<Case>> completions) {
    found.add(new MissingAttribute(MissingAttribute.Kind.REQUEST, name, completions));
  }

  private static List<UnaryOperator<Case>> completions(List<Caller> callers) {
    List<UnaryOperator<Case>> completions = new ArrayList<>();
    callers.forEach(caller -> completions.add(one -> one.with(caller)));
    return completions;
  }

  /** Every role or user that a statement or a grant names, with its path and a leading slash. */
  private Set<String> namesOf(String kind) {
    Set<String> texts = new LinkedHashSet<>();
    for (LayerTrace layer : report.layers().values()) {
      for (StatementTrace statement : layer.statements()) {
        names(statement.match().statement().principal()).forEach(name -> texts.add(name.text()));
      }
    }
    for (GrantTrace grant : report.grants().grants()) {
      addText(texts, grant.grant().grantee());
      addText(texts, grant.grant().retiring());
    }
    Set<String> names = new LinkedHashSet<>();
    for (String text : texts) {
      Arn.parse(text)
          .map(Arn::resource)
          .filter(resource -> resource.startsWith(kind))
          .ifPresent(resource -> names.add(resource.substring(kind.length() - 1)));
    }
    return names;
  }

  private static void addText(Set<String> texts, Grant.GrantPrincipal principal) {
    if (principal instanceof Grant.GrantPrincipal.Principal named) {
      texts.add(named.text());
    }
  }

  private static List<PrincipalName> names(PrincipalElement element) {
    if (element instanceof PrincipalElement.Principal listed) {
      return listed.names();
    }
    return element instanceof PrincipalElement.NotPrincipal excluded ? excluded.names() : List.of();
  }
}
