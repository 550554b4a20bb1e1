package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.explain.MissingAttribute.Case;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.GrantText;
import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.engine.report.LayerTrace;
import io.kmspolicy.engine.report.OpenValue;
import io.kmspolicy.engine.report.PrincipalText;
import io.kmspolicy.engine.report.ResourceText;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.model.policy.Grant;
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
 * Finds the unknown attributes of the request itself: the attributes that the caller's ARN does not
 * contain, the key, and the grant.
 */
final class MissingRequestAttributes {

  /** A role path, a session name and a user name that no policy is expected to contain. */
  private static final String NOBODY = "nobody-in-particular";

  private final EvaluationTrace trace;
  private final RequestAttributes attributes;
  private final List<MissingAttribute> found = new ArrayList<>();

  private MissingRequestAttributes(EvaluationTrace trace) {
    this.trace = trace;
    this.attributes = trace.attributes();
  }

  static List<MissingAttribute> of(EvaluationTrace trace) {
    MissingRequestAttributes unknown = new MissingRequestAttributes(trace);
    if (unknown.isUnknown(PrincipalText.ROLE_PATH)
        || unknown.attributes.serviceLinkedRole() == MatchResult.INDETERMINATE) {
      unknown.addPath();
    }
    if (unknown.isUnknown(PrincipalText.SESSION_NAME)) {
      unknown.addSession();
    }
    if (unknown.isUnknown(PrincipalText.FEDERATING_USER)) {
      unknown.addUser();
    }
    if (unknown.attributes.isUnknownKey()) {
      unknown.add(ResourceText.KEY, List.of());
    }
    if (unknown.isUnknown(ResourceText.NEW_KEY)) {
      unknown.add(ResourceText.NEW_KEY, List.of());
    }
    unknown.addGrant();
    unknown.addOpenValues();
    return unknown.found;
  }

  private boolean isUnknown(String name) {
    return trace.undecided().stream()
            .flatMap(statement -> statement.parts().stream())
            .anyMatch(part -> part.unknown().contains(name))
        || trace.grants().grants(MatchResult.INDETERMINATE).stream()
            .anyMatch(grant -> grant.why().unknown().contains(name));
  }

  private void addPath() {
    if (!(attributes.caller() instanceof RoleCaller session)) {
      return;
    }
    Set<String> paths = new LinkedHashSet<>();
    for (String name : namesOf("role/")) {
      if (name.endsWith("/" + session.roleName())) {
        paths.add(name.substring(0, name.length() - session.roleName().length()));
      }
    }
    paths.add("/" + NOBODY + "/");
    if (attributes.serviceLinkedRole() == MatchResult.INDETERMINATE) {
      paths.add("/aws-service-role/" + NOBODY + "/");
    }
    List<Caller> callers = new ArrayList<>();
    paths.forEach(path -> callers.add(session.withPath(new RolePath.Known(path))));
    add(PrincipalText.ROLE_PATH, completions(callers));
  }

  private void addSession() {
    if (!(attributes.caller() instanceof AnyRoleSession any)) {
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
    if (!(attributes.caller() instanceof FederatedUser federated)) {
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
    boolean any = attributes.isRetireGrant() && attributes.request().grantId().isEmpty();
    List<GrantTrace> grants = trace.grants().grants();
    if (any && grants.size() > 1) {
      List<UnaryOperator<Case>> completions = new ArrayList<>();
      for (GrantTrace grant : grants) {
        completions.add(original -> original.withGrant(grant.grant().grantId()));
      }
      add(GrantText.WHICH_GRANT, completions);
    }
  }

  /** The values that the sources of the policies leave open (rule 1.13). */
  private void addOpenValues() {
    trace.undecided().stream()
        .flatMap(statement -> statement.parts().stream())
        .flatMap(part -> part.unknown().stream())
        .filter(OpenValue::is)
        .distinct()
        .forEach(name -> add(name, List.of()));
  }

  private void add(String name, List<UnaryOperator<Case>> completions) {
    found.add(new MissingAttribute(MissingAttribute.Kind.REQUEST, name, completions));
  }

  private static List<UnaryOperator<Case>> completions(List<Caller> callers) {
    List<UnaryOperator<Case>> completions = new ArrayList<>();
    callers.forEach(caller -> completions.add(original -> original.with(caller)));
    return completions;
  }

  /**
   * The names of all roles or users in statements and grants, with their paths and a leading slash.
   */
  private Set<String> namesOf(String kind) {
    Set<String> texts = new LinkedHashSet<>();
    for (LayerTrace layer : trace.layers().values()) {
      for (StatementTrace statement : layer.statements()) {
        statement.match().statement().principal().names().forEach(name -> texts.add(name.text()));
      }
    }
    for (GrantTrace grant : trace.grants().grants()) {
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
}
