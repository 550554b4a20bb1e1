package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.explain.UnknownThing.Case;
import io.kmspolicy.engine.match.RequestFacts;
import io.kmspolicy.engine.report.GrantReport;
import io.kmspolicy.engine.report.GrantWords;
import io.kmspolicy.engine.report.LayerReport;
import io.kmspolicy.engine.report.PrincipalWords;
import io.kmspolicy.engine.report.Report;
import io.kmspolicy.engine.report.ResourceWords;
import io.kmspolicy.engine.report.StatementReport;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.FederatedUser;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.RoleSession;
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
final class UnknownFacts {

  /** A path and a user that no policy names. */
  private static final String NOBODY = "nobody-in-particular";

  private final Report report;
  private final RequestFacts facts;
  private final List<UnknownThing> found = new ArrayList<>();

  private UnknownFacts(Report report) {
    this.report = report;
    this.facts = report.facts();
  }

  static List<UnknownThing> of(Report report) {
    UnknownFacts unknown = new UnknownFacts(report);
    if (unknown.isAskedFor(PrincipalWords.ROLE_PATH)
        || unknown.facts.serviceLinkedRole() == MatchResult.INDETERMINATE) {
      unknown.addPath();
    }
    if (unknown.isAskedFor(PrincipalWords.FEDERATING_USER)) {
      unknown.addUser();
    }
    if (unknown.facts.isUnknownKey()) {
      unknown.add(ResourceWords.KEY, List.of());
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
    if (!(facts.caller() instanceof RoleSession session)) {
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
    add(PrincipalWords.ROLE_PATH, completions(callers));
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
    add(PrincipalWords.FEDERATING_USER, completions(callers));
  }

  private void addGrant() {
    boolean any = facts.isRetireGrant() && facts.request().grantId().isEmpty();
    List<GrantReport> grants = report.grants().grants();
    if (any && grants.size() > 1) {
      List<UnaryOperator<Case>> completions = new ArrayList<>();
      for (GrantReport grant : grants) {
        completions.add(one -> one.withGrant(grant.grant().grantId()));
      }
      add(GrantWords.WHICH_GRANT, completions);
    }
  }

  private void add(String name, List<UnaryOperator<Case>> completions) {
    found.add(new UnknownThing(UnknownThing.Kind.REQUEST, name, completions));
  }

  private static List<UnaryOperator<Case>> completions(List<Caller> callers) {
    List<UnaryOperator<Case>> completions = new ArrayList<>();
    callers.forEach(caller -> completions.add(one -> one.with(caller)));
    return completions;
  }

  /** Every role or user that a statement or a grant names, with its path and a leading slash. */
  private Set<String> namesOf(String kind) {
    Set<String> texts = new LinkedHashSet<>();
    for (LayerReport layer : report.layers().values()) {
      for (StatementReport statement : layer.statements()) {
        names(statement.match().statement().principal()).forEach(name -> texts.add(name.text()));
      }
    }
    for (GrantReport grant : report.grants().grants()) {
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
